"""`salestoolkit territory`: whom we visited, next week's visits, and what moving accounts would change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.territory import TerritoryCoverage
    from salestoolkit.core.territory_parts import FieldWork
    from salestoolkit.core.visit_list import VisitList
    from salestoolkit.sources.territory_rules import TerritoryRules
    from salestoolkit.words import Words

ALL = "all"
territory_app = typer.Typer(
    name="territory",
    help="Whom we visited, whom to visit next week, and what moving accounts would change.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(territory_app)

BookOption = Annotated[
    Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help="The team's rules of visiting.")
]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day of the visits counted.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Last day of the visits counted.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
]
CurrencyOption = Annotated[
    str | None, typer.Option(metavar="CODE", help="Only potentials in this currency.")
]


@territory_app.command("coverage")
def coverage_command(
    book: BookOption,
    first: FromOption = None,
    last: UntilOption = None,
    rules: RulesOption = None,
    currency: CurrencyOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Say how many accounts were visited, by territory, and what to do."""
    from salestoolkit.words.territory import (
        apart_sentences,
        balance_sentences,
        limit_sentences,
        next_steps,
        stands_out,
        territory_headline,
    )

    words = words_of(language)
    _, _, found = _coverage(book, rules, as_of, currency, first, last)
    print(territory_headline(words, found))
    for line in (stands_out(words, found), *_territories(words, found)):
        print(f"  {line}")
    for title, lines in (
        ("actions", next_steps(words, found)),
        ("balance", balance_sentences(words, found)),
        ("apart", apart_sentences(words, found.apart)),
        ("limits", limit_sentences(words, found)),
    ):
        if lines:
            print(words.text(f"territory.section.{title}"))
            for line in lines:
                print(f"  {line}")


@territory_app.command("visits")
def visits(
    book: BookOption,
    rep: Annotated[
        str | None, typer.Option("--rep", metavar="NAME", help="Whose; “all” for everyone.")
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar="DATE", help="A day of the week; else the next.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder for the lists (CSV, .ics).")
    ] = None,
    rules: RulesOption = None,
    currency: CurrencyOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """List whom one person should visit in a week: most value at risk first, near ones on one day."""
    from salestoolkit.core.visit_list import next_monday, owners_of, plan_visits
    from salestoolkit.core.work_calendar import WorkCalendar
    from salestoolkit.reports.country import country_of
    from salestoolkit.words.visit_list import visit_lines

    words = words_of(language)
    work, told, timezone = _field(book, rules, as_of, currency)
    owners = owners_of(work)
    if rep is None and len(owners) != 1:
        raise InvalidValue("visit_many_reps", field="rep", allowed=", ".join(owners) or "–")
    day = parse_date(week, "--week") or next_monday(work.as_of)
    calendar = WorkCalendar(country=told.country or country_of(timezone))
    for one in owners if rep == ALL else [rep or owners[0]]:
        found = plan_visits(work, rep=one, week=day, rules=told.rules, calendar=calendar)
        for place, line in enumerate(visit_lines(words, found)):
            print(f"  {line}" if place else line)
        if to is not None:
            _write(words, found, to)
    print(words.text("territory.visits.rule"))


@territory_app.command("transfer")
def transfer_command(
    book: BookOption,
    account: Annotated[
        list[str], typer.Option("--account", metavar="NAME", help="Which; may be given again.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="New owner, or territory.")],
    by: Annotated[
        str, typer.Option("--by", metavar="owner|territory", help="What changes.")
    ] = "owner",
    first: FromOption = None,
    last: UntilOption = None,
    rules: RulesOption = None,
    currency: CurrencyOption = None,
    as_of: AsOfOption = None,
    audience: Annotated[
        str | None, typer.Option("--for", metavar="leader", help="Needed for owners.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Say what it would change if accounts went to another owner or territory; nothing is changed."""
    from salestoolkit.cli.books import owners_for_leader
    from salestoolkit.core.territory_moves import transfer
    from salestoolkit.words.territory_moves import plan_header, plan_lines, plan_rows, rule_lines

    words = words_of(language)
    owners_for_leader([by], audience)
    _, _, found = _coverage(book, rules, as_of, currency, first, last)
    plan = transfer(found, account, to=to, by=by)
    for line in plan_lines(words, plan):
        print(line)
    header = plan_header(words, plan)
    for row in plan_rows(words, plan):
        cells = "; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True))
        print(f"  {cells}")
    for line in rule_lines(words, plan):
        print(line)


def _field(
    book: Path, rules: Path | None, as_of: str | None, currency: str | None
) -> tuple[FieldWork, TerritoryRules, str]:
    """The field of a book, the rules, and the book's time zone."""
    from salestoolkit.reports.page import read_deals_of
    from salestoolkit.reports.territory_geo import well_placed
    from salestoolkit.reports.territory_page import field_of
    from salestoolkit.sources.territory_rules import read_rules

    told = read_rules(rules)
    day = parse_date(as_of, "--as-of")
    opened = read_deals_of("territory", str(book), None if day is None else day.isoformat())
    work = well_placed(field_of(opened, told, currency=currency))
    return work, told, opened.timezone


def _coverage(
    book: Path,
    rules: Path | None,
    as_of: str | None,
    currency: str | None,
    first: str | None,
    last: str | None,
) -> tuple[FieldWork, TerritoryRules, TerritoryCoverage]:
    from salestoolkit.core.territory import cover_territories
    from salestoolkit.reports.territory_page import window_of

    work, told, _ = _field(book, rules, as_of, currency)
    start, end = window_of(work.as_of, first=first, last=last)
    return work, told, cover_territories(work, start=start, end=end, rules=told.rules)


def _territories(words: Words, found: TerritoryCoverage) -> list[str]:
    """A line a territory, in alphabetical order."""
    from salestoolkit.words.territory import account_name

    lines = []
    for row in found.territories.to_dict("records"):
        name = account_name(row["territory"]) or words.text("territory.cell.none")
        share = words.percent(row["coverage"])
        fields = {"n": words.number(row["covered"]), "all": words.number(row["accounts"])}
        shown = words.text("territory.cell.of", **fields)
        lines.append(f"{name}: {share} ({shown})")
    return lines if found.visits_known else []


def _write(words: Words, found: VisitList, to: Path) -> None:
    """Write a person's list and calendar, and say where."""
    from salestoolkit.sources.visit_list import write_visits
    from salestoolkit.words.visit_list import visit_events, visit_header, visit_rows

    name = words.text("territory.visits.calendar", rep=found.rep)
    files = write_visits(
        to,
        f"{name} {found.monday}",
        header=visit_header(words),
        rows=visit_rows(words, found),
        events=visit_events(words, found),
        written_on=date.today(),
        calendar=name,
        language=words.language,
    )
    for path in files.written:
        print(words.text("territory.visits.written", path=str(path)))
    for path in files.copies:
        print(words.text("territory.visits.copy", path=str(path)))
