# ---
# jupyter:
#   exercise:
#     id: ch09.folded_wave
#     title: A wave that comes back as another
#     kind: predict
#     lesson: 03-pooling
#     individual: true
#     hints:
#       - "After every s-th sample is kept, the wave has the frequency f·s in cycles per kept sample. Frequencies that differ by a whole number cannot be told apart, nor can f and −f."
#       - "Fold: take f·s minus the nearest whole number, and drop the sign."
#       - "The mean of s neighbours multiplies a wave of frequency f by |sin(πfs) / (s·sin(πf))|."
# ---
# %% [markdown]
# A cosine of frequency `f` (cycles per sample) runs through average pooling with window `s` and stride `s`, and through plain subsampling with stride `s`.
#
# *Predict, on paper:* `seen`, the frequency between 0 and ½ (cycles per kept sample) that a reader of the kept samples sees; `gain`, the factor by which average pooling multiplies the wave's amplitude, between 0 and 1; and `limit`, the frequency (cycles per original sample) up to which stride `s` folds nothing. Three decimals are enough.
# %% tags=["given"]
import numpy as np
# %% tags=["instance"]
def instance(rng):
    """A stride, and a frequency that it folds."""
    s = rng.randint(3, 6)
    return {"s": s, "f": rng.randint(105, 149) / 100 / s if s == 3 else rng.randint(55, 76) / 100 / s}
# %% tags=["answer"]
### BEGIN SOLUTION
seen = abs(f * s - round(f * s))
gain = abs(np.sin(np.pi * f * s) / (s * np.sin(np.pi * f)))
limit = 1 / (2 * s)
### STUB
seen = ...
gain = ...
limit = ...
### END SOLUTION
# %% tags=["check"] points=1
def check_ranges(sub, rng, own):
    """All three lie between 0 and 1, the frequencies not above ½."""
    seen, gain, limit = float(sub.seen), float(sub.gain), float(sub.limit)
    assert 0 <= seen <= 0.5, f"seen = {seen:.4g} is not between 0 and ½"
    assert 0 <= gain <= 1, f"gain = {gain:.4g} is not between 0 and 1"
    assert 0 < limit < 0.5, f"limit = {limit:.4g} is not between 0 and ½"
# %% tags=["hidden"] points=2 hint="Plot the kept samples of a long wave, and count cycles."
def check_seen(sub, rng, own):
    """The frequency that the kept samples show, by a transform of a long wave."""
    kept = np.cos(2 * np.pi * own["f"] * own["s"] * np.arange(4000) + 0.3)
    want = np.argmax(abs(np.fft.rfft(kept * np.hanning(4000)))) / 4000
    assert abs(float(sub.seen) - want) < 2e-3, f"seen = {float(sub.seen):.4f}; the kept samples show another frequency"
# %% tags=["hidden"] points=2 hint="Average s neighbours of a complex wave, and take the absolute value."
def check_gain(sub, rng, own):
    """The gain of the average, from the mean of a complex wave."""
    want = abs(np.mean(np.exp(2j * np.pi * own["f"] * np.arange(own["s"]))))
    assert abs(float(sub.gain) - want) < 5e-3, f"gain = {float(sub.gain):.4f}; average {own['s']} neighbours of a wave and compare"
# %% tags=["hidden"] points=1 hint="Two samples a cycle must remain."
def check_limit(sub, rng, own):
    """The highest frequency that is not folded."""
    assert abs(float(sub.limit) * own["s"] - 0.5) < 2e-3, f"limit = {float(sub.limit):.4g}: how many kept samples has a cycle then?"
# %% tags=["wrong"] fails=["check_seen"]
seen = min(f, 0.5)  # as if nothing were folded
gain = abs(np.mean(np.exp(2j * np.pi * f * np.arange(s))))
limit = 0.5 / s
# %% tags=["wrong"] fails=["check_gain"]
seen = min(f * s % 1, 1 - f * s % 1)
gain = abs(np.sinc(f * s))  # of a continuous box
limit = 0.5 / s
# %% tags=["wrong"] fails=["check_limit"]
seen = min(f * s % 1, 1 - f * s % 1)
gain = abs(np.mean(np.exp(2j * np.pi * f * np.arange(s))))
limit = 0.9999 / (s + 1)
