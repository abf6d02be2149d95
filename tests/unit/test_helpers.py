"""Data, seeds and interactive figures: what they give, and what they say to bad input."""

import json
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import data, run
from helpers.explore import MOST_BYTES, Slider, explore


@pytest.mark.parametrize("name", data.names())
def test_data_set_is_documented_and_the_same_twice(name):
    first, second = vars(data.load(name)), vars(data.load(name))
    assert all(np.array_equal(first[key], second[key]) for key in first)
    assert all(f"`{key}`" in data.about(name) for key in first)
    assert "Licence" in data.about(name) and "Source" in data.about(name)


def test_emoji_tiles_belong_to_their_names():
    emoji = data.load("emoji")
    assert emoji.google.shape == emoji.twitter.shape == (1906, 32, 32, 3)
    for sheet in (emoji.google, emoji.twitter):
        centres = {name: sheet[list(emoji.short_name).index(name), 8:24, 8:24].mean((0, 1)) for name in ("red_circle", "large_blue_circle")}
        assert np.argmax(centres["red_circle"]) == 0 and np.argmax(centres["large_blue_circle"]) == 2
    assert list(emoji.categories[emoji.category[:1]]) == ["Smileys & Emotion"]


def test_vowels_are_padded_after_their_end():
    vowels = data.load("japanese_vowels")
    assert vowels.x.shape == (640, 29, 12) and (vowels.length.min(), vowels.length.max()) == (7, 29)
    assert vowels.train.sum() == 270 and set(vowels.y[vowels.train]) == set(range(9))
    after = np.arange(29) >= vowels.length[:, None]
    assert (vowels.x[after] == 0).all() and (vowels.x[~after] != 0).any(axis=1).all()


def test_scale_follows_its_variable_and_refuses_another_word(monkeypatch):
    monkeypatch.setenv("BOOK_DEVICE", "cpu")
    monkeypatch.setenv("BOOK_SCALE", "gpu")
    assert run.scale(cpu=1, gpu=7) == 7
    monkeypatch.setenv("BOOK_SCALE", "large")
    with pytest.raises(ValueError, match="BOOK_SCALE must be cpu or gpu, not 'large'"):
        run.scale(cpu=1, gpu=7)


def test_unknown_data_set_lists_the_known():
    with pytest.raises(KeyError, match="no data set 'mnist'; there are .*digits, emoji, fashion7k, japanese_vowels, mnist10k"):
        data.load("mnist")


def test_corrupt_file_is_named_with_both_checksums(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    (tmp_path / "mnist10k.npz").write_bytes(b"nonsense")
    with pytest.raises(ValueError, match=f"mnist10k.npz is corrupt: its sha256 is [0-9a-f]{{64}}, it should be {data.CHECKSUMS['mnist10k.npz']}"):
        data.load("mnist10k")


def test_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="births.csv.gz is missing"):
        data.load("births")


def test_split_is_disjoint_and_refuses_what_does_not_fit():
    x, y = np.arange(10), np.arange(10) * 2
    parts = data.split([x, y], [4, 5], np.random.default_rng(0))
    assert sorted(np.concatenate([part[0] for part in parts])) == sorted(set(np.concatenate([part[0] for part in parts])))
    assert all(np.array_equal(2 * a, b) for a, b in parts)
    with pytest.raises(ValueError, match="need 11, and there are 10"):
        data.split([x], [5, 6], np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"different lengths: \[10, 9\]"):
        data.split([x, y[1:]], [1], np.random.default_rng(0))


def test_book_seed_shifts_every_generator(monkeypatch):
    monkeypatch.delenv("BOOK_SEED", raising=False)
    want = run.seed(7).integers(1_000_000), np.random.rand()
    monkeypatch.setenv("BOOK_SEED", "5")
    assert (run.seed(2).integers(1_000_000), np.random.rand()) == want
    assert run.seed(7).integers(1_000_000) != want[0]


