"""What a notebook can be told, read from its cell without running it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from batch_notebooks import write_notebook

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.parameters import Parameter, check_parameters, parameters_of
from salestoolkit.reports.kinds import KINDS
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import load_words

CELL = (
    "# what it is about\n%matplotlib inline\nteam = 'North'\ntop = 5\nshare = 0.5\nflag = False\n"
    "names = ['a']\nmore = {}\nnothing = None\nlimit: int | None = None\ntext: str = compute()\n"
    "other = compute()\nfirst, second = 1, 2\n"
)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path / "own.ipynb", parameters=CELL)


def test_names_and_kinds_come_from_the_cell_of_parameters(notebook: Path) -> None:
    kinds = {name: one.kinds for name, one in parameters_of(notebook).items()}
    assert kinds == {
        "team": ("str",),
        "top": ("int",),
        "share": ("float",),
        "flag": ("bool",),
        "names": ("list",),
        "more": ("dict",),
        "nothing": (),
        "limit": ("int", "None"),
        "text": ("str",),
        "other": (),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("team", 3),
        ("top", 2.5),
        ("top", True),
        ("share", "0.5"),
        ("flag", 1),
        ("names", "a"),
        ("limit", "x"),
    ],
)
def test_a_value_of_another_kind_is_refused(notebook: Path, name: str, value: Any) -> None:
    with pytest.raises(ReportError) as caught:
        check_parameters(notebook, parameters_of(notebook), {name: value})
    assert caught.value.code == "parameter_kind"
    sentence = load_words("pl").error(caught.value)
    assert "own.ipynb" in sentence and name in sentence


def test_values_of_the_right_kind_are_taken(notebook: Path) -> None:
    given = {"team": "", "top": 1, "share": 1, "flag": True, "nothing": [1], "limit": None}
    check_parameters(notebook, parameters_of(notebook), given)


def test_an_unknown_name_is_refused_with_those_there_are(notebook: Path) -> None:
    with pytest.raises(ReportError) as caught:
        check_parameters(notebook, parameters_of(notebook), {"teams": "x"})
    assert caught.value.code == "parameter_unknown"
    assert "team, top" in caught.value.fields["allowed"]


@pytest.mark.parametrize(
    ("kinds", "text", "value"),
    [
        (("int",), "5", 5),
        (("float",), "0.5", 0.5),
        (("float",), "nan", "nan"),
        (("bool",), "Yes", True),
        (("str",), "5", "5"),
        ((), "5", "5"),
        (("int",), "five", "five"),
    ],
)
def test_a_cell_of_a_list_becomes_what_the_notebook_takes(
    kinds: tuple[str, ...], text: str, value: Any
) -> None:
    assert Parameter(name="x", kinds=kinds).from_text(text) == value


@pytest.mark.parametrize("text", ["no notebook", "[]", '{"cells": 3}'])
def test_what_is_no_notebook_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        parameters_of(path)
    assert caught.value.code == "notebook_broken"


@pytest.mark.slow
def test_papermill_reads_the_same_names_from_our_notebooks() -> None:
    from papermill import inspect_notebook

    for kind in KINDS:
        path = packaged_path(f"notebooks/reports/{kind}.ipynb")
        assert list(parameters_of(path)) == list(inspect_notebook(str(path)))
