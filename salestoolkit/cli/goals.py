"""`salestoolkit goals`: plan a goal, see whether it is SMART and where it stands, print the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.books import is_for_leader
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.goal_kept import KeptGoal
    from salestoolkit.words import Words

goals_app = typer.Typer(
    name="goals",
    help="Plan goals, check them, and print what each person does this week.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(goals_app)

GoalsOption = Annotated[
    Path | None, typer.Option("--goals", metavar="FILE", help="The team's goals.toml.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The day we stand at; else today.")
]


@goals_app.command("plan")
def plan(
    deals: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Won deals that are wanted.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Last day.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; else tomorrow.")
    ] = None,
    rate: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Known rate, such as 0.1 or 10%.")
    ] = None,
    won: Annotated[str, typer.Option(metavar="NUMBER", help="Deals out of --calls.")] = "10",
    calls: Annotated[str, typer.Option(metavar="NUMBER", help="Calls counted.")] = "100",
    chance: Annotated[str, typer.Option(metavar="SHARE", help="Chance to plan for.")] = "80%",
    country: Annotated[str, typer.Option(metavar="CODE", help="Whose holidays count.")] = "",
    leave_days: Annotated[str, typer.Option(metavar="NUMBER", help="Leave a year.")] = "0",
    reps: Annotated[str, typer.Option(metavar="NUMBER", help="How many people.")] = "1",
    a_day: Annotated[
        str, typer.Option("--a-day", metavar="NUMBER", help="Calls a day and person.")
    ] = "",
    goals: GoalsOption = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Say how many calls a goal takes, by week and month, and with what chance."""
    from salestoolkit.widgets.goal_desk import GoalDesk, GoalEntry

    words, today = words_of(language), parse_date(as_of, "--as-of") or date.today()
    if goals is not None:
        for kept in _read(goals):
            _tell_plan(words, kept, today)
        return
    if deals is None or until is None:
        missing = "--deals NUMBER" if deals is None else "--until DATE"
        raise InvalidValue("option_missing", option=missing)
    entry = GoalEntry(
        amount=deals,
        start=parse_date(start, "--from"),
        until=parse_date(until, "--until"),
        chance=chance,
        source="counted" if rate is None else "known",
        rate=rate or "",
        passed=won,
        entered=calls,
        country=country,
        leave_days=leave_days,
        reps=reps,
        calls_per_day=a_day,
    )
    _tell_plan(words, GoalDesk(today=today).plan(entry).kept, today)


@goals_app.command("check")
def check(
    goals: GoalsOption = None,
    book: Annotated[
        Path | None, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Say of each goal whether it is SMART and, with a deal book, where it stands."""
    words = words_of(language)
    kept = _read(_needed(goals))
    if book is None:
        for one in kept:
            _tell_letters(words, one, parse_date(as_of, "--as-of") or date.today())
        return
    from salestoolkit.reports.goal_page import checks_of, watched_of
    from salestoolkit.words.goal_check import check_headline, luck, next_steps
    from salestoolkit.words.goal_watch import watch_lines

    for found in checks_of(book, kept, as_of=as_of):
        print(f"{_name(words, found.kept)}")
        lines = [check_headline(words, found), luck(words, found), *next_steps(words, found)]
        lines += watch_lines(words, watched_of(book, found, as_of=as_of))
        for line in filter(None, lines):
            print(f"  {line}")


@goals_app.command("week")
def week(
    goals: GoalsOption = None,
    book: Annotated[
        Path | None, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Folder for the cards.")
    ] = None,
    audience: Annotated[
        str | None, typer.Option("--for", metavar="leader", help="Needed: cards are about people.")
    ] = None,
    goal: Annotated[
        str | None, typer.Option(metavar="NAME", help="Else the first goal with people.")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--week", metavar="DATE", help="A day of the week to show.")
    ] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Activities that count.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--format", metavar="html|pdf", help="Kind of file.")
    ] = "html",
    language: LanguageOption = None,
) -> None:
    """Write a card for each person of a goal: planned, done and left this week, one file a person."""
    from salestoolkit.reports.week_cards import write_week_cards

    words, file = words_of(language), _needed(goals)
    if book is None or to is None:
        missing = "--book BOOK" if book is None else "--to DIR"
        raise InvalidValue("option_missing", option=missing)
    pages = write_week_cards(
        file,
        book,
        to,
        words,
        name=goal,
        week=parse_date(day, "--week"),
        types=kinds or None,
        kind=kind,
        for_leader=is_for_leader(audience),
    )
    for page in pages:
        print(page.sentence)
        print(words.text("cli.report.file", path=str(page.written.path)))
        if page.written.copy is not None:
            print(words.text("cli.report.copy", path=str(page.written.copy)))


def _needed(goals: Path | None) -> Path:
    if goals is None:
        raise InvalidValue("option_missing", option="--goals FILE")
    return goals


def _read(file: Path) -> Sequence[KeptGoal]:
    from salestoolkit.sources.goals import read_goals

    if not file.is_file():
        raise BookError("file_missing", file=str(file))
    kept = read_goals(file)
    if not kept:
        raise InvalidValue("goals_empty", value=str(file))
    return kept


def _name(words: Words, kept: KeptGoal) -> str:
    from salestoolkit.words.errors import plain

    return words.text("goal_check.page.goal", name=plain(kept.goal.name, length=80))


def _tell_plan(words: Words, kept: KeptGoal, today: date) -> None:
    from salestoolkit.core.goals import plan_goal
    from salestoolkit.words.goals import plan_rows, plan_sentences

    basis = kept.evidence.basis
    found = plan_goal(kept.goal, basis, as_of=today)
    if kept.goal.name:
        print(_name(words, kept))
    for sentence in plan_sentences(words, found, basis):
        print(sentence)
    for month, attempts in plan_rows(words, found):
        print(f"  {month}: {attempts}")


def _tell_letters(words: Words, kept: KeptGoal, today: date) -> None:
    from salestoolkit.core.smart import smart_card
    from salestoolkit.words.smart import smart_headline, smart_letters

    card = smart_card(kept.goal, kept.evidence, as_of=today)
    print(_name(words, kept))
    print(f"  {smart_headline(words, card)}")
    for letter in smart_letters(words, card):
        change = f" {letter.change}" if letter.change else ""
        print(f"  {letter.letter}: {letter.answer}. {letter.sentence}{change}")
