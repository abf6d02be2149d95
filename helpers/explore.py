"""Pictures with one or two sliders, the same with and without a kernel.

`explore` draws one frame for every slider position when the cell runs. The frames, the sliders and a few lines
of script are the cell's output, so the figure works on the built page, in Jupyter and on Colab alike, by mouse,
touch and keyboard; each frame carries a sentence for those who cannot see it. `.live()` draws at *any* value
in between, as long as a kernel runs.
"""

import base64
import html
import itertools
import json

import matplotlib.pyplot as plt
import numpy as np

from helpers import figures

MOST_BYTES = 250_000
COLOURS = 32


def explore(draw, name, caption, **sliders):
    """Make an interactive figure.

    Args:
        draw: called with one value a slider, by name. It draws with pyplot on a fresh figure and returns the
            sentence that says what this frame shows.
        name: kebab-case, unique in the book; the figure's address on the page is ``#explore-NAME``.
        caption: what to look for, in a sentence or two.
        sliders: one or two, name=Slider(...).

    Returns:
        An `Explorer`: shown as a figure at the end of a cell; ``.live()`` recomputes at any value.

    Raises:
        TypeError: no slider, or more than two, or `draw` returned no sentence.
        ValueError: the frames together exceed 250 kB; the message says what would help.
    """
    if not 1 <= len(sliders) <= 2:
        raise TypeError(f"explore takes one or two sliders, got {len(sliders)}: {', '.join(sliders)}")
    frames = [_frame(draw, dict(zip(sliders, values)))
              for values in itertools.product(*(slider.values for slider in sliders.values()))]
    size = sum(len(picture) for picture, _ in frames)
    if size > MOST_BYTES:
        raise ValueError(f"explore {name!r}: {len(frames)} frames take {size:,} bytes, more than {MOST_BYTES:,}; "
                         "use fewer positions, a smaller figure, or fewer colours and less texture")
    return Explorer(draw, name, caption, sliders, frames)


class Slider:
    """The positions of one slider.

    Args:
        label: what it is, with its symbol and unit: "steps τ".
        values: the positions, in order; numbers or short strings.
        start: the value shown first; its frame must already make the point. Default: the first.
        show: turns a value into text. Default: up to four significant digits.

    Raises:
        ValueError: fewer than two values, or `start` is not one of them.
    """

    def __init__(self, label, values, start=None, show=None):
        self.label, self.values = label, [v.item() if isinstance(v, np.generic) else v for v in values]
        self.show = show or (lambda value: value if isinstance(value, str) else f"{value:.4g}")
        if len(self.values) < 2:
            raise ValueError(f"slider {label!r} needs at least two values, got {self.values}")
        start = self.values[0] if start is None else start
        if start not in self.values:
            raise ValueError(f"slider {label!r} cannot start at {start}; it has {self.values}")
        self.first = self.values.index(start)


class Explorer:
    """An interactive figure, displayed as HTML."""

    def __init__(self, draw, name, caption, sliders, frames):
        self.draw, self.name, self.caption, self.sliders, self.frames = draw, name, caption, sliders, frames

    def live(self):
        """The same figure with ipywidgets: the kernel draws at any value between a slider's ends.

        Raises:
            ImportError: ipywidgets is not installed; the message says how to install it.
        """
        try:
            import ipywidgets
        except ImportError:
            raise ImportError("the live figure needs ipywidgets: pip install ipywidgets") from None

        def show(**values):
            sentence = self.draw(**values)
            plt.show()
            print(sentence)

        return ipywidgets.interactive(show, **{name: _widget(ipywidgets, s) for name, s in self.sliders.items()})

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": f"Interactive figure: {self.caption}", "text/html": self._html()}

    def _html(self):
        sliders = list(self.sliders.values())
        position = sliders[0].first if len(sliders) == 1 else sliders[0].first * len(sliders[1].values) + sliders[1].first
        sources = ["data:image/png;base64," + base64.b64encode(picture).decode() for picture, _ in self.frames]
        sentences = [sentence for _, sentence in self.frames]
        controls = "".join(_CONTROL.format(
            id=f"explore-{self.name}-{i}", label=html.escape(slider.label), last=len(slider.values) - 1,
            first=slider.first, text=html.escape(slider.show(slider.values[slider.first])))
            for i, slider in enumerate(sliders))
        state = {"sources": sources, "sentences": sentences,
                 "texts": [[slider.show(value) for value in slider.values] for slider in sliders]}
        return _FIGURE.format(
            id=f"explore-{self.name}", caption=html.escape(self.caption), controls=controls,
            source=sources[position], sentence=html.escape(sentences[position]),
            # "</" inside a script element would end it
            state=json.dumps(state, ensure_ascii=False).replace("</", "<\\/"))


def _frame(draw, values):
    plt.close("all")
    sentence = draw(**values)
    if not isinstance(sentence, str) or not sentence.strip():
        raise TypeError(f"draw({values}) must return the sentence that says what the frame shows")
    picture = figures.png(plt.gcf(), COLOURS)
    plt.close("all")
    return picture, sentence


def _widget(ipywidgets, slider):
    value = slider.values[slider.first]
    if any(isinstance(v, str) for v in slider.values):
        return ipywidgets.SelectionSlider(description=slider.label, options=slider.values, value=value)
    kind = ipywidgets.IntSlider if all(isinstance(v, int) for v in slider.values) else ipywidgets.FloatSlider
    step = {} if kind is ipywidgets.IntSlider else {"step": (slider.values[-1] - slider.values[0]) / 200}
    return kind(description=slider.label, min=min(slider.values), max=max(slider.values), value=value, **step)


_CONTROL = """
<div class="explore-control"><label for="{id}">{label}</label>
<input type="range" id="{id}" min="0" max="{last}" step="1" value="{first}" aria-valuetext="{text}">
<output for="{id}">{text}</output></div>"""

# The frames are decoded before they are needed, so that a slider event only swaps one picture for another.
# Keys are kept from JupyterLab, which would move to the next cell on an arrow.
_FIGURE = """\
<figure class="explore" id="{id}" style="margin:1em 0">
<img src="{source}" alt="{sentence}" style="max-width:100%">
{controls}
<p class="explore-sentence" aria-live="polite">{sentence}</p>
<figcaption>{caption}</figcaption>
<script type="application/json">{state}</script>
<script>
(() => {{
  const figure = document.currentScript?.closest("figure") ?? document.getElementById("{id}");
  const {{sources, sentences, texts}} = JSON.parse(figure.querySelector("script").textContent);
  const inputs = [...figure.querySelectorAll("input")], outputs = [...figure.querySelectorAll("output")];
  const pictures = sources.map((source, i) => {{
    const picture = figure.querySelector("img").cloneNode();
    picture.src = source; picture.alt = sentences[i]; picture.decode().catch(() => {{}});
    return picture;
  }});
  const show = () => {{
    const frame = inputs.reduce((sum, input, i) => sum * texts[i].length + Number(input.value), 0);
    figure.querySelector("img").replaceWith(pictures[frame]);
    figure.querySelector("p").textContent = sentences[frame];
    inputs.forEach((input, i) => {{
      outputs[i].textContent = texts[i][input.value];
      input.setAttribute("aria-valuetext", texts[i][input.value]);
    }});
  }};
  inputs.forEach(input => {{
    input.addEventListener("input", show);
    input.addEventListener("keydown", event => event.stopPropagation());
  }});
}})();
</script>
</figure>"""
