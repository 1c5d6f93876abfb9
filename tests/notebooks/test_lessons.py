"""Lessons: built alike, the same in both languages, and they run from top to bottom."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit.lessons.exercises import CHECKS
from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.content import load_content
from salestoolkit.sources.packaged import packaged_path

LANGUAGES = ("en", "pl")
NAMES = sorted(path.name for path in packaged_path("notebooks/en").glob("[0-9][0-9]_*.ipynb"))
TAGS = {"parameters", "exercise", "solution", "widget", "text"}
MOST_CELLS, MOST_WORDS, MOST_LINES = 40, 1_200, 8
BOTH = [(language, name) for language in LANGUAGES for name in NAMES]

lessons = pytest.mark.parametrize(("language", "name"), BOTH, ids=lambda value: str(value))


def read(language: str, name: str) -> Any:
    return nbformat.read(packaged_path(f"notebooks/{language}/{name}"), as_version=4)


def cells(language: str, name: str, tag: str) -> list[Any]:
    return [cell for cell in read(language, name).cells if tag in tags(cell)]


def tags(cell: Any) -> set[str]:
    return set(cell.metadata.get("tags", ()))


def prose(language: str, name: str) -> list[str]:
    return [cell.source for cell in read(language, name).cells if cell.cell_type == "markdown"]


def without_comments(source: str) -> list[tuple[int, str]]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    quiet = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    return [(token.type, token.string) for token in tokens if token.type not in quiet]


def promised(text: str) -> list[str]:
    """What stands in bold at the head of each line of a list."""
    return re.findall(r"(?m)^- \*\*(.+?)\*\*", text)


def test_both_languages_have_the_same_lessons() -> None:
    polish = sorted(path.name for path in packaged_path("notebooks/pl").glob("*.ipynb"))
    assert polish == NAMES
    assert {"00_start_here.ipynb", "01_map_your_process.ipynb"} <= set(NAMES)


@lessons
def test_a_lesson_is_a_valid_notebook_without_outputs(language: str, name: str) -> None:
    notebook = read(language, name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9-]{3,40}", cell.id), cell.id
        assert tags(cell) <= TAGS
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@lessons
def test_a_lesson_is_short(language: str, name: str) -> None:
    notebook = read(language, name)
    assert len(notebook.cells) <= MOST_CELLS
    assert sum(len(text.split()) for text in prose(language, name)) <= MOST_WORDS
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= MOST_LINES, cell.id
            assert not re.search(r"(?m)^\s*(def|class|lambda)\b", cell.source), cell.id


@lessons
def test_a_lesson_opens_with_whom_it_is_for_how_long_it_takes_and_what_one_will_be_able_to_do(
    language: str, name: str
) -> None:
    first = prose(language, name)[0]
    assert first.startswith("# ")
    whom, time = {"en": ("For whom", "Time"), "pl": ("Dla kogo", "Czas")}[language]
    assert f"**{whom}:**" in first
    assert re.search(rf"\*\*{time}:\*\* \d+ minut", first)
    assert 3 <= len(promised(first)) <= 4


@lessons
def test_the_recap_mirrors_the_objectives_and_says_what_comes_next(
    language: str, name: str
) -> None:
    texts = prose(language, name)
    assert promised(texts[-1]) == promised(texts[0])
    assert {"en": "**Next:**", "pl": "**Dalej:**"}[language] in texts[-1]


@lessons
def test_parameters_are_plain_literals_with_a_comment_each(language: str, name: str) -> None:
    code = [cell for cell in read(language, name).cells if cell.cell_type == "code"]
    assert tags(code[0]) == {"parameters"}
    lines = code[0].source.splitlines()
    found = {}
    for comment, line in zip(lines[::2], lines[1::2], strict=True):
        parameter, _, literal = line.partition(" = ")
        assert comment.startswith("# ")
        found[parameter] = ast.literal_eval(literal)
    assert found["language"] == language
    assert found["market"] == {"en": "uk", "pl": "pl"}[language]


@lessons
def test_a_lesson_loads_once(language: str, name: str) -> None:
    code = [cell.source for cell in read(language, name).cells if cell.cell_type == "code"]
    assert sum("open_workshop(" in source for source in code) == 1
    assert "open_workshop(" in code[1]
    assert not any("import " in source for source in code[2:])


@lessons
def test_a_lesson_has_a_widget_and_three_exercises_each_with_a_folded_solution_under_it(
    language: str, name: str
) -> None:
    assert cells(language, name, "widget")
    number = name[:2]
    asked = [f"{number}.{place}" for place in (1, 2, 3)]
    assert set(asked) <= set(CHECKS)
    ids = [cell.id for cell in read(language, name).cells]
    for exercise, solution, check in zip(
        cells(language, name, "exercise"), cells(language, name, "solution"), asked, strict=True
    ):
        assert ids.index(solution.id) == ids.index(exercise.id) + 1
        assert f'workshop.check("{check}", answer_{check[-1]})' in exercise.source
        assert f"answer_{check[-1]} = None" in exercise.source
        assert f'workshop.check("{check}", ' in solution.source
        assert "note=False" in solution.source
        # JupyterLab shows the first line of a folded cell
        assert solution.source.splitlines()[0] in ("# Solution", "# Rozwiązanie")
        assert solution.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}


@lessons
def test_lines_to_copy_make_the_answer_of_the_exercise_that_follows(
    language: str, name: str
) -> None:
    found = read(language, name).cells
    for place, cell in enumerate(found):
        for lines in re.findall(r"(?s)```\n(.*?)```", cell.source):
            exercise = next(one for one in found[place:] if "exercise" in tags(one))
            answer = exercise.source.partition(" = ")[0]
            last = ast.parse(lines).body[-1]
            assert isinstance(last, ast.Assign) and ast.unparse(last.targets[0]) == answer, lines
            assert "..." in lines


@pytest.mark.parametrize("name", NAMES)
def test_code_is_the_same_in_both_languages_comments_choices_and_texts_apart(name: str) -> None:
    english, polish = (read(language, name).cells for language in LANGUAGES)
    assert [cell.id for cell in english] == [cell.id for cell in polish]
    for ours, theirs in zip(english, polish, strict=True):
        assert (ours.cell_type, ours.metadata) == (theirs.cell_type, theirs.metadata), ours.id
        if ours.cell_type != "code" or "text" in tags(ours):
            continue
        left, right = ours.source, theirs.source
        if "parameters" in tags(ours):
            left, right = (re.sub(r"(?m)^(language|market) = .*$", "", x) for x in (left, right))
        assert without_comments(left) == without_comments(right), ours.id


@pytest.mark.parametrize("name", NAMES)
def test_polish_prose_is_polish(name: str) -> None:
    english = re.compile(r"\b(the|and|with|from|deals?|is|are|your|you|of|stage)\b", re.I)
    for text in prose("pl", name):
        plain = re.sub(r"`[^`]*`", " ", text)
        assert not english.search(plain), text
        assert not re.search(r"\S - \S", plain)


@lessons
def test_prose_has_the_quotes_of_its_language(language: str, name: str) -> None:
    for text in prose(language, name):
        plain = re.sub(r"`[^`]*`", " ", text)
        assert '"' not in plain
        if language == "pl":
            assert plain.count("„") == plain.count("”")
        else:
            assert plain.count("“") == plain.count("”")


@pytest.mark.parametrize("name", NAMES)
def test_polish_lessons_speak_to_everybody(name: str) -> None:
    """No past tense that is for men or for women alone."""
    gendered = re.compile(r"\b\w+(?:łeś|łaś|łbyś|łabyś)\b", re.I)
    assert not any(gendered.search(text) for text in prose("pl", name))


@lessons
def test_a_lesson_names_only_lessons_that_there_will_be(language: str, name: str) -> None:
    known = {
        *(
            "00_start_here",
            "01_map_your_process",
            "02_set_smart_goals",
            "03_find_and_contact_leads",
        ),
        *("04_qualify_leads", "05_present_your_offer", "06_handle_objections"),
        *("07_close_and_negotiate", "08_audit_the_funnel", "09_forecast_and_quota"),
        *("10_keep_and_grow", "11_track_and_review"),
    }
    for text in prose(language, name):
        assert set(re.findall(r"\b\d\d_[a-z_]+\b", text)) <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editor_has_every_button_and_box_that_its_lesson_names(language: str) -> None:
    notebook = read(language, "01_map_your_process.ipynb")
    text = next(cell.source for cell in notebook.cells if cell.id == "own")
    named = set(re.findall("„([^”]+)”" if language == "pl" else "“([^”]+)”", text))
    said = load_content(language).topic("process_editor").values()
    assert len(named) >= 6
    assert named <= {one for one in said if isinstance(one, str)}


SAID = {"right": ("✔ Right.", "✔ Dobrze."), "asked": ("✎ Your turn.", "✎ Twoja kolej.")}
"""How the feedback on a right answer and on none begins."""


def for_nbval(path: Path) -> int:
    """Write into a lesson what its exercises and solutions must show, our own warnings as errors.

    Gives how many cells of code it has.
    """
    notebook = nbformat.read(path, as_version=4)
    strict = "import warnings; warnings.filterwarnings('error', module='salestoolkit')"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(strict))
    for cell in notebook.cells:
        said = {"solution": "right", "exercise": "asked"}
        for tag in tags(cell) & set(said):
            cell.metadata.tags.append("nbval-check-output")
            cell.execution_count = 1
            data = {"text/plain": said[tag], "text/html": said[tag]}
            cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    nbformat.write(notebook, path)
    return sum(cell.cell_type == "code" for cell in notebook.cells)


ALL = os.environ.get("SALESTOOLKIT_ALL_LESSONS") == "1"
"""Whether nbval runs the lessons of both languages: the browser does in any case."""


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES if ALL else ("pl",))
def test_every_lesson_of_a_fresh_copy_runs_with_nbval_and_each_solution_is_right(
    language: str, tmp_path: Path
) -> None:
    make_workshop(tmp_path, language=language)
    cells = sum(for_nbval(tmp_path / name) for name in NAMES)
    patterns = [
        f"[{name}]\nregex: (?s).*({'|'.join(map(re.escape, begins))}).*\nreplace: {name}\n"
        for name, begins in SAID.items()
    ]
    (tmp_path / "sanitize.cfg").write_text("\n".join(patterns), encoding="utf-8")
    options = ["--nbval-lax", "--nbval-sanitize-with", "sanitize.cfg", "-p", "no:cacheprovider"]
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options, *NAMES],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"IPYTHONDIR": str(tmp_path / ".ipython")},
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-4_000:]
    assert f"{cells} passed" in outcome.stdout
