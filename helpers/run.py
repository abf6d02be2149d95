"""Seeds, devices, sizes and progress: what a run needs and no lesson is about."""

import os
import random
import sys

import numpy as np


def seed(k):
    """Seed every generator a notebook may use, and return a NumPy generator of its own.

    The environment variable BOOK_SEED (an integer, default 0) is added to `k`, so that a whole notebook can be
    tried on seeds that nobody has looked at: ``make seeds LESSON=… SEEDS="1000 2000"`` does it and stores nothing.

    Args:
        k: a non-negative integer.

    Returns:
        numpy.random.Generator seeded with k + BOOK_SEED. Python's `random`, NumPy's global generator and, where
        it is imported, torch are seeded with the same number.

    Raises:
        ValueError: `k` or BOOK_SEED is not a whole number, or their sum is negative.

    >>> seed(3).integers(100) == seed(3).integers(100)
    np.True_
    """
    try:
        shifted = int(k) + int(os.environ.get("BOOK_SEED") or 0)
    except ValueError:
        raise ValueError(f"BOOK_SEED must be a whole number, not {os.environ['BOOK_SEED']!r}") from None
    if int(k) != k or shifted < 0:
        raise ValueError(f"a seed is a whole number of at least 0, got {k!r} (with BOOK_SEED: {shifted})")
    random.seed(shifted)
    np.random.seed(shifted)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(shifted)
    return np.random.default_rng(shifted)


def device():
    """The device to compute on: ``torch.device("cuda")`` where there is one, else the CPU.

    BOOK_DEVICE overrides it (``BOOK_DEVICE=cpu``). Needs torch.
    """
    import torch

    return torch.device(os.environ.get("BOOK_DEVICE") or ("cuda" if torch.cuda.is_available() else "cpu"))


def scale(cpu, gpu):
    """`cpu` when computing on the CPU, else `gpu`: one line that says how much more a GPU run does.

    BOOK_SCALE overrides it: ``BOOK_SCALE=gpu`` does the larger work on any device.

    Raises:
        ValueError: BOOK_SCALE is neither cpu nor gpu.

    >>> os.environ["BOOK_DEVICE"] = "cpu"
    >>> scale(cpu=4, gpu=20)
    4
    """
    wanted = os.environ.get("BOOK_SCALE") or ("cpu" if device().type == "cpu" else "gpu")
    if wanted not in ("cpu", "gpu"):
        raise ValueError(f"BOOK_SCALE must be cpu or gpu, not {wanted!r}")
    return cpu if wanted == "cpu" else gpu


def progress(steps, label=""):
    """Go through `steps` and show a progress bar, except while the book is built, so that it is never stored.

    >>> os.environ["BOOK_BUILD"] = "1"
    >>> sum(progress(range(4)))
    6
    """
    from tqdm.auto import tqdm

    return tqdm(steps, desc=label, leave=False, disable=bool(os.environ.get("BOOK_BUILD")))
