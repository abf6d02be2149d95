"""What the notebooks of *Deep Learning, Executed* import, so that a page can keep to its subject.

`checks` compares two computations and leaves a record, `data` loads data sets offline, `run` seeds and
chooses a device, `figures` holds the style, `explore` makes pictures with sliders. Nothing that a lesson
teaches is in here, and nothing in here needs torch.
"""

__all__ = ["checks", "data", "explore", "figures", "run"]