@pytest.mark.parametrize(
    ("k", "shift", "message"),
    [
        (1.5, "0", "got 1.5"),
        (-1, "0", "got -1"),
        (1, "-2", "BOOK_SEED: -1"),
        (1, "x", "BOOK_SEED must be a whole number, not 'x'"),
    ],
)
def test_seed_refuses(monkeypatch, k, shift, message):
    monkeypatch.setenv("BOOK_SEED", shift)
    with pytest.raises(ValueError, match=message):
        run.seed(k)


def test_helpers_do_without_torch():
    used = "from helpers import checks, data, explore, figures, run; run.seed(0); figures.use(); checks.close('x', 1, 1)"
    done = subprocess.run([sys.executable, "-c", f"import sys; {used}; print('torch' in sys.modules)"], capture_output=True, text=True)
    assert done.stdout.endswith("False\n") and done.stderr == ""


# ---- interactive figures ----


def line(k):
    """Draw a line of slope k."""
    plt.figure(figsize=(5, 3))
    plt.plot([0, k])
    return f"A line with slope {k}."


def page(figure):
    """The HTML of an interactive figure."""
    return figure._repr_mimebundle_()["text/html"]


def test_explore_is_the_same_twice():
    figures = [explore(line, "line", "A line.", k=Slider("slope k", [1, 2, 3], start=2)) for _ in range(2)]
    assert page(figures[0]) == page(figures[1])


def test_explore_can_be_used_without_seeing_it_and_without_script():
    html = page(explore(line, "line", "A line.", k=Slider("slope k", [1, 2], start=2)))
    assert '<img src="data:image/png;base64,' in html.partition("<script")[0]
    assert 'alt="A line with slope 2."' in html and 'aria-valuetext="2"' in html and '<label for="explore-line-0">slope k</label>' in html
    assert "://" not in html


def test_explore_escapes_what_would_end_its_script():
    def draw(k):
        plt.plot([0, 1])
        return f'{k} < 3 & "quoted" </script><b>'

    html = page(explore(draw, "escape", "a < b", k=Slider("<k>", [1, 2])))
    assert html.count("</script>") == 2 and "<b>" not in html.partition("<script")[0]
    state = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    assert json.loads(state)["sentences"][0] == '1 < 3 & "quoted" </script><b>'


def test_twenty_frames_of_a_plot_are_small():
    def draw(k):
        plt.figure(figsize=(6, 3))
        for phase in np.linspace(0, 6, 4):
            plt.plot(np.sin(np.linspace(0, k, 200) + phase))
        return f"Waves {k}."

    figure = explore(draw, "waves", "Waves.", k=Slider("k", list(range(1, 21))))
    assert len(page(figure)) < MOST_BYTES * 4 / 3


def noise(k):
    """Draw what a palette cannot make small."""
    plt.figure(figsize=(9, 6))
    plt.imshow(np.random.default_rng(k).random((400, 600)))
    return "Noise."


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: explore(line, "x", "c"), TypeError, "one or two sliders, got 0"),
        (lambda: explore(line, "x", "c", a=Slider("a", [1, 2]), b=Slider("b", [1, 2]), d=Slider("d", [1, 2])), TypeError, "got 3: a, b, d"),
        (lambda: explore(noise, "x", "c", k=Slider("k", [1, 2, 3])), ValueError, "3 frames take .* bytes, more than 250,000; use fewer positions"),
        (lambda: explore(lambda k: None, "x", "c", k=Slider("k", [1, 2])), TypeError, r"draw\(\{'k': 1\}\) must return the sentence"),
        (lambda: explore(lambda k: "  ", "x", "c", k=Slider("k", [1, 2])), TypeError, "must return the sentence"),
        (lambda: Slider("k", [1]), ValueError, "at least two values"),
        (lambda: Slider("k", [1, 2], start=3), ValueError, "cannot start at 3"),
    ],
)
def test_explore_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_live_twin_draws_between_the_positions(monkeypatch, capsys):
    seen = []

    def draw(k, word):
        seen.append((k, word))
        return "drawn"

    monkeypatch.setattr(plt, "show", lambda: None)
    widget = explore(draw, "live", "c", k=Slider("k", [0.0, 1.0]), word=Slider("word", ["a", "b"])).live()
    widget.children[0].value = 0.5
    widget.children[1].value = "b"
    widget.update()
    assert (0.5, "b") in seen
