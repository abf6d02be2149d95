"""One look for every figure: size, fonts, and colours that mean the same thing on every page.

The eight colours are told apart with any common colour blindness (Okabe and Ito, 2008, yellow left out);
still, a line style or a marker says the same as the colour. Use them by meaning:

BLUE the method or model at hand · ORANGE what it is compared with · GREEN truth, target or theory ·
RED failure or error · PURPLE a second alternative · SKY data · GREY reference lines · BLACK everything else.
"""

import io

import matplotlib as mpl
import matplotlib.pyplot as plt
from PIL import Image

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY, BLACK = "#CC79A7", "#56B4E9", "#8A8A8A", "#222222"

DPI = 100
COLOURS_IN_PNG = 64

_STYLE = {
    "figure.figsize": (6.0, 3.0),
    "figure.dpi": DPI,
    "figure.constrained_layout.use": True,
    "font.size": 12,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY]),
    "grid.color": "#E6E6E6",
    "axes.axisbelow": True,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "image.cmap": "cividis",
}


def use():
    """Set the book's figure style, and in a notebook make figures small palette PNGs. Safe to call twice."""
    mpl.rcParams.update(_STYLE)
    try:
        from IPython import get_ipython
    except ImportError:
        return
    notebook = get_ipython()
    if notebook is not None:
        notebook.run_line_magic("matplotlib", "inline")
        # %matplotlib inline has just set its own; ours replaces it
        notebook.display_formatter.formatters["image/png"].for_type(plt.Figure, png)


def png(figure, colours=COLOURS_IN_PNG):
    """A figure as the bytes of a PNG with a palette, the same bytes for the same picture.

    Args:
        figure: a matplotlib Figure.
        colours: size of the palette; more for photographs.
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    buffer.seek(0)
    picture = Image.open(buffer).convert("RGB")
    picture = picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small = io.BytesIO()
    picture.save(small, format="png", optimize=True)
    return small.getvalue()
