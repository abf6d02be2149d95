"""Notebooks as learners hand them in, good ones and bad ones."""

import json
from pathlib import Path

from grading import notebook
from grading.source import load_set
from tools import registry

TRIAL = Path(__file__).parent / "trial"
SET = load_set(TRIAL / "notebooks" / "90-trial" / "exercises")
SOFTMAX, DOUBLE, OWN = "ch90.log_softmax", "ch90.double", "ch90.own_sum"
FULL = {SOFTMAX: 6, DOUBLE: 3, OWN: 4}
REFERENCES = {exercise.id: exercise.reference for exercise in SET.exercises}
EMPTY_BOOK = registry.Registry(TRIAL, [], {})


def blank(one=SET, student=""):
    """The notebook as it was released, as plain data."""
    return json.loads(json.dumps(notebook.make(one, EMPTY_BOOK, student)))


def solved(answers=None, student="ada", one=SET):
    """A notebook with answers, by exercise; those not named have the reference."""
    handed_in = blank(one, student)
    references = {exercise.id: exercise.reference for exercise in one.exercises}
    for name, code in {**references, **(answers or {})}.items():
        cell_of(handed_in, name)["source"] = f"# answer to {name}\n{code}"
    return handed_in


def cell_of(handed_in, name, role="answer"):
    """The cell of an exercise with a role."""
    return next(cell for cell in handed_in["cells"] if cell["metadata"].get("exercise") == {"id": name, "role": role})


def code_cell(source):
    """A cell that a learner has added."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, "id": "added"}


def save(path, content):
    """Write a notebook, text or bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path
