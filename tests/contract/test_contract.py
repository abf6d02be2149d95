"""Every lesson keeps the contract; the rules are in `tools.contract`."""

import pytest

from tools import contract, registry

BOOK = registry.load()


@pytest.mark.parametrize("lesson", BOOK.lessons.values(), ids=BOOK.lessons)
def test_lesson_keeps_the_contract(lesson):
    _expect_none(contract.of_lesson(lesson, BOOK))


def test_book_keeps_the_contract():
    _expect_none(contract.of_book(BOOK))


def _expect_none(problems):
    if problems:
        pytest.fail("\n".join(map(str, problems)), pytrace=False)
