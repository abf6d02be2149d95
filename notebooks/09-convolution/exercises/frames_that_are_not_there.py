# ---
# jupyter:
#   exercise:
#     id: ch09.frames_that_are_not_there
#     title: The answer that changed with the padding
#     kind: bug
#     lesson: 07-data-types
#     hints:
#       - "Pad an utterance with three more frames of zeros. The true frames are the same. Which two numbers change?"
#       - "The sum may stay; what is it divided by? And may a frame that is not there be the largest?"
#       - "Use the mask in both: sum over valid frames / number of valid frames; for the maximum set the others to −∞, not to 0. Replace with np.where, do not multiply by the mask: 0·nan is nan."
# ---
# %% [markdown]
# A batch of utterances of different lengths is padded to the longest. `summary` gives for each utterance and channel the mean and the maximum over its frames. It was tested with lengths that were all equal, without any padding. Mend it, so that neither the amount of padding nor *what* stands in the padding matters. An utterance of no frame at all has neither mean nor maximum: raise a `ValueError`.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def summary(x, lengths):
    """Means and maxima over valid frames: x (B, channels, frames), lengths (B,) gives (B, 2·channels)."""
    ### BEGIN SOLUTION
    lengths = np.asarray(lengths)
    if lengths.min() < 1:
        raise ValueError("an utterance has no frame")
    valid = np.arange(x.shape[-1]) < lengths[:, None, None]
    mean = np.where(valid, x, 0.0).sum(-1) / lengths[:, None]
    return np.concatenate([mean, np.where(valid, x, -np.inf).max(-1)], axis=1)
    ### STUB
    valid = np.arange(x.shape[-1]) < np.asarray(lengths)[:, None, None]
    mean = (x * valid).mean(-1)
    return np.concatenate([mean, (x * valid).max(-1)], axis=1)
    ### END SOLUTION
# %% tags=["probe"]
def refuses_empty(shape, lengths):
    """Whether summary raises a ValueError."""
    try:
        summary(np.ones(shape), np.array(lengths))
    except ValueError:
        return True
    return False
# %% tags=["check"] points=1
def check_two_frames_of_four(sub, rng):
    """Frames (−3, −1) and two of padding: mean −2, maximum −1."""
    got = np.asarray(sub.summary(np.array([[[-3.0, -1.0, 0.0, 0.0]]]), np.array([2])))
    assert got.shape == (1, 2) and np.allclose(got, [[-2, -1]]), f"it gives {got.tolist()}, wanted [[-2, -1]]"
# %% tags=["check"] points=1
def check_full_length(sub, rng):
    """Without padding it is the plain mean and maximum."""
    x = rng.normal(size=(3, 2, 5))
    got = np.asarray(sub.summary(x, np.array([5, 5, 5])))
    assert np.allclose(got, np.concatenate([x.mean(-1), x.max(-1)], axis=1)), "three utterances of full length: mean and maximum are off"
# %% tags=["hidden"] points=2 hint="Fill the padding with anything, even nan or infinity; the summary must not notice."
def check_content_of_padding(sub, rng):
    """Neither the amount nor the content of the padding matters."""
    lengths = np.array([2, 7, 4])
    frames = [rng.normal(size=(3, n)) for n in lengths]
    want = np.stack([np.concatenate([f.mean(-1), f.max(-1)]) for f in frames])
    for total, fill in ((7, 0.0), (12, 50.0), (9, np.nan)):
        x = np.full((3, 3, total), fill)
        for row, f in zip(x, frames):
            row[:, : f.shape[1]] = f
        got = np.asarray(sub.summary(x, lengths))
        assert np.allclose(got, want), f"padded to {total} frames of {fill}: off by {abs(got - want).max():.3g}"
# %% tags=["hidden"] points=1 hint="Look at the lengths first."
def check_no_frame(sub, rng):
    """An utterance of no frame is refused; one of one frame is not."""
    assert sub.refuses_empty((2, 1, 3), [3, 0]), "a length of 0 was not refused with a ValueError"
    assert not sub.refuses_empty((2, 1, 3), [3, 1]), "a length of 1 was refused"
# %% tags=["wrong"] fails=["check_two_frames_of_four", "check_content_of_padding"]
def summary(x, lengths):  # only the mean is mended
    if np.min(lengths) < 1:
        raise ValueError("an utterance has no frame")
    valid = np.arange(x.shape[-1]) < np.asarray(lengths)[:, None, None]
    mean = np.where(valid, x, 0.0).sum(-1) / np.asarray(lengths)[:, None]
    return np.concatenate([mean, np.where(valid, x, 0.0).max(-1)], axis=1)
# %% tags=["wrong"] fails=["check_content_of_padding"]
def summary(x, lengths):  # nan times zero is nan
    if np.min(lengths) < 1:
        raise ValueError("an utterance has no frame")
    valid = np.arange(x.shape[-1]) < np.asarray(lengths)[:, None, None]
    mean = (x * valid).sum(-1) / valid.sum(-1)
    return np.concatenate([mean, np.where(valid, x, -np.inf).max(-1)], axis=1)
# %% tags=["wrong"] fails=["check_no_frame"]
def summary(x, lengths):  # does not look
    lengths = np.maximum(lengths, 1)
    valid = np.arange(x.shape[-1]) < lengths[:, None, None]
    mean = np.where(valid, x, 0.0).sum(-1) / lengths[:, None]
    return np.concatenate([mean, np.where(valid, x, -np.inf).max(-1)], axis=1)
