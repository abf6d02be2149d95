"""Exports a chapter as an nbgrader source notebook, from which ``nbgrader generate_assignment`` makes the learners' version.

nbgrader runs checks in the learner's own process, so its grades are as safe as the class is honest.
"""

from __future__ import annotations

import inspect

import nbformat

from grading import notebook
from grading.reader import MARKER
from grading.source import BEGIN, END, Check, Exercise, ExerciseSet
from tools import macros, notebooks, registry

REQUIRE = '''
def require(check, exercise, student, **offered):
    """Run one check; stop with its message if it does not pass."""
    state, message = run_check(check, offered, exercise, student)
    assert state == "passed", message
'''
_SET_UP = {"grade": False, "solution": False, "locked": True}
_ANSWER = {"grade": False, "solution": True, "locked": False}
_TEST = {"grade": True, "solution": False, "locked": True}


def make(one: ExerciseSet, book: registry.Registry) -> nbformat.NotebookNode:
    """The source notebook: with solutions and hidden tests, for instructors only."""
    title = next((f"{chapter.number} Exercises: {chapter.title}" for chapter in book.chapters if chapter.id == one.chapter), f"Exercises {one.number}")
    cells = [nbformat.v4.new_markdown_cell(f"# {title}", id="title")]
    cells.append(_cell("runner", f"{notebook.runner()}\n\n{REQUIRE}", _SET_UP))
    if any(exercise.individual for exercise in one.exercises):
        cells.append(nbformat.v4.new_code_cell(notebook.identity(""), id="your-id"))
    for exercise in one.exercises:
        cells += _exercise(exercise)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebooks.METADATA)


def _exercise(exercise: Exercise) -> list[nbformat.NotebookNode]:
    name = exercise.id.replace(".", "-").replace("_", "-")
    statement = macros.expand(f"## {exercise.title}\n\n{exercise.statement}", macros.load())
    cells = [nbformat.v4.new_markdown_cell(statement, id=f"{name}-task")]
    parts = [exercise.given, notebook.own_data_code(exercise) if exercise.individual else "", exercise.probe]
    cells.append(_cell(f"{name}-given", "\n\n".join(part for part in parts if part), _SET_UP))
    cells.append(_cell(f"{name}-answer", f"{MARKER}{exercise.id}\n{_with_solution(exercise)}", _ANSWER))
    return cells + [_cell(f"{name}-{check.name.replace('_', '-')}", _test(exercise, check), {**_TEST, "points": check.points}) for check in exercise.checks]


def _with_solution(exercise: Exercise) -> str:
    """The whole answer in nbgrader's markers: nbgrader puts its own blank in their place."""
    return f"{BEGIN}\n{exercise.reference}\n{END}"


def _test(exercise: Exercise, check: Check) -> str:
    offered = ['sub=Work(globals())']
    code = check.source
    if exercise.individual:
        offered.append(f'own=own_data(instance, "{exercise.id}", {notebook.STUDENT})')
        code = f"{exercise.instance}\n\n\n{code}"
    if "def " in check.source and "ref" in inspect.signature(_function(exercise, check)).parameters:
        offered.append("ref=Work(reference)")
        code = f"reference = dict(globals())\nexec({exercise.reference!r}, reference)\n\n\n{code}"
    code += f'\n\n\nrequire({check.name}, "{exercise.id}", {notebook.STUDENT}, {", ".join(offered)})'
    return f"### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS" if check.hidden else code


def _function(exercise: Exercise, check: Check):
    scope: dict = {}
    exec(check.source, scope)
    return scope[check.name]


def _cell(name: str, source: str, role: dict) -> nbformat.NotebookNode:
    metadata = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False, **role}}
    return nbformat.v4.new_code_cell(source, id=name[:64], metadata=metadata)
