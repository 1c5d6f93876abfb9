"""A sheet of a team's own: one TOML file, words in it or beside it, no Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.sheets import load_sheet

STRUCTURE = """\
repeats = true

[[field]]
key = "guest"
type = "person"
required = true

[[field]]
key = "diet"
type = "choice"
choices = ["all", "vegan"]
required_when = { guest = ["Anna"] }
"""
WORDS = """
[words.pl]
title = "Goście"
[words.pl.fields.guest]
label = "Gość"
question = "Kto przyjdzie?"
[words.pl.fields.diet]
label = "Dieta"
choices = { all = "wszystko", vegan = "wegańska" }
"""


def write(folder: Path, text: str, name: str = "guests.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sheet_with_its_words_in_it_needs_no_python(tmp_path: Path) -> None:
    sheet = load_sheet(write(tmp_path, STRUCTURE + WORDS), "pl")
    assert (sheet.name, sheet.title, sheet.repeats) == ("guests", "Goście", True)
    assert sheet.field("diet").choices == {"all": "wszystko", "vegan": "wegańska"}
    assert sheet.field("guest").question == "Kto przyjdzie?"


def test_words_may_lie_beside_the_sheet(tmp_path: Path) -> None:
    path = write(tmp_path, STRUCTURE)
    words = WORDS.replace("[words.pl]", "").replace("[words.pl.", "[")
    write(tmp_path, words, "guests.pl.toml")
    assert load_sheet(path, "pl") == load_sheet(write(tmp_path, STRUCTURE + WORDS), "pl")


def test_words_of_the_other_language_are_shown_and_marked(tmp_path: Path) -> None:
    sheet = load_sheet(write(tmp_path, STRUCTURE + WORDS), "en")
    assert sheet.title == "Goście (pl)"
    assert sheet.field("diet").choices["vegan"] == "wegańska (pl)"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('type = "person"', 'type = "human"', "toml_not_choice", 5),
        ('key = "guest"', 'key = "the guest"', "sheet_field_key", 4),
        ('key = "diet"', 'key = "guest"', "sheet_field_twice", 9),
        ('choices = ["all", "vegan"]\n', "", "sheet_field_choices", 8),
        ('"Anna"', "5", "sheet_field_when", 12),
        ("guest = [", "gast = [", "toml_not_choice", 12),
        ("required = true", "needed = true", "toml_unknown_key", 6),
        ("[[field]]", "[[field]", "process_syntax", 3),
    ],
)
def test_a_slip_in_a_definition_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    path = write(tmp_path, STRUCTURE.replace(old, new, 1) + WORDS)
    with pytest.raises(BookError) as caught:
        load_sheet(path, "pl")
    assert (caught.value.code, caught.value.fields["line"]) == (code, line)


def test_a_label_that_no_language_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        load_sheet(write(tmp_path, STRUCTURE + WORDS.replace('label = "Gość"', "")), "pl")
    assert caught.value.code == "sheet_words_missing"
    assert caught.value.fields["key"] == "fields.guest.label"


def folder(inside: Path) -> Path:
    path = inside / "folder.toml"
    path.mkdir()
    return path


def picture(inside: Path) -> Path:
    path = inside / "picture.toml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return path


def test_a_sheet_that_windows_saved_in_its_own_code_page_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, STRUCTURE + WORDS)
    said = load_sheet(path, "pl")
    path.write_bytes((STRUCTURE + WORDS).encode("cp1250"))
    assert load_sheet(path, "pl") == said
    assert "ść" in said.field("guest").label


def test_a_sheet_without_fields_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path, code in (
        (write(tmp_path, "repeats = true\n"), "sheet_without_fields"),
        (tmp_path / "none.toml", "file_missing"),
        (folder(tmp_path), "sheet_unreadable"),
        (picture(tmp_path), "sheet_not_a_text_file"),
    ):
        with pytest.raises(BookError) as caught:
            load_sheet(path, "pl")
        assert caught.value.code == code


def test_an_unknown_language_lists_the_languages(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        load_sheet("persona", "de")
