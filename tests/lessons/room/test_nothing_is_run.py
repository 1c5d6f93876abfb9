"""Whatever people type into a sheet, a cell, a name or a file is text: none of it is run or becomes markup."""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Iterator
from pathlib import Path

import ipywidgets as w
import pytest

import salestoolkit
from salestoolkit.core.sheets import Entry
from salestoolkit.errors import InvalidValue
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.notebooks import lesson_files
from salestoolkit.lessons.room.links import links_page
from salestoolkit.lessons.room.teams import Room, Team, read_room, write_room
from salestoolkit.lessons.views_sheets import card
from salestoolkit.reports.sheets import sheet_page
from salestoolkit.sources.safe_csv import safe_csv
from salestoolkit.sources.sheets import load_sheet, read_sheet, save_sheet, sheet_names
from salestoolkit.widgets.sheets import sheet_form
from salestoolkit.words import load_words

PACKAGE = Path(salestoolkit.__file__).parent
MARKER = "run.txt"
EVIL = (
    f"__import__('pathlib').Path('{MARKER}').touch()",
    f"'''+str(open('{MARKER}','w'))+'''",
    f"{{{{ open('{MARKER}','w') }}}}",
    "=cmd|' /C calc'!A0",
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "{0.__class__.__mro__}",
    "%s%n${7*7}",
)
RUNNERS = {"eval", "exec", "__import__"}
LOADERS = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "yaml"}
WORTH_A_LOOK = re.compile(rf"\b({'|'.join(RUNNERS | LOADERS)}|query|read_pickle)\b")
TEXT_TYPES = {"text", "long_text", "person", "list"}


@pytest.fixture(autouse=True)
def nothing_was_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a folder of its own, and with the builtins that run text watched."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / MARKER).exists()


def test_no_module_runs_text_as_code_or_reads_what_does() -> None:
    found = []
    for module in sorted(PACKAGE.rglob("*.py")):
        source = module.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)) if WORTH_A_LOOK.search(source) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found += [f"{module}: {node.func.id}"] if node.func.id in RUNNERS else []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                risky = node.func.attr in {"eval", "query", "read_pickle"}
                found += [f"{module}: .{node.func.attr}"] if risky else []
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names]
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                found += [f"{module}: {x}" for x in names if x.split(".")[0] in LOADERS]
    assert found == []
    assert all(hasattr(builtins, name) for name in RUNNERS)


def filled(name: str, text: str) -> tuple[Entry, ...]:
    """An entry with a text in every field of a sheet that takes one."""
    fields = [field for field in load_sheet(name, "en") if field.type in TEXT_TYPES]
    long = [field for field in fields if (field.max_length or 999) >= len(text)]
    return (Entry({f.key: (text,) if f.type == "list" else text for f in long}),)


@pytest.mark.parametrize("text", EVIL)
def test_a_value_of_a_sheet_is_kept_shown_and_printed_as_it_was_typed(
    text: str, tmp_path: Path
) -> None:
    seen = 0
    for name in ("persona", "lead_dossier", "evidence", "raci"):
        sheet, path, entries = load_sheet(name, "en"), tmp_path / f"{name}.toml", filled(name, text)
        save_sheet(path, sheet, entries)
        assert read_sheet(path, sheet) == entries
        for html in (
            sheet_page(sheet, entries),
            card(sheet, entries, load_words("en"))._repr_html_(),
            *html_of(sheet_form(name, path, language="en")),
        ):
            assert not re.search(r"<script>document|<img src=x|onerror=\"", html)
            seen += "document.title" in html
    assert seen or "document" not in text


def html_of(widget: w.Widget) -> Iterator[str]:
    """What a form shows as HTML."""
    if isinstance(widget, w.HTML):
        yield widget.value
    for child in getattr(widget, "children", ()):
        yield from html_of(child)


def test_the_sheets_that_are_filled_in_here_are_sheets_and_take_texts() -> None:
    assert set(sheet_names()) >= {"persona", "lead_dossier", "evidence", "raci"}
    assert all(filled(name, "x")[0] for name in ("persona", "lead_dossier", "evidence", "raci"))


@pytest.mark.parametrize("text", [*EVIL, 'x"\nimport os', "x\\", '"""', "\\1\\g<0>"])
def test_what_a_lesson_is_made_with_stands_in_it_as_one_text(text: str) -> None:
    chosen = {"language": "en", "market": text, "industry": text}
    for content in lesson_files(chosen).values():
        for cell in json.loads(content)["cells"]:
            if "parameters" in cell["metadata"].get("tags", ()):
                said = {
                    node.targets[0].id: node.value.value
                    for node in ast.parse(cell["source"]).body
                    if isinstance(node, ast.Assign)
                    and isinstance(node.targets[0], ast.Name)
                    and isinstance(node.value, ast.Constant)
                }
                assert said.get("market") == text


@pytest.mark.parametrize("text", [text for text in EVIL if len(text) <= 60])
def test_a_teams_name_is_text_in_its_file_and_on_the_page_of_links(
    text: str, tmp_path: Path
) -> None:
    room = Room(folder=tmp_path, language="en", teams=(Team(name=text, folder="team-1"),))
    write_room(room, load_words("en"))
    assert read_room(tmp_path) == room
    page = links_page([(text, "http://127.0.0.1/")], load_words("en"))
    assert not re.search(r"<script>document|<img src=x", page)


def test_a_team_cannot_move_the_cursor_of_the_leaders_terminal(tmp_path: Path) -> None:
    text = 'language = "en"\n[[team]]\nname = "\\u001b[2J"\nfolder = "team-1"\n'
    (tmp_path / "room.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidValue, match="room_team_name"):
        read_room(tmp_path)


def test_a_spreadsheet_computes_nothing_of_what_was_typed() -> None:
    lines = safe_csv(["Name"], [[text] for text in EVIL]).decode("utf-8-sig").splitlines()
    assert not [line for line in lines if re.match(r'"?[=@]', line)]


def test_a_form_takes_no_value_for_code(workshops: dict[str, Workshop]) -> None:
    workshop = workshops["en"]
    for text in EVIL:
        with pytest.raises(InvalidValue):
            workshop.form(text)
