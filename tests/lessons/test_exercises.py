"""Every verdict has its sentence in both languages, and no answer breaks a check."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.lessons import Workshop, exercises
from salestoolkit.lessons.exercises import CHECKS, HINTS
from salestoolkit.lessons.progress import read_progress
from salestoolkit.words import load_words

LESSONS = Path(exercises.__file__).parent
NUMBERS = sorted(CHECKS)


def codes_of(module: Path) -> set[str]:
    """Verdicts that a module of checks can give: texts in its calls of `verdict`."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "verdict":
            found |= {
                part.value
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            }
    return found


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("lesson", sorted({number[:2] for number in NUMBERS}))
def test_every_verdict_of_a_lesson_has_a_sentence(lesson: str, language: str) -> None:
    words = load_words(language)
    said = {
        code
        for number in NUMBERS
        if number.startswith(lesson)
        for code in words.keys(f"lesson_{lesson}.e{number[-1]}")
    }
    assert codes_of(LESSONS / f"checks_{lesson}.py") <= said


@pytest.mark.parametrize("number", NUMBERS)
def test_each_lesson_has_three_exercises_and_each_exercise_its_three_hints(number: str) -> None:
    assert {f"{number[:2]}.{place}" for place in (1, 2, 3)} <= set(NUMBERS)
    for language in ("en", "pl"):
        keys = load_words(language).keys(f"lesson_{number[:2]}.e{number[-1]}")
        assert {*HINTS, "unanswered", "right"} <= set(keys)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_unanswered_exercise_says_what_to_do_and_is_no_try(
    number: str, language: str, workshops: dict[str, Workshop]
) -> None:
    feedback = workshops[language].check(number, None)
    assert not feedback.right
    assert len(str(feedback).splitlines()) == 2
    assert number not in read_progress(workshops[language].folder)


class Hostile:
    """An answer that comes apart in every hand."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __float__(self) -> float:
        raise ValueError("no number")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "answer",
    [
        Hostile(),
        float("nan"),
        "",
        "x" * 10_000,
        "\x1b[31m",
        b"\xff",
        (1, 2),
        {"a": [None]},
        1j,
        1e308,
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_whatever_is_answered_gives_a_sentence(
    number: str, answer: Any, workshops: dict[str, Workshop]
) -> None:
    feedback = workshops["pl"].check(number, answer, note=False)
    assert not feedback.right
    assert "\x1b" not in str(feedback)
    assert feedback._repr_html_()


def test_an_exercise_that_there_is_not_names_those_there_are(
    new_workshop: Callable[..., Workshop],
) -> None:
    feedback = new_workshop().check("77.7", 1)
    assert "00.1" in str(feedback)


def test_what_was_typed_runs_nothing_in_a_browser(new_workshop: Callable[..., Workshop]) -> None:
    shown = new_workshop().check("00.3", "<img src=x onerror=alert(1)>")._repr_html_()
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_tries_are_counted_and_what_was_solved_stays_solved(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    right = workshop.sample.tally.open
    for answer in (right + 1, right, right + 1):
        workshop.check("00.1", answer)
    kept = read_progress(workshop.folder)["00.1"]
    assert (kept["tries"], kept["wrong"], kept["solved"]) == (3, 2, True)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_hint_says_more_than_the_one_before(number: str, language: str) -> None:
    words = load_words(language)
    hints = [words.text(f"lesson_{number[:2]}.e{number[-1]}.{hint}") for hint in HINTS]
    assert len(set(hints)) == len(HINTS)
    assert not any(re.search(r"\banswer = ", hint) for hint in hints), "no such name in the cell"


def test_hints_come_in_steps_and_the_solution_last(new_workshop: Callable[..., Workshop]) -> None:
    workshop = new_workshop()
    hints = [workshop.words.text(f"lesson_00.e1.{hint}") for hint in HINTS]
    look = workshop.words.text("lessons.check.look")
    steps = [str(workshop.check("00.1", answer)) for answer in (1, 2, 3, 4)]
    for said, hint in zip(steps, (*hints, hints[-1]), strict=True):
        assert [one for one in hints if one in said] == [hint]
    assert [look in said for said in steps] == [False, False, False, True]


def test_the_same_answer_again_is_no_new_try(new_workshop: Callable[..., Workshop]) -> None:
    workshop = new_workshop()
    first = str(workshop.check("00.1", 1))
    assert str(workshop.check("00.1", 1)) == first
    assert read_progress(workshop.folder)["00.1"]["tries"] == 1


def test_hints_go_on_where_they_were_when_a_lesson_is_opened_again(
    new_workshop: Callable[..., Workshop],
) -> None:
    new_workshop().check("00.1", 1)
    again = new_workshop()
    assert again.words.text("lesson_00.e1.hint") in str(again.check("00.1", None))
    assert again.words.text("lesson_00.e1.hint_2") in str(again.check("00.1", 2))


def test_a_printed_solution_is_no_progress(new_workshop: Callable[..., Workshop]) -> None:
    workshop = new_workshop()
    assert workshop.check("00.1", workshop.sample.tally.open, note=False).right
    assert read_progress(workshop.folder) == {}


def test_a_broken_progress_file_is_put_aside(new_workshop: Callable[..., Workshop]) -> None:
    workshop = new_workshop()
    (workshop.folder / "progress.toml").write_text("= broken", encoding="utf-8")
    workshop.check("00.1", 1)
    assert (workshop.folder / "progress.before-1.toml").read_text(encoding="utf-8") == "= broken"
    kept = tomllib.loads((workshop.folder / "progress.toml").read_text(encoding="utf-8"))
    assert kept["00.1"]["tries"] == 1


def test_a_folder_that_cannot_be_written_still_gets_its_verdict(
    new_workshop: Callable[..., Workshop],
) -> None:
    workshop = new_workshop()
    (workshop.folder / "progress.toml").mkdir()
    feedback = workshop.check("00.1", workshop.sample.tally.open)
    assert feedback.right
    assert len(str(feedback).splitlines()) == 3


def test_a_printed_solution_gives_nothing_away_before_it_is_opened(
    workshops: dict[str, Workshop],
) -> None:
    workshop = workshops["pl"]
    shown = workshop.check("00.1", workshop.sample.tally.open, note=False)._repr_html_()
    before, opened = shown.split("</summary>")
    assert before.startswith("<details><summary>")
    assert str(workshop.sample.tally.open) not in before
    assert str(workshop.sample.tally.open) in opened
