"""The book's own exercises: every one is proved, and nobody's numbers change from one edition to the next."""

import pytest

from grading import check
from grading.judge import Desk, Judge
from grading.source import load_chapters

EXERCISES = [exercise for one in load_chapters("") for exercise in one.exercises]
INDIVIDUAL = [exercise for exercise in EXERCISES if exercise.individual]
# whoever changes an instance in the middle of a term changes everybody's task
PINNED = {
    "ch06.four_corners": {"targets": [-2.7, -2.9, 2.5, 8.6]},
    "ch06.softmax_by_hand": {"odds": [2, 11, 7, 6], "label": 0},
    "ch06.steady_gain": {"slopes": [0.11, 1.79, 3.07]},
    "ch06.joints": {"w6": [-2.0, 2.0, -2.0, -1.0, 2.0, 1.0], "c6": [5.0, -7.5, 1.5, 1.0, 0.5, -4.75], "v6": [3.0, -1.0, -1.0, 0.0, 2.0, -1.0]},
    "ch07.best_step": {"h": [2.5, 7.0], "w": [2.0, -2.0]},
    "ch07.ball_and_decay": {"lam": 2.5, "w_star": [5.0, -12.0], "k": 9.1, "wide": 15.0},
    "ch07.where_descent_ends": {"x": [2.0, -4.0, 4.0], "y": 7.0, "w0": [7.0, 4.0, -1.0]},
    "ch07.three_votes": {"accuracies": [0.82, 0.61, 0.69]},
    "ch08.batch_and_step": {"g": 0.7, "h": 3.5, "s2": 8.0, "m": 8},
    "ch08.leave_the_saddle": {"eps": 0.09, "b": 1.0, "y0": 5e-05},
    "ch08.fifty_layers": {"layers": 39, "a": 0.95},
    "ch08.first_steps_of_adam": {"b1": 0.5, "b2": 0.9, "rate": 0.03},
    "ch09.five_layers": {"side": 32, "k1": 7, "k2": 3, "c1": 18, "c2": 32},
    "ch09.folded_wave": {"s": 5, "f": 0.128},
    "ch09.strength_of_a_belief": {"d": 47, "k": 4, "sigma": 0.4, "b": 3.5},
    "ch09.uneven_overlap": {"s": 3, "k": 17},
}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_exercise_is_proved(plain_judge, exercise):
    with Desk(plain_judge.kind) as desk:
        assert check.Proof(exercise, Judge(plain_judge.kind), desk).run() == []


@pytest.mark.parametrize("exercise", INDIVIDUAL, ids=lambda exercise: exercise.id)
def test_own_numbers_are_pinned(plain_judge, exercise):
    own = {name: getattr(value, "tolist", lambda value=value: value)() for name, value in plain_judge.own(exercise, "ada").items()}
    assert own == PINNED[exercise.id]


@pytest.mark.parametrize("exercise", INDIVIDUAL, ids=lambda exercise: exercise.id)
def test_the_reference_passes_for_a_whole_roster_and_a_neighbours_answer_does_not(plain_judge, exercise):
    """The reference is right for each of 30 ids; what it finds for one of them is wrong for the next."""
    with Desk(plain_judge.kind) as desk:
        for number in range(30):
            assert check.reference_problems(exercise, plain_judge, f"learner {number}", desk) == []
        for number in range(5):
            theirs = plain_judge.own(exercise, f"learner {number}")
            lines = [f"{name} = {_written(value)}" for name, value in theirs.items()]
            copied = check.Answer(["import numpy as np\n" + "\n".join(lines) + "\n" + exercise.reference], False)
            assert plain_judge.grade(exercise, copied, f"learner {number + 1}", desk).points < exercise.points


def _written(value):
    return f"np.array({value.tolist()})" if hasattr(value, "tolist") else repr(value)
