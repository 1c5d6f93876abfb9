"""`salestoolkit channel-test`: which contact works? Plan a test, draw leads, read the results back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.channel_setup import ChannelTest, PlannedArm
    from salestoolkit.sources.channel_results import Results

channel_app = typer.Typer(
    name="channel-test",
    help="Which contact works: plan a test of channels or templates, draw leads, read it back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(channel_app)

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the test.")]


@channel_app.command("new")
def new(
    folder: FolderArgument,
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="What you call it.")] = None,
    arm: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=CHANNEL[:TEMPLATE]",
            help="One way of making contact, today's first; give two or more.",
        ),
    ] = None,
    market: Annotated[
        str | None, typer.Option(metavar="pl|uk|us|de|eu", help="Whose rules of contact.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What counts as success.")
    ] = None,
    window: Annotated[
        int, typer.Option(metavar="DAYS", help="Within how many days of the contact.")
    ] = 14,
    usual: Annotated[
        float | None, typer.Option(metavar="SHARE", help="How often it happens today: 0.08 is 8%.")
    ] = None,
    smallest: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Smallest difference worth knowing.")
    ] = None,
    leads_per_day: Annotated[
        float | None, typer.Option(metavar="N", help="New leads a day, all variants together.")
    ] = None,
    looks: Annotated[
        str, typer.Option(metavar="once|daily|any_time", help="When results will be read.")
    ] = "daily",
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Number behind the draw; else chosen now.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Write test.toml for people to agree on: who, which variants, what counts, for how long."""
    import secrets

    from salestoolkit.core.channel_setup import ChannelTest, Outcome
    from salestoolkit.sources.channel_tests import create_test
    from salestoolkit.sources.contact_rules import contact_rules

    words = words_of(language)
    if market is not None:
        contact_rules(market)
    said = outcome or words.text("channel_test.new.outcome")
    test = ChannelTest(
        name=name or folder.resolve().name,
        arms=tuple(_arm(text) for text in arm or ("A=email", "B=email")),
        outcome=Outcome(name=said, window_days=window, usual=usual, smallest=smallest),
        language=words.language,
        market=market,
        seed=secrets.randbelow(10**8) if seed is None else seed,
        leads_per_day=leads_per_day,
        looks=looks,  # type: ignore[arg-type]  # checked as it is made
    )
    path = create_test(folder, test)
    print(words.text("channel_test.new.made", path=str(path), folder=str(folder)))


@channel_app.command("plan")
def plan(folder: FolderArgument, language: LanguageOption = None) -> None:
    """Say how many leads the test takes and how long, and what it promises."""
    from salestoolkit.core.channel_reading import plan_of
    from salestoolkit.sources.channel_tests import FILE, read_test
    from salestoolkit.words.channel_money import money_plan
    from salestoolkit.words.channel_plan import plan_headline, plan_lines

    words, test = words_of(language), read_test(folder)
    found, money = plan_of(test), money_plan(words, test) if test.outcome.kind == "amount" else None
    if money is not None:
        print(money)
        return
    if found is None:
        needed = ("smallest", "spread") if test.outcome.kind == "amount" else ("usual", "smallest")
        missing = [key for key in needed if not getattr(test.outcome, key)]
        file = str(folder / FILE)
        raise BookError("channel_not_planned", file=file, allowed=", ".join(missing))
    window = test.outcome.window_days
    print(plan_headline(words, found, leads_per_day=test.leads_per_day, window_days=window))
    for line in plan_lines(words, found, cluster=test.cluster):
        print(f"  {line}")


@channel_app.command("read")
def read(
    folder: FolderArgument,
    results: Annotated[
        Path | None, typer.Option("--results", metavar="FILE", help="What came back.")
    ] = None,
    book: Annotated[
        Path | None, typer.Option(metavar="BOOK", help="Or the deal book that has it.")
    ] = None,
    event: Annotated[
        str | None,
        typer.Option(
            metavar="won|renewed|STAGE|ACTIVITY", help="With --book: what counts in the deals."
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Read as of this day; else today.")
    ] = None,
    date_order: Annotated[
        str | None, typer.Option("--date-order", metavar="dmy|mdy", help="What 3/4/2026 means.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="text|json", help="For people or for a program.")
    ] = "text",
    language: LanguageOption = None,
) -> None:
    """Say what the results show today; every look is logged, because looking often misleads."""
    from salestoolkit.reports.channel_test_record import reading_record
    from salestoolkit.sources.channel_folder import read_folder
    from salestoolkit.sources.channel_looks import log_look

    if format not in ("text", "json"):
        raise InvalidValue("channel_unknown", field="--format", value=format, allowed="text, json")
    words, day = words_of(language), parse_date(as_of, "--as-of")
    found = _results(folder, results, book, event, date_order)
    if day is None:
        day = found.latest if found is not None and book is not None else date.today()
    read = read_folder(folder, results=found, as_of=day, date_order=date_order)
    copy = _keep(folder, read.reading.test, results, found)
    log_look(folder, read.reading.back.as_of, read.reading.code, read.reading.arms)
    if format == "json":
        import json

        print(json.dumps(reading_record(words, read), ensure_ascii=False, indent=1))
        return
    from salestoolkit.words.channel_tests import told_lines

    for line in told_lines(words, read.reading, latest=read.latest, own_arms=read.own_arms):
        print(line)
    if copy is not None:
        print(words.text("channel_test.new.copied", path=str(copy)))


def _arm(text: str) -> PlannedArm:
    """A variant given as NAME=CHANNEL or NAME=CHANNEL:TEMPLATE."""
    from salestoolkit.core.channel_setup import PlannedArm

    name, sign, rest = text.partition("=")
    channel, _, template = rest.partition(":")
    if not sign or not name.strip():
        raise InvalidValue("channel_arm_written", value=text, allowed="A=email:TEMPLATE")
    return PlannedArm(name=name.strip(), channel=channel.strip(), template=template.strip())


def _results(
    folder: Path, results: Path | None, book: Path | None, event: str | None, order: str | None
) -> Results | None:
    """What came back, from a file or a deal book; None for what the folder keeps."""
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.channel_book import results_of_deals, results_of_experiment
    from salestoolkit.sources.channel_lists import read_assigned
    from salestoolkit.sources.channel_renewals import is_renewal, results_of_renewals
    from salestoolkit.sources.channel_results import read_results
    from salestoolkit.sources.channel_tests import read_test

    if results is not None and book is not None:
        raise InvalidValue("one_of_two_options", allowed="--results FILE, --book BOOK")
    test = read_test(folder)
    if results is not None:
        return read_results(results, test, date_order=order)
    if book is None:
        if event is not None:
            raise InvalidValue("option_missing", option="--book BOOK")
        return None
    opened = open_book(book)
    if event is None:
        return results_of_experiment(opened, test)
    assigned = read_assigned(folder, test)
    if is_renewal(event):
        return results_of_renewals(opened, assigned, event=event)
    return results_of_deals(opened, test, assigned, event=event)


def _keep(
    folder: Path, test: ChannelTest, path: Path | None, results: Results | None
) -> Path | None:
    """Keep what came back in the folder, for the page and for the next look; the copy of the former."""
    from salestoolkit.sources.channel_folder import keep_results, keep_rows

    if path is not None:
        return keep_results(folder, path)
    return None if results is None else keep_rows(folder, test, results)
