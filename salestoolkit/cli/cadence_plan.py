"""`salestoolkit cadence plan`: a sequence as dates and calendar, with its messages beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.cadence import cadence_app
from salestoolkit.cli.contacts import (
    OWN_MARKET,
    BookOption,
    MarketOption,
    ObjectedOption,
    contacts_from,
    known_objected,
)
from salestoolkit.cli.message_options import FieldsOption, TemplatesOption
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.cadence_people import Planned
    from salestoolkit.core.message_forms import Template
    from salestoolkit.words import Words

COUNTRIES = {"pl": "PL", "uk": "GB", "us": "US", "de": "DE"}
"""Whose holidays a market has; none where no country is named."""


@cadence_app.command("plan")
def plan(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the plan.")],
    book: BookOption = None,
    leads: Annotated[
        Path | None,
        typer.Option("--leads", metavar="FILE", help="A list of contacts instead of a book."),
    ] = None,
    touches: Annotated[
        int, typer.Option(metavar="NUMBER", help="Touches before the final message.")
    ] = 4,
    channels: Annotated[
        str, typer.Option(metavar="LIST", help="Channels in turn, such as email,phone.")
    ] = "email,phone",
    gaps: Annotated[
        str, typer.Option(metavar="LIST", help="Working days between touches: 3,4,5.")
    ] = "3,4,5",
    months: Annotated[int, typer.Option(metavar="NUMBER", help="Months until the revisit.")] = 4,
    a_day: Annotated[
        int | None, typer.Option("--a-day", metavar="NUMBER", help="Leads started each day.")
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
    from salestoolkit.words.consent import objection_notes, register_notes

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
    read_list = contacts_from(book, leads, rules.market, allowed="--book BOOK, --leads FILE")
    known = read_objected(known_objected(book, leads, objected), market=rules.market)
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
    for note in (
        *objection_notes(words, known, len(known.objections)),
        *register_notes(words, (rules.rule(channel) for channel in rhythm.channels)),
    ):
        print(note)
    print(words.text("consent.note.not_advice", date=rules.checked_on))


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
    from salestoolkit.words.messages import OPTIONAL

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
        file = write_fields(folder, needed, optional=OPTIONAL, language=words.language)
        print(words.text("cadence.plan.to_fill", file=str(file)))
        return
    names_only = without_company(words, steps)
    if names_only:
        print(words.text("cadence.plan.no_company", names=", ".join(names_only)))
