"""The leader's guide says what the lessons say: minutes, objectives, answers; in both languages."""

import ast
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.lessons import Workshop, open_workshop
from salestoolkit.lessons.exercises import CHECKS
from salestoolkit.lessons.folder import make_workshop

ROOT = Path(__file__).parents[1]
GUIDES = {"en": ROOT / "docs" / "leader", "pl": ROOT / "docs" / "leader" / "pl"}
LESSONS = sorted(path.stem for path in (ROOT / "notebooks" / "en").glob("*.ipynb"))
ANSWERS = {"en": "Answers", "pl": "Odpowiedzi"}
QUESTIONS = {"en": "Questions for the group", "pl": "Pytania do grupy"}
MINUTES = {"en": "Minutes", "pl": "Minuty"}
BOTH = pytest.mark.parametrize("language", ["en", "pl"])


def page_of(language: str, lesson: str) -> str:
    return (GUIDES[language] / f"{lesson}.md").read_text(encoding="utf-8")


def cells_of(language: str, lesson: str, kind: str = "code") -> list[tuple[str, list[str]]]:
    path = ROOT / "notebooks" / language / f"{lesson}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        ("".join(cell["source"]), cell["metadata"].get("tags", []))
        for cell in cells
        if cell["cell_type"] == kind
    ]


def chapter(page: str, heading: str) -> str:
    return re.split(r"^## ", page.split(f"## {heading}\n", 1)[1], flags=re.MULTILINE)[0]


def minutes_in(table: str, column: int) -> list[int]:
    rows = [row.split("|")[1:-1] for row in table.splitlines() if row.startswith("|")]
    return [int(row[column]) for row in rows if row[column].strip().isdigit()]


def solutions_of(language: str, lesson: str) -> list[str]:
    return [source for source, tags in cells_of(language, lesson) if "solution" in tags]


def answers_of(language: str, lesson: str) -> list[str]:
    """What the guide gives as each exercise's answer: an expression, or the lines that make it."""
    said = re.split(
        r"^\d\. ", chapter(page_of(language, lesson), ANSWERS[language]), flags=re.MULTILINE
    )
    found = [
        re.search(r"```python\n(.*?)```", one, re.DOTALL) or re.match(r"`(.+?)`\.", one)
        for one in said[1:]
    ]
    return [one[1] if one else "" for one in found]


@BOTH
def test_each_lesson_has_a_page(language: str) -> None:
    assert sorted(path.stem for path in GUIDES[language].glob("[0-9]*.md")) == LESSONS


@BOTH
def test_a_page_has_the_lessons_title_minutes_and_objectives(language: str) -> None:
    for lesson in LESSONS:
        page, first = page_of(language, lesson), cells_of(language, lesson, "markdown")[0][0]
        title = first.splitlines()[0].removeprefix("# ")
        assert page.startswith(f"# {lesson[:2]} {title}\n")
        objectives = [line for line in first.splitlines() if line.startswith("- **")]
        assert "\n".join(objectives) in page
        stated = int(re.search(r"(?:Time|Czas):\*\* (\d+)", first)[1])  # type: ignore[index]
        assert re.search(rf"\*\*(?:Time|Czas):\*\* {stated} minut", page), lesson
        assert sum(minutes_in(chapter(page, MINUTES[language]), 0)) == stated, lesson


@BOTH
def test_the_plans_add_up_to_half_a_day_and_to_ninety_minutes(language: str) -> None:
    page = (GUIDES[language] / "README.md").read_text(encoding="utf-8")
    plan, lessons = re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    assert sum(minutes_in(plan, 1)) == 180
    assert sum(minutes_in(plan, 3)) == 90
    stated = [int(re.search(r"\*\* (\d+)", page_of(language, one))[1]) for one in LESSONS]  # type: ignore[index]
    assert minutes_in(lessons, 1) == stated
    assert f" {sum(stated)} minut" in page


def test_both_languages_have_the_same_chapters_tables_and_points() -> None:
    def shape(page: str) -> list[str]:
        return re.findall(r"^(#+|>|-|\d\.|\||```\w*)", page, re.MULTILINE)

    for name in ["README", *LESSONS]:
        english, polish = shape(page_of("en", name)), shape(page_of("pl", name))
        if name == "08_audit_the_funnel":  # the two sample companies have different stories
            english, polish = (
                [one for one in shape if one != "```python"] for shape in (english, polish)
            )
        assert english == polish, name


@BOTH
def test_a_page_asks_three_questions_and_has_three_answers(language: str) -> None:
    for lesson in LESSONS:
        asked = chapter(page_of(language, lesson), QUESTIONS[language])
        assert len(re.findall(r"^\d\. .*\?”?$", asked, re.MULTILINE)) == 3, lesson
        assert len([one for one in answers_of(language, lesson) if one]) == 3, lesson


@BOTH
def test_lines_of_code_in_the_answers_are_those_of_the_solutions(language: str) -> None:
    for lesson in LESSONS:
        for answer, solution in zip(
            answers_of(language, lesson), solutions_of(language, lesson), strict=True
        ):
            if answer.endswith("\n"):
                assert answer in solution, lesson


def names_for(code: str, language: str, lesson: str, workshop: Workshop) -> dict[str, Any]:
    """What cells above make that the code names: `plan = workshop.example_plan` and the like."""
    names: dict[str, Any] = {"workshop": workshop}
    given = [
        source
        for source, tags in cells_of(language, lesson)
        if not {"exercise", "solution", "parameters"} & set(tags)
    ]
    for node in (node for cell in given for node in ast.parse(cell).body):
        target = ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else ""
        named = target not in ("", "workshop") and re.search(rf"\b{target}\b", code)
        if named or isinstance(node, ast.ImportFrom):
            exec(ast.unparse(node), names)
    return names


@pytest.mark.slow
@BOTH
def test_every_answer_is_accepted_by_its_exercise(language: str, tmp_path: Path) -> None:
    make_workshop(tmp_path, language=language)
    workshop = open_workshop(language=language, folder=tmp_path, today=date(2026, 11, 26))
    for lesson in LESSONS:
        solutions = solutions_of(language, lesson)
        for place, answer in enumerate(answers_of(language, lesson), start=1):
            number = f"{lesson[:2]}.{place}"
            names = names_for(answer, language, lesson, workshop)
            made = answer
            if answer.endswith("\n"):
                exec(answer, names)
                call = ast.parse(solutions[place - 1]).body[-1]
                assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
                made = ast.unparse(call.value.args[1])
            assert CHECKS[number](eval(made, names), workshop).right, number
