"""What goes wrong in a lesson's cell is a sentence; everywhere else errors stay as they are."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.lessons.cell_order import sentence_for
from salestoolkit.lessons.lesson_cells import read_lesson

LESSON = "02_set_smart_goals.ipynb"
EXERCISE = 'answer_1 = dużo  # liczba\nworkshop.check("02.1", answer_1)'


@pytest.fixture
def in_workshop(made_folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Polish workshop as the working folder."""
    monkeypatch.chdir(made_folders["pl"])
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return made_folders["pl"]


def source(folder: Path, cell: str) -> str:
    cells = nbformat.read(folder / LESSON, as_version=4).cells
    return str(next(one.source for one in cells if one.id == cell))


def missing(name: str) -> NameError:
    return NameError(f"name '{name}' is not defined", name=name)


def test_a_name_of_a_cell_above_is_told_with_its_place(in_workshop: Path) -> None:
    said = sentence_for(missing("workshop"), typed=source(in_workshop, "wish-chance"))
    assert said is not None
    assert said.startswith("Najpierw uruchom komórki powyżej: `workshop`")
    assert "„Wyznaczaj cele SMART”" in said


def test_a_text_without_quotes_in_an_exercise_is_told(in_workshop: Path) -> None:
    said = sentence_for(missing("dużo"), typed=EXERCISE)
    assert said is not None
    assert "cudzysłów" in said


def test_an_exercise_that_cannot_be_read_is_told(in_workshop: Path) -> None:
    typed = EXERCISE.replace("dużo", "dużo telefonów")
    assert "Tej komórki nie da się odczytać" in (sentence_for(SyntaxError("x"), typed=typed) or "")


def test_our_own_errors_are_said_in_the_lesson_language(in_workshop: Path) -> None:
    error = InvalidValue("unknown_lesson", value="99", allowed="00")
    said = sentence_for(error, typed=source(in_workshop, "own-form"), inside=False)
    assert said is not None
    assert said.startswith("Nie ma lekcji „99”")


@pytest.mark.parametrize(
    ("error", "typed", "inside"),
    [
        (missing("workshop"), "print(workshop)", True),
        (missing("zzz"), "workshop.show_chance(900)", True),
        (missing("workshop"), "workshop.show_chance(900)", False),
        (SyntaxError("x"), "workshop.show_chance(900)", True),
        (SalesToolkitError("x"), "x", True),
    ],
    ids=["no cell of a lesson", "made nowhere", "in our own code", "no exercise", "elsewhere"],
)
def test_everything_else_keeps_its_traceback(
    error: BaseException, typed: str, inside: bool, in_workshop: Path
) -> None:
    assert sentence_for(error, typed=typed, inside=inside) is None


def test_a_notebook_that_is_no_lesson_is_not_taken_for_its_neighbour(
    in_workshop: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), own)
    typed = source(in_workshop, "wish-chance")
    assert sentence_for(missing("workshop"), typed=typed, named=own) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', '{"cells": []}'])
def test_a_file_that_is_no_notebook_is_no_lesson(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    assert read_lesson(path) is None


def test_the_extension_leaves_a_handler_of_somebody_else_alone() -> None:
    from types import SimpleNamespace

    extension = importlib.import_module("salestoolkit.lessons.cell_order")
    found: list[Any] = []
    shell = SimpleNamespace(
        custom_exceptions=(KeyError,), set_custom_exc=lambda *given: found.append(given)
    )
    extension.load_ipython_extension(shell)
    assert found == []


@pytest.fixture
def run_cells(
    in_workshop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Run cells in a kernel of this environment; what each failed with."""
    config = Path(sys.prefix) / "etc" / "ipython" / "ipython_kernel_config.py"
    assert config.is_file(), "install the package again: pip install -e ."
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def run(*sources: str) -> list[str]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(x) for x in sources])
        place = {"metadata": {"path": str(in_workshop)}}
        NotebookClient(notebook, allow_errors=True, resources=place).execute()
        return [
            "\n".join(o.traceback) for c in notebook.cells for o in c.outputs if "traceback" in o
        ]

    return run


@pytest.mark.slow
def test_a_fresh_kernel_says_which_cells_to_run_first(
    run_cells: Callable[..., list[str]], in_workshop: Path
) -> None:
    load = source(in_workshop, "load")
    shown, loaded, own = run_cells(source(in_workshop, "wish-chance"), load, "zzz")
    assert shown.startswith("Najpierw uruchom komórki powyżej: `workshop`")
    assert loaded.startswith("Najpierw uruchom komórki powyżej: `language`")
    assert "Traceback" in own
