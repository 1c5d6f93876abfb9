"""A new report has a name that every system takes, works at once, and replaces nothing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tokenize
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from salestoolkit.errors import ImportFailed, InvalidValue, ReportError
from salestoolkit.reports.blocks import RECORD_MIME
from salestoolkit.reports.own import new_report as module
from salestoolkit.reports.own.new_report import new_report
from salestoolkit.sources.packaged import packaged_path

LANGUAGES = ("en", "pl")


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


@pytest.mark.parametrize("language", LANGUAGES)
def test_notebook_and_test_bear_the_name_everywhere(tmp_path, language):
    made = new_report("weekly_mix", to=tmp_path / "new", language=language)
    assert (made.notebook.name, made.test.name) == ("weekly_mix.ipynb", "test_weekly_mix.py")
    text = made.notebook.read_text(encoding="utf-8") + made.test.read_text(encoding="utf-8")
    assert 'name=\\"weekly_mix\\"' in text and '\\"title\\": \\"Weekly mix\\"' in text
    assert "own_report" not in text and "Own report" not in text
    nbformat.validate(nbformat.read(made.notebook, as_version=4))
    assert f'language = "{language}"' in sources(made.notebook)[0]
    assert made.batch_lines == '[[report]]\nnotebook = "weekly_mix.ipynb"\nper = "team"'


def test_the_templates_of_both_languages_are_the_same_but_for_comments_and_the_language():
    def code(language: str) -> list[list[str]]:
        path = packaged_path(f"notebooks/own/{language}/own_report.ipynb")
        return [
            [
                token.string
                for token in tokenize.generate_tokens(io.StringIO(source).readline)
                if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)
            ]
            for source in sources(path)
        ]

    english, polish = code("en"), code("pl")
    assert english[1:] == polish[1:]
    assert [one for one in english[0] if one != '"en"'] == [
        one for one in polish[0] if one != '"pl"'
    ]


@pytest.mark.parametrize("name", ["weekly-mix", "Źródła2", "weekly_mix.ipynb", "a"])
def test_a_name_may_have_letters_of_any_language_digits_and_dashes(tmp_path, name):
    assert new_report(name, to=tmp_path, language="en").notebook.is_file()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../x",
        "a/b",
        "a\\b",
        "2nd",
        "-x",
        "_x",
        ".x",
        "a b",
        "a.b",
        'a"b',
        "nul",
        "COM1",
        "a" * 61,
    ],
)
def test_a_name_that_is_no_file_name_everywhere_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(InvalidValue) as caught:
        new_report(name, to=tmp_path, language="en")
    assert caught.value.code == "own_name"
    assert not list(tmp_path.iterdir())


def test_the_name_of_a_report_of_ours_is_refused(tmp_path):
    with pytest.raises(InvalidValue) as caught:
        new_report("forecast", to=tmp_path, language="en")
    assert caught.value.code == "own_name_ours"


@pytest.mark.parametrize("there", ["mix.ipynb", "test_mix.py"])
def test_nothing_is_replaced(tmp_path, there):
    (tmp_path / there).write_text("mine")
    with pytest.raises(ReportError) as caught:
        new_report("mix", to=tmp_path, language="en")
    assert caught.value.code == "own_there"
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_file_where_the_folder_should_be_is_named(tmp_path):
    (tmp_path / "x").write_text("mine")
    with pytest.raises(ReportError) as caught:
        new_report("mix", to=tmp_path / "x", language="en")
    assert caught.value.code == "output_is_file"


def test_a_disk_that_is_full_half_way_leaves_nothing_in_the_way(tmp_path, monkeypatch):
    def full(path: Path, content: bytes) -> None:
        if path.suffix == ".py":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(module, "write_whole", full)
    with pytest.raises(ImportFailed):
        new_report("mix", to=tmp_path, language="en")
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_test_that_comes_with_it_passes_and_can_fail(tmp_path):
    made = new_report("weekly_mix", to=tmp_path, language="en")
    assert _pytest(made.test) == 0
    changed = made.notebook.read_text(encoding="utf-8").replace("between(0, 3)", "between(0, 2)")
    made.notebook.write_text(changed, encoding="utf-8")
    assert _pytest(made.test) == 1


@pytest.mark.slow
def test_the_polish_test_passes(tmp_path):
    made = new_report("miks", to=tmp_path, language="pl")
    assert _pytest(made.test, "-k", "pl or zespolu") == 0


@pytest.mark.slow
def test_plain_papermill_runs_it(
    sample_folder: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    made = new_report("weekly_mix", to=tmp_path, language="en")
    book = sample_folder("marmalade_lighthouse")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        str(made.notebook),
        "o.ipynb",
    ]
    subprocess.run([*command, "-p", "book", str(book)], cwd=tmp_path, check=True)
    executed = nbformat.read(tmp_path / "o.ipynb", as_version=4)
    (record,) = (
        output.data[RECORD_MIME]
        for cell in executed.cells
        for output in cell.outputs
        if RECORD_MIME in output.get("data", {})
    )
    assert record["headline"].startswith("New deals in the last four weeks: 48;")


def _pytest(test: Path, *options: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", str(test)]
    command += options
    return subprocess.run(
        command,
        cwd=test.parent,
        env=os.environ | {"IPYTHONDIR": str(test.parent / "ipython")},
        capture_output=True,
        check=False,
    ).returncode
