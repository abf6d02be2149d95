# ---
# jupyter:
#   exercise:
#     id: ch09.phase_and_energy
#     title: A cell that does not care about phase
#     kind: derive
#     lesson: 10-vision
#     hints:
#       - "A linear filter answers a grating cos(ωt + φ) with R·cos(φ + φ₀). Take a second filter that answers with R·sin(φ + φ₀), and add the squares."
#       - "Quadrature means: the same spectrum, every phase moved by a quarter. In the discrete Fourier transform multiply positive frequencies by +i and negative ones by −i. (The lesson's partner has the signs the other way round.)"
#       - "A constant and the highest frequency have no quarter: their entries must be zero in the partner."
# ---
# %% [markdown]
# `f` is a real filter on a ring of $n$ points, $n$ even. *Derive and write* `partner(f)`, the filter $\hat f$ of the same size that answers every grating $\cos(2\pi kt/n + \varphi)$, $0 < k < n/2$, a quarter of a period later than $f$, with the same strength: if $\langle f, \cos(\cdot + \varphi)\rangle = R\cos(\varphi+\varphi_0)$, then $\langle \hat f, \cos(\cdot+\varphi)\rangle = R\sin(\varphi+\varphi_0)$. (Mind the sign: the partner in the lesson answers $-R\sin$.) And `energy(f, x)`, the sum of the two squared answers, which does not depend on $\varphi$. To a constant and to the grating with $k = n/2$ the partner answers 0.
# %% tags=["given"]
import numpy as np
# %% tags=["answer"]
def partner(f):
    """The quadrature partner (n,) of a filter f (n,) on a ring, n even."""
    ### BEGIN SOLUTION
    spectrum = np.fft.rfft(f)
    turned = 1j * spectrum
    turned[0] = turned[-1] = 0
    return np.fft.irfft(turned)
    ### END SOLUTION


def energy(f, x):
    """The squared answer of f to x (n,) plus that of its partner."""
    ### BEGIN SOLUTION
    return (f @ x) ** 2 + (partner(f) @ x) ** 2
    ### END SOLUTION
# %% tags=["check"] points=1
def check_cosine_and_sine(sub, rng):
    """The partner of the cosine answers cos(· + φ) with R sin φ."""
    t = np.arange(8)
    got = np.asarray(sub.partner(np.cos(2 * np.pi * t / 8)))
    assert got.shape == (8,), f"the partner has shape {got.shape}"
    assert np.allclose(got, -np.sin(2 * np.pi * t / 8)), f"the partner of the cosine is {got.round(3)}, wanted −sin: ⟨−sin, cos(· + φ)⟩ = 4 sin φ"
# %% tags=["check"] points=1
def check_energy_of_a_cosine(sub, rng):
    """The energy of a cosine filter for a grating of its frequency is (n/2)², at any phase."""
    t = np.arange(10)
    got = [float(sub.energy(np.cos(2 * np.pi * t / 10), np.cos(2 * np.pi * t / 10 + phase))) for phase in (0, 0.7, 2.0)]
    assert np.allclose(got, 25), f"at three phases the energy is {np.round(got, 3)}, wanted 25"
# %% tags=["hidden"] points=2 hint="Answers to gratings of every frequency: fit R and φ₀ from two phases, test at others."
def check_gratings(sub, rng):
    """Quadrature at every frequency, for random filters, and an energy without phase."""
    for n in (6, 16):
        f, t = rng.normal(size=n), np.arange(n)
        g = np.asarray(sub.partner(f))
        for k in range(1, n // 2):
            wave = lambda phase: np.cos(2 * np.pi * k * t / n + phase)
            for phase in (0.0, 0.4, 1.9):
                # R sin(φ + φ₀) is what f answers a quarter of a period earlier
                assert np.isclose(g @ wave(phase), f @ wave(phase - np.pi / 2)), f"n = {n}, k = {k}: the partner is not a quarter later"
            energies = [float(sub.energy(f, wave(phase))) for phase in (0.0, 0.4, 1.9, 3.0)]
            assert np.ptp(energies) < 1e-9 * max(energies) + 1e-12, f"n = {n}, k = {k}: the energy changes with the phase: {np.round(energies, 4)}"
# %% tags=["hidden"] points=1 hint="Set the first and the last entry of the half spectrum to zero."
def check_no_quarter(sub, rng):
    """The partner answers 0 to a constant and to the fastest grating."""
    f = rng.normal(size=12)
    g = np.asarray(sub.partner(f))
    assert abs(g.sum()) < 1e-9 and abs(g @ (-1.0) ** np.arange(12)) < 1e-9, f"the answers are {g.sum():.3g} and {g @ (-1.0) ** np.arange(12):.3g}, wanted 0"
# %% tags=["wrong"] fails=["check_cosine_and_sine", "check_gratings"]
def partner(f):  # a quarter earlier instead of later
    spectrum = -1j * np.fft.rfft(f)
    spectrum[[0, -1]] = 0
    return np.fft.irfft(spectrum)


def energy(f, x):
    return (f @ x) ** 2 + (partner(f) @ x) ** 2
# %% tags=["wrong"] fails=["check_energy_of_a_cosine", "check_gratings"]
def partner(f):
    spectrum = 1j * np.fft.rfft(f)
    spectrum[[0, -1]] = 0
    return np.fft.irfft(spectrum)


def energy(f, x):  # absolute values instead of squares
    return abs(f @ x) + abs(partner(f) @ x)
# %% tags=["wrong"] fails=["check_cosine_and_sine", "check_gratings"]
def partner(f):  # moved by a quarter of the ring, not of each wave
    return np.roll(f, len(f) // 8) - np.mean(f)


def energy(f, x):
    return (f @ x) ** 2 + (partner(f) @ x) ** 2
