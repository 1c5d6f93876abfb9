"""`salestoolkit cadence`: replies by touch, when to stop, and a sequence as dates with its messages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.contacts import (
    OWN_MARKET,
    BookOption,
    MarketOption,
    ObjectedOption,
    contacts_from,
    objected_beside,
)
from salestoolkit.cli.messages import FieldsOption, TemplatesOption
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.cadence_people import Planned
    from salestoolkit.core.cadence_stop import ReplyWorth
    from salestoolkit.core.cadence_worth import ValueKind
    from salestoolkit.core.message_forms import Template
    from salestoolkit.sources.touches import TouchLog
    from salestoolkit.words import Words

cadence_app = typer.Typer(
    name="cadence",
    help="How often to ask: replies by touch, when to stop, and the plan of a sequence.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(cadence_app)

COUNTRIES = {"pl": "PL", "uk": "GB", "us": "US", "de": "DE"}
"""Whose holidays a market has; none where no country is named."""


@cadence_app.command("read")
def read(
    book: BookOption = None,
    log: Annotated[
        Path | None, typer.Option("--log", metavar="FILE", help="A log of touches instead.")
    ] = None,
    cost: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Cost of a touch, working time included.")
    ] = None,
    cost_of: Annotated[
        list[str] | None,
        typer.Option("--cost-of", metavar="CHANNEL=AMOUNT", help="A channel that costs otherwise."),
    ] = None,
    chance: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Chance to win; else that of the book.")
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Margin of a won deal; else the book's.")
    ] = None,
    currency: Annotated[str | None, typer.Option(metavar="CODE", help="Of the amounts.")] = None,
    definition: Annotated[
        str | None, typer.Option(metavar="outcome|stage", help="What counts as a reply.")
    ] = None,
    window: Annotated[int, typer.Option(metavar="DAYS", help="Time to reply.")] = 14,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="Judge by shares that fall from touch to touch.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Else the book's day, or today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Say how many reply to each touch, and after which one another no longer pays."""
    from salestoolkit.core.cadence import read_cadence
    from salestoolkit.core.cadence_stop import when_to_stop
    from salestoolkit.words.cadence import cadence_headline, cadence_notes, touch_lines

    words = words_of(language)
    touches, book_day = _touches(book, log, definition, window)
    day = parse_date(as_of, "--as-of") or book_day or date.today()
    found = read_cadence(
        touches.frame, as_of=day, definition=touches.definition, window_days=window
    )
    told = _worth(words, book, cost, cost_of or [], chance, value, currency)
    rule = None if told is None else when_to_stop(found, told[0], smoothed=smooth)
    print(cadence_headline(words, found, rule))
    for line in touch_lines(words, found, rule):
        print(f"  {line}")
    if rule is not None and rule.stop_after:
        print(words.text("cadence.headline.then"))
    for line in cadence_notes(words, found, rule, kind=told[1] if told else "given", log=touches):
        print(line)


