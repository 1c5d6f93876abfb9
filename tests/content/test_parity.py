"""Same content, same order: sheets, lessons, example notebooks and pages of the two languages."""

from __future__ import annotations

import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from salestoolkit.sources.content import LANGUAGES, load_content
from tests.content.prose import ROOT, notebooks, pages

SHEETS = sorted((ROOT / "salestoolkit" / "content" / "sheets").glob("*.toml"))
NOTEBOOKS = list(zip(notebooks("en"), notebooks("pl"), strict=True))
#: how a line of a page begins, and what it is then
MARKS = {
    "heading": r"#+(?= )",
    "row": r"\|",
    "item": r"\s*(?:[-*]|\d+\.)(?= )",
    "quotation": r">",
    "picture": r"!(?=\[)",
    "filled in": r"\{\{",
}


def english_twin(page: Path) -> Path:
    """The English page that a Polish one says the same as."""
    folder = page.parent.parent if page.parent.name == "pl" else page.parent
    return folder / page.name.replace(".pl.md", ".md")


PAGES = [(english_twin(page), page) for page in pages("pl")]


def kind(line: str) -> str:
    """What a line of a page is: a heading with its rank, a row with its number of cells, words."""
    for name, mark in MARKS.items():
        if found := re.match(mark, line):
            rank = {"heading": found[0], "row": "|" * line.count("|"), "filled in": line}
            return rank.get(name, name)
    return "words" if line.strip() else ""


def outline(text: str) -> list[str]:
    """The order of a text's parts: headings, rows of tables, items, paragraphs, commands in code."""
    parts: list[str] = []
    for place, piece in enumerate(re.split(r"```(.*?)```", text, flags=re.DOTALL)):
        if place % 2:
            opening, *code = piece.splitlines()
            parts += [f"code {opening}", *(command for line in code for command in commands(line))]
            continue
        before = ""
        for line in piece.splitlines():
            this = kind(line)
            if this and not (this == "words" and before):  # a sentence that runs on
                parts.append(this)
            before = this
    return parts


def commands(line: str) -> Iterator[str]:
    """A line's command with its options, without what differs by language: names, the language."""
    if named := re.match(r"\s*salestoolkit [a-z-]+(?: [a-z][a-z-]*(?= ))?", line):
        options = re.findall(r"(?<= )--[a-z-]+(?=[ =]|$)", line.split("  #")[0])
        yield " ".join([named[0].strip(), *(each for each in options if each != "--language")])


def without_texts(source: str) -> list[str]:
    """The tokens of a cell, without its comments; texts and numbers, which an example may choose, alike."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    quiet = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    return [
        "value" if token.type in (tokenize.STRING, tokenize.NUMBER) else token.string
        for token in tokens
        if token.type not in quiet
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_has_words_for_each_field_and_for_nothing_else(language: str, sheet: Path) -> None:
    fields = tomllib.loads(sheet.read_text(encoding="utf-8"))["field"]
    words = load_content(language).topic(f"sheet_{sheet.stem}")
    said = words["fields"]
    assert set(said) == {field["key"] for field in fields}
    assert set(words.get("groups", ())) == {field["group"] for field in fields if "group" in field}
    for field in fields:
        for listed in ("choices", "when_no"):
            assert set(said[field["key"]].get(listed, ())) == set(field.get(listed, ()))


@pytest.mark.parametrize(("english", "polish"), PAGES, ids=lambda page: page.name)
def test_a_polish_page_has_the_parts_of_the_english_one_in_order(
    english: Path, polish: Path
) -> None:
    assert outline(polish.read_text(encoding="utf-8")) == outline(
        english.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize(("english", "polish"), NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_a_notebook_have_the_same_parts(english: Path, polish: Path) -> None:
    ours, theirs = (nbformat.read(path, as_version=4).cells for path in (english, polish))
    assert [cell.cell_type for cell in ours] == [cell.cell_type for cell in theirs]
    for left, right in zip(ours, theirs, strict=True):
        parts = outline if left.cell_type == "markdown" else without_texts
        assert parts(left.source) == parts(right.source), left.id
