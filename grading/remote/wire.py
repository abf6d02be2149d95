"""Plain data over a socket: JSON and raw arrays, never pickle. Used on both sides of the sandbox."""

import json
import struct

import numpy as np

MOST_BYTES = 64_000_000
DEEPEST = 12
_KINDS = "biufc"


class WireError(Exception):
    """A value that is no plain data, or bytes that are no message."""


def send(socket, message):
    """Send one message, a dict of plain data.

    Raises:
        WireError: something in it is not plain data, or it is too large.
    """
    arrays = []
    try:
        header = json.dumps(_pack(message, arrays, 0)).encode()
    except (ValueError, RecursionError) as error:
        raise WireError(f"a value that cannot be written down ({error})") from None
    sizes = [array.nbytes for array in arrays]
    if len(header) + sum(sizes) > MOST_BYTES:
        raise WireError(f"a value of {(len(header) + sum(sizes)) / 1e6:.0f} MB; the limit is {MOST_BYTES / 1e6:.0f} MB")
    socket.sendall(struct.pack(">II", len(header), sum(sizes)) + header + b"".join(array.tobytes() for array in arrays))


def receive(read):
    """Receive one message.

    Args:
        read: returns exactly the number of bytes it is asked for, or raises.

    Raises:
        WireError: the bytes are no message.
    """
    header_size, array_size = struct.unpack(">II", read(8))
    if header_size + array_size > MOST_BYTES:
        raise WireError("an oversized message")
    header, buffer = read(header_size), memoryview(read(array_size))
    try:
        message, rest = _unpack(json.loads(header), buffer)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, MemoryError) as error:
        raise WireError(f"a malformed message ({type(error).__name__})") from None
    if rest or not isinstance(message, dict):
        raise WireError("a malformed message")
    return message


def _pack(value, arrays, depth):
    """A JSON value in which every array is replaced by its type and shape; the arrays are collected."""
    if depth > DEEPEST:
        raise WireError(f"data nested more than {DEEPEST} deep")
    if type(value) in (type(None), bool, int, str):
        return value
    if type(value) is float:
        return {"f": repr(value)}
    if type(value) is complex:
        return {"c": repr(value)}
    if value is ...:
        return {"blank": 1}
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    if isinstance(value, (np.ndarray, np.generic)):
        return _pack_array(value, arrays)
    if isinstance(value, (list, tuple)):
        kind = "l" if isinstance(value, list) else "t"
        return {kind: [_pack(item, arrays, depth + 1) for item in value]}
    if isinstance(value, dict):
        pairs = [[_pack(key, arrays, depth + 1), _pack(item, arrays, depth + 1)] for key, item in value.items()]
        return {"d": pairs}
    raise WireError(f"a value of type {type(value).__name__}, which is no number, text, array, list or dict")


def _pack_array(value, arrays):
    plain = np.array(value, order="C", subok=False)
    if plain.dtype.kind == "U" and plain.size < 100_000:
        return {"u": plain.tolist()}
    if plain.dtype.kind not in _KINDS:
        raise WireError(f"an array of dtype {plain.dtype}")
    plain = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    arrays.append(plain)
    kind = "a" if isinstance(value, np.ndarray) else "s"
    return {kind: [plain.dtype.str, list(plain.shape)]}


def _unpack(packed, buffer):
    """The value, and what is left of the buffer."""
    if not isinstance(packed, dict):
        if type(packed) not in (type(None), bool, int, str):
            raise ValueError("not packed")
        return packed, buffer
    (kind, content), *more = packed.items()
    if more:
        raise ValueError("not packed")
    if kind in "fc":
        return (float if kind == "f" else complex)(content), buffer
    if kind == "blank":
        return ..., buffer
    if kind == "u":
        return np.array(content, dtype=str), buffer
    if kind in "as":
        return _unpack_array(kind, content, buffer)
    if kind in "lt":
        items, buffer = _unpack_items(content, buffer)
        return (items if kind == "l" else tuple(items)), buffer
    if kind == "d":
        pairs, buffer = _unpack_items([{"l": pair} for pair in content], buffer)
        return dict(pairs), buffer
    raise ValueError("unknown kind")


def _unpack_items(content, buffer):
    items = []
    for packed in content:
        item, buffer = _unpack(packed, buffer)
        items.append(item)
    return items, buffer


def _unpack_array(kind, content, buffer):
    name, shape = content
    dtype = np.dtype(str(name))
    if dtype.kind not in _KINDS or dtype.itemsize > 32:
        raise ValueError("not a plain array")
    size = dtype.itemsize
    for length in shape:
        size *= int(length)
    if not 0 <= size <= len(buffer):
        raise ValueError("array and bytes disagree")
    array = np.frombuffer(buffer[:size], dtype=dtype).reshape(shape).astype(dtype.newbyteorder("="))
    return (array if kind == "a" else array[()]), buffer[size:]