@cadence_app.command("plan")
def plan(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the plan.")],
    book: BookOption = None,
    leads: Annotated[
        Path | None, typer.Option("--leads", metavar="FILE", help="A list of contacts instead.")
    ] = None,
    touches: Annotated[int, typer.Option(metavar="NUMBER", help="Before the final message.")] = 4,
    channels: Annotated[
        str, typer.Option(metavar="LIST", help="In turn, such as email,phone.")
    ] = "email,phone",
    gaps: Annotated[
        str, typer.Option(metavar="LIST", help="Working days between, such as 3,4,5.")
    ] = "3,4,5",
    months: Annotated[int, typer.Option(metavar="NUMBER", help="Until the revisit.")] = 4,
    a_day: Annotated[
        int | None, typer.Option("--a-day", metavar="NUMBER", help="Leads that begin on a day.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; else today.")
    ] = None,
    market: MarketOption = None,
    objected: ObjectedOption = None,
    fields: FieldsOption = None,
    templates: TemplatesOption = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Day of the consents; else today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Plan a sequence for those who may be contacted: dates, calendar, and the messages beside them."""
    from salestoolkit.core.cadence_people import plan_people
    from salestoolkit.core.cadence_plan import Rhythm
    from salestoolkit.core.work_calendar import WorkCalendar
    from salestoolkit.sources.contact_rules import contact_rules
    from salestoolkit.sources.message_templates import read_templates
    from salestoolkit.sources.objected import read_objected
    from salestoolkit.words.cadence_plan import plan_headline, plan_left_out

    words = words_of(language)
    rules = contact_rules(market or OWN_MARKET[words.language])
    day = parse_date(as_of, "--as-of") or date.today()
    rhythm = Rhythm(
        touches=touches,
        channels=tuple(filter(None, map(str.strip, channels.split(",")))),
        gaps=_whole_numbers(gaps),
        revisit_months=months,
        a_day=a_day,
    )
    known = read_objected(objected_beside(book, leads, objected), market=rules.market)
    read_list = contacts_from(book, leads, rules.market, allowed="--book BOOK, --leads FILE")
    planned = plan_people(
        read_list.frame,
        rhythm,
        rules=rules,
        as_of=day,
        start=parse_date(start, "--from") or day,
        calendar=WorkCalendar(country=COUNTRIES.get(rules.market)),
        objections=known.objections,
    )
    own = None if templates is None else read_templates(templates)
    _write(words, planned, to, fields, own, day)
    print(plan_headline(words, planned))
    if planned.left_out:
        people = words.count("person.genitive", len(planned.left_out))
        print(words.text("cadence.plan.left_out", people=people))
    for line in plan_left_out(words, planned):
        print(f"  {line}")
    if read_list.broken:
        lines = ", ".join(str(line) for line, _ in read_list.broken)
        print(words.text("cadence.plan.broken", lines=lines))
    print(words.text("consent.note.not_advice", date=rules.checked_on))


def _touches(
    book: Path | None, log: Path | None, definition: str | None, window: int
) -> tuple[TouchLog, date | None]:
    """The touches of a book or of a log, and the book's day."""
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.touches import read_touches, touches_of

    if log is None and book is None:
        raise InvalidValue("one_of_two_options", allowed="--book BOOK, --log FILE")
    if definition not in (None, "outcome", "stage"):
        raise InvalidValue("cadence_outcome", value=definition, allowed="outcome, stage")
    opened = None if book is None else open_book(book)
    if log is not None:
        return read_touches(log), None if opened is None else opened.as_of
    assert opened is not None
    chosen = definition or None
    return touches_of(opened, definition=chosen, window_days=window), opened.as_of  # type: ignore[arg-type]


def _worth(
    words: Words,
    book: Path | None,
    cost: str | None,
    costs: list[str],
    chance: str | None,
    value: str | None,
    currency: str | None,
) -> tuple[ReplyWorth, ValueKind] | None:
    """What a reply is worth and a touch costs; None where nobody says what it costs."""
    from salestoolkit.core.cadence_stop import ReplyWorth
    from salestoolkit.core.cadence_worth import worth_from_book
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.words.negotiation_typed import typed_amount, typed_share

    if cost is None:
        return None
    a_touch = float(typed_amount(cost, "--cost", words))
    by_channel = _costs(words, costs)
    share = None if chance is None else float(typed_share(chance, "--chance"))
    worth = None if value is None else float(typed_amount(value, "--value", words))
    if book is not None:
        return worth_from_book(
            open_book(book),
            cost=a_touch,
            costs=by_channel,
            chance=share,
            value=worth,
            currency=currency,
        )
    if share is None or worth is None:
        option = "--chance SHARE" if share is None else "--value AMOUNT"
        raise InvalidValue("option_missing", option=option)
    made = ReplyWorth(chance=share, value=worth, cost=a_touch, costs=by_channel, currency=currency)
    return made, "given"


def _costs(words: Words, pairs: list[str]) -> dict[str, float]:
    from salestoolkit.core.marketing_objections import CHANNELS
    from salestoolkit.words.negotiation_typed import typed_amount

    found = {}
    for pair in pairs:
        channel, _, amount = pair.partition("=")
        if channel.strip() not in CHANNELS:
            raise InvalidValue("unknown_channel", value=channel, allowed=", ".join(CHANNELS))
        found[channel.strip()] = float(typed_amount(amount, "--cost-of", words))
    return found


def _whole_numbers(text: str) -> tuple[int, ...]:
    """Whole numbers with commas between them."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise InvalidValue("cadence_plan_number", field="gaps", value=text, allowed="1-60")
    return tuple(int(part) for part in parts)


def _write(
    words: Words,
    planned: Planned,
    folder: Path,
    fields: Path | None,
    templates: dict[tuple[str, str], Template] | None,
    day: date,
) -> None:
    """Write list, calendar and messages; without fields, a file of those to fill in."""
    from salestoolkit.sources.cadence_files import write_fields, write_plan
    from salestoolkit.sources.message_templates import read_fields
    from salestoolkit.words.cadence_plan import (
        lead_name,
        needed_fields,
        plan_events,
        plan_rows,
        plan_texts,
        without_company,
        written_steps,
    )

    told = None if fields is None else read_fields(fields)
    steps = written_steps(words, planned, told, templates=templates)
    header, rows = plan_rows(words, steps)
    texts = [] if told is None else plan_texts(words, steps)
    files = write_plan(
        folder,
        header=header,
        rows=rows,
        events=plan_events(words, steps),
        texts=[(lead_name(words, lead.contact), text) for lead, text in texts],
        written_on=day,
        language=words.language,
    )
    names = ", ".join(dict.fromkeys(path.relative_to(folder).parts[0] for path in files.written))
    print(words.text("cadence.plan.written", folder=str(folder), files=names))
    if files.copies:
        kept = ", ".join(str(path.relative_to(folder)) for path in files.copies)
        print(words.text("cadence.plan.copied", files=kept))
    if told is None:
        needed = needed_fields(words, planned, templates=templates)
        file = write_fields(folder, needed, language=words.language)
        print(words.text("cadence.plan.to_fill", file=str(file)))
        return
    names_only = without_company(words, steps)
    if names_only:
        print(words.text("cadence.plan.no_company", names=", ".join(names_only)))
