"""The gallery shows every kind of page, chart and tool, and nothing that is not there."""

from __future__ import annotations

import importlib.util
import json
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer

from salestoolkit.cli.app import app

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "pl")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("make_gallery", ROOT / "scripts/make_gallery.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module  # a dataclass looks its own module up
    found.loader.exec_module(module)
    return module


def test_every_kind_of_page_every_chart_and_every_tool_is_shown(script):
    assert not {what: names for what, names in script.not_shown().items() if names}


def test_a_chart_that_no_entry_shows_is_noticed(script, monkeypatch):
    monkeypatch.setattr(script, "drawing_functions", lambda: {"funnel_chart", "newest_chart"})
    assert script.not_shown()["charts"] == {"newest_chart"}


def test_no_entry_names_a_chart_that_is_gone(script):
    named = {chart for one in script.entries("en") for chart in one.charts}
    assert named <= script.drawing_functions()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_none_lies_unused(script, language):
    named = [one.picture for one in script.entries(language) if script.is_pictured(one)]
    assert len(named) == len(set(named))
    there = {path.name for path in (script.PICTURES / language).iterdir()}
    assert there == set(named), "run: python scripts/make_gallery.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_is_listed(script, language):
    written = script.PAGES[language].read_text(encoding="utf-8")
    assert written == script.page_text(language), "run: python scripts/make_gallery.py --text"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_the_options_that_it_is_given(script, language):
    for command in {command for one in script.entries(language) for command in one.run}:
        program, *arguments = shlex.split(command)
        assert program == "salestoolkit"
        group = typer.main.get_command(app)
        while hasattr(group, "commands"):
            group = group.commands[arguments.pop(0)]
        group.make_context("salestoolkit", arguments)  # raises for what it does not take


def test_every_line_of_a_lesson_or_tool_stands_in_a_lesson_too(script):
    cells = [
        "".join(cell["source"])
        for path in sorted((ROOT / "notebooks/en").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    calls = {one.call for one in script.entries("en") if one.call.startswith("workshop.")}
    unknown = {call for call in calls if not any(call.split("(")[0] in cell for cell in cells)}
    assert len(calls) > 15 and not unknown


def test_the_pictures_stay_small(script):
    for language in LANGUAGES:
        sizes = [path.stat().st_size for path in (script.PICTURES / language).iterdir()]
        assert max(sizes) < 300_000 and sum(sizes) < 2_500_000
