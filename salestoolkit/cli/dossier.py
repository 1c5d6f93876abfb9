"""`salestoolkit dossier`: what is known of a lead before the call, and what is due about the data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, past_day, words_of

if TYPE_CHECKING:
    from salestoolkit.sources.dossiers import Dossiers
    from salestoolkit.words import Words

MARKET_OF = {"pl": "pl", "en": "uk"}
"""Whose law is followed where no market is named, by language."""

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the dossiers.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day to work from; else today.")
]
MarketOption = Annotated[
    str | None, typer.Option(metavar="pl|uk|us", help="Market whose data law applies.")
]

dossier_app = typer.Typer(
    name="dossier",
    help="What is known about a lead before the call, and what is due about the data.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(dossier_app)


@dossier_app.callback()
def dossier() -> None:
    """What is known of a lead before the call, and what is due about the data."""


@dossier_app.command("new")
def new(
    folder: FolderArgument,
    company: Annotated[str, typer.Argument(metavar="COMPANY", help="Name of the lead.")],
    as_of: AsOfOption = None,
    market: MarketOption = None,
    language: LanguageOption = None,
) -> None:
    """Begin the dossier of a lead: one file with every question, to be filled in."""
    from salestoolkit.sources.dossiers import data_rules, new_dossier
    from salestoolkit.words.dossier import made_line

    words = words_of(language)
    path = new_dossier(
        folder,
        company,
        language=words.language,
        opened_on=parse_date(as_of, "--as-of") or date.today(),
        rules=data_rules(market or MARKET_OF[words.language]),
    )
    print(made_line(path, words))


@dossier_app.command("note")
def note(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The dossier.")],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Which fact, such as employees.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What is known.")],
    source: Annotated[str, typer.Option(metavar="TEXT", help="Where you know it from.")],
    found_on: Annotated[
        str | None, typer.Option("--found-on", metavar="DATE", help="When; else today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Write down a fact with its source and date; it settles where sources differ."""
    from salestoolkit.core.dossier import CARD
    from salestoolkit.sources.dossier_notes import note_fact
    from salestoolkit.sources.sheets import load_sheet
    from salestoolkit.words.dossier import state_lines, value_of

    words = words_of(language)
    card = load_sheet(CARD, words.language)
    day = past_day(found_on, "--found-on")
    found, copy = note_fact(
        file, field, value_of(card, field, value, words), source=source, found_on=day
    )
    print("\n".join(state_lines(found, card, words, as_of=date.today())))
    if copy is not None:
        print(words.text("dossier.noted_copy", path=str(copy)))


@dossier_app.command("enrich")
def enrich(
    folder: FolderArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="List with a column of companies.")],
    found_on: Annotated[
        str | None,
        typer.Option("--found-on", metavar="DATE", help="Day of the list; else the file's own."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Fill in dossiers from a list; what somebody wrote stays, what differs is put beside it."""
    from salestoolkit.core.dossier import CARD, COMMITTEE
    from salestoolkit.sources.dossier_lists import enrich_dossiers
    from salestoolkit.sources.files.tables import bytes_of
    from salestoolkit.sources.sheets import load_sheet
    from salestoolkit.words.dossier import enriched_lines, fault_line, read_cell

    words = words_of(language)
    day = past_day(found_on, "--found-on")
    if found_on is None:
        bytes_of(file)
        day = date.fromtimestamp(file.stat().st_mtime)
    result = enrich_dossiers(folder, file, found_on=day, read=read_cell)
    card, committee = (load_sheet(name, words.language) for name in (CARD, COMMITTEE))
    print("\n".join(enriched_lines(result, card, committee, words)))
    for error in result.faults.values():
        print(fault_line(error, words))
    if not result.added:
        raise typer.Exit(1)


@dossier_app.command("check")
def check(
    where: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="Dossiers, or one of them.")],
    as_of: AsOfOption = None,
    all_questions: Annotated[
        bool, typer.Option("--all", help="Every open question, not only the next three.")
    ] = False,
    language: LanguageOption = None,
) -> None:
    """Say how complete dossiers are, and which question to ask next."""
    from salestoolkit.core.dossier import CARD, ready_to_call
    from salestoolkit.sources.sheets import load_sheet
    from salestoolkit.words.dossier import ASKED, state_lines, total_line

    words = words_of(language)
    day = parse_date(as_of, "--as-of") or date.today()
    found = _dossiers(where)
    card = load_sheet(CARD, words.language)
    for one in found.read.values():
        most = 1_000 if all_questions else ASKED
        first, *questions = state_lines(one, card, words, as_of=day, most=most)
        print("\n".join([first, *(f"  {line}" for line in questions)]))
    if len(found.read) > 1:
        ready = sum(ready_to_call(one, card, as_of=day) for one in found.read.values())
        print(total_line(ready, len(found.read), words))
    _tell_faults(found, words)


@dossier_app.command("print")
def print_page(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The dossier.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Page: .html or .pdf.")],
    as_of: AsOfOption = None,
    market: MarketOption = None,
    language: LanguageOption = None,
) -> None:
    """Print one page to read before the call."""
    from salestoolkit.reports.dossier import write_dossier
    from salestoolkit.sources.dossiers import data_rules, read_dossier

    words = words_of(language)
    written = write_dossier(
        read_dossier(file),
        to,
        words,
        rules=data_rules(market or MARKET_OF[words.language]),
        as_of=parse_date(as_of, "--as-of") or date.today(),
    )
    print(words.text("dossier.page.made", path=str(written.path)))
    if written.copy is not None:
        print(words.text("sheets.copy", path=str(written.copy)))


@dossier_app.command("due")
def due(
    folder: FolderArgument,
    as_of: AsOfOption = None,
    within: Annotated[
        int, typer.Option("--within", metavar="DAYS", min=0, help="Days to look ahead.")
    ] = 30,
    market: MarketOption = None,
    language: LanguageOption = None,
) -> None:
    """Say who must be told that we keep their data, and what to delete, earliest first."""
    from salestoolkit.core.data_duties import data_duties
    from salestoolkit.sources.dossiers import data_rules
    from salestoolkit.words.dossier import due_lines

    words = words_of(language)
    rules = data_rules(market or MARKET_OF[words.language])
    day = parse_date(as_of, "--as-of") or date.today()
    found = _dossiers(folder)
    listed = list(found.read.values())
    duties = data_duties(listed, rules, as_of=day, within_days=within)
    lines = due_lines(duties, rules, words, dossiers=listed, as_of=day, within_days=within)
    print("\n".join(lines))
    _tell_faults(found, words)


def _dossiers(where: Path) -> Dossiers:
    """The dossiers of a folder, or the one of a file."""
    from salestoolkit.sources.dossiers import Dossiers, read_dossier, read_dossiers

    if where.is_file():
        return Dossiers(read={where: read_dossier(where)}, faults={})
    return read_dossiers(where)


def _tell_faults(found: Dossiers, words: Words) -> None:
    """Say which files were set apart; without any other the command has failed."""
    from salestoolkit.words.dossier import fault_line

    for error in found.faults.values():
        print(fault_line(error, words))
    if not found.read:
        raise typer.Exit(1)
