"""Every what-if, form and sheet is an app: it makes a widget, in either language, without code to be seen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ipywidgets import Widget

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.room import apps as room_apps
from salestoolkit.lessons.room.app_list import list_page
from salestoolkit.lessons.room.app_notebooks import write_apps
from salestoolkit.lessons.room.apps import CALLS, apps, make_app
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.sheet_definitions import sheet_names
from salestoolkit.words import load_words

NAMES = [app.name for app in apps(load_words("en"))]


def test_every_what_if_every_form_and_every_sheet_is_there_once() -> None:
    assert [*CALLS, *(f"sheet_{name}" for name in sheet_names())] == NAMES
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_each_app_makes_a_widget(
    name: str, language: str, new_workshop: Callable[..., Workshop]
) -> None:
    assert isinstance(make_app(name, new_workshop(language)), Widget)


def test_an_unknown_app_is_named_with_those_there_are(workshops: dict[str, Workshop]) -> None:
    for name in ("circus", "sheet_circus", "sheet_../../etc", "__import__('os')"):
        with pytest.raises(InvalidValue) as raised:
            make_app(name, workshops["en"])
        assert "funnel_what_if" in workshops["pl"].words.error(raised.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_links_to_every_app_by_its_title(language: str, tmp_path: Path) -> None:
    page = list_page(load_words(language))
    linked = re.findall(r'href="/voila/render/(\w+)\.ipynb"', page)
    assert linked == NAMES
    assert sorted(path.stem for path in write_apps(tmp_path, language=language).iterdir()) == (
        sorted(NAMES)
    )
    assert f'lang="{language}"' in page


def test_an_app_is_a_title_and_one_call(tmp_path: Path) -> None:
    folder = write_apps(tmp_path, language="pl")
    cells = json.loads((folder / "luck.ipynb").read_text("utf-8"))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code"]
    assert cells[0]["source"] == "# Jak bardzo różni ludzi samo szczęście"
    assert cells[1]["source"].endswith('show_app("luck", folder="..", today=date.today())')


def test_a_changed_app_is_written_again_and_the_others_are_left(tmp_path: Path) -> None:
    folder = write_apps(tmp_path, language="en")
    changed, other = folder / "luck.ipynb", folder / "funnel.ipynb"
    before = other.stat().st_mtime_ns
    changed.write_text("", encoding="utf-8")
    write_apps(tmp_path, language="en")
    assert json.loads(changed.read_text("utf-8"))["cells"]
    assert other.stat().st_mtime_ns == before


def test_a_workshop_whose_language_was_mistyped_still_shows_its_apps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[object] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setattr(room_apps, "make_app", lambda name, workshop: workshop.language)
    (tmp_path / "workshop.toml").write_text('language = "polski"', encoding="utf-8")
    room_apps.show_app("luck", folder=tmp_path, today=date(2026, 11, 27))
    assert shown == ["en"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InvalidValue("unknown_app", value="<b>", allowed="a"), "&lt;b&gt;"),
        (PermissionError(13, "Permission denied", "plan"), "plan"),
        (ZeroDivisionError("division"), "ZeroDivisionError"),
    ],
)
def test_whatever_fails_in_an_app_is_one_sentence_in_its_language(
    error: Exception,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    made_folders: dict[str, Path],
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("IPython.display.display", lambda one: shown.append(one.data))

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(room_apps, "make_app", fail)
    room_apps.show_app("luck", folder=made_folders["pl"], today=date(2026, 11, 27))
    assert len(shown) == 1
    assert said in shown[0]
    assert not re.search(r"\b(the|there|is)\b", shown[0])
