"""`salestoolkit objections mine`: what letters, talks and reviews say against buying."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.objections import objections_app
from salestoolkit.errors import ImportFailed, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.sources.correspondence import Skipped
    from salestoolkit.sources.mining_deals import Deals
    from salestoolkit.sources.objection_mining import MiningResult
    from salestoolkit.words import Words
    from salestoolkit.words.objections_mine import Section

FORMATS = ("text", "json", "csv")
MOST_SKIPPED = 10
PLAIN_WIDTH = 110


@objections_app.command("mine")
def mine(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files and folders: txt, csv, eml, mbox, vtt, srt."),
    ],
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="BOOK", help="Deal book: stages, outcomes, lost reasons."),
    ] = None,
    ours: Annotated[
        list[str] | None,
        typer.Option(
            "--ours", metavar="NAME", help="Our mail domain, or a seller's name; repeatable."
        ),
    ] = None,
    by_rep: Annotated[
        bool, typer.Option("--by-rep", help="Count by rep too; tell the reps beforehand.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|csv", help="Format to write.")
    ] = "text",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="File to write; else it is printed.")
    ] = None,
    language: LanguageOption = None,
) -> int:
    """Find what clients say against buying; personal data is taken out before anything is kept."""
    words = words_of(language)
    if form not in FORMATS:
        raise InvalidValue(
            "unknown_choice", field="--format", value=form, allowed=", ".join(FORMATS)
        )
    from salestoolkit.sources.mined_files import csv_pieces, json_pieces, write_pieces
    from salestoolkit.sources.objection_mining import mine_files

    result = mine_files(paths, ours=ours or (), deals=_deals(book), by_owner=by_rep)
    if form == "text" and to is None:
        _print(result, words, book, by_rep=by_rep)
    else:
        pieces = csv_pieces(result) if form == "csv" else json_pieces(result)
        if to is None:
            sys.stdout.writelines(pieces)
        else:
            copy = write_pieces(pieces, to)
            _print(result, words, book, by_rep=by_rep)
            print(words.text("mining.written", path=str(to)))
            if copy is not None:
                print(words.text("mining.copy", path=str(copy)))
    if not result.mined.messages:
        if not result.unread:
            raise ImportFailed("mining_no_files", value=", ".join(map(str, paths)))
        reason = _reason(result.unread[0], words)
        raise ImportFailed("mining_nothing_read", value=len(result.unread), reason=reason)
    return 0


def _deals(book: Path | None) -> Deals | None:
    if book is None:
        return None
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.mining_deals import Deals

    return Deals.of(open_book(book))


def _print(result: MiningResult, words: Words, book: Path | None, *, by_rep: bool) -> None:
    from salestoolkit.words.objections_mine import mining_sections, redaction_lines

    mined = result.mined
    dimensions = ("stage", "outcome", "lost_reason", *(("owner",) if by_rep else ()))
    for section in mining_sections(mined, words, dimensions=dimensions):
        print_section(section)
    lines = [
        words.text(
            "mining.files",
            files=words.count("file", result.files),
            messages=words.count("message", mined.messages),
            repeats=result.duplicates,
        ),
        words.text(
            "mining.matched",
            matched=result.matched,
            messages=words.count("message", mined.messages),
        )
        if book is not None
        else words.text("mining.not_matched"),
        *redaction_lines(mined, words),
        words.text("mining.lexicon", versions=", ".join(result.lexicons.values())),
    ]
    for line in lines:
        print(line)
    _print_skipped(result.skipped, words)


def print_section(section: Section) -> None:
    """A heading, its lines, and its table as wide as the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
    console.print(Text(section.title, style="bold"))
    for line in section.lines:
        console.print(Text(f"  {line}"))
    if section.rows:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for name in section.header:
            table.add_column(Text(name))
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)


def _print_skipped(skipped: Sequence[Skipped], words: Words) -> None:
    if not skipped:
        return
    print(words.text("mining.skipped"))
    for one in skipped[:MOST_SKIPPED]:
        key = "mining.skipped_line" if one.number is None else "mining.skipped_message"
        fields = {} if one.number is None else {"number": one.number}
        print("  " + words.text(key, file=one.file, reason=_reason(one, words), **fields))
    if len(skipped) > MOST_SKIPPED:
        print("  " + words.text("mining.skipped_more", n=len(skipped) - MOST_SKIPPED))


def _reason(one: Skipped, words: Words) -> str:
    key = f"mining.reasons.{one.reason}"
    found = key if words.has(key) else "mining.reasons.other"
    needs_detail = "{detail}" in words.content.text(found)
    return words.text(found, **({"detail": one.detail or one.reason} if needs_detail else {}))
