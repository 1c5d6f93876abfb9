"""A planned sequence in words: its steps, what was planned for whom, calendar entries, rows of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.cadence_people import Planned, PlannedLead
from salestoolkit.core.cadence_plan import REVISIT, Step
from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.core.message_forms import Message
from salestoolkit.sources.safe_csv import Value
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.messages import (
    MONTH,
    ORGANIZATION,
    Templates,
    message,
    message_fields,
    month_of,
    packaged_template,
)

COLUMNS = ("on", "step", "name", "organization", "channel", "address", "subject", "message")
NAME_LENGTH = 120
ADDRESS = {"email": "email", "phone": "phone", "sms": "phone", "social": "name"}


@dataclass(frozen=True)
class Written:
    """A step of somebody with its message; None where there is no text for it."""

    lead: PlannedLead
    step: Step
    message: Message | None


def step_name(words: Words, step: Step) -> str:
    """What a step is called: ``Touch 2``, ``Final message``."""
    return words.text(f"cadence.step.{step.kind}", number=step.number)


def plan_headline(words: Words, planned: Planned) -> str:
    """How many leads are planned, from when to when, and how often each is contacted."""
    days = [step.on for lead in planned.leads for step in lead.steps if step.kind != REVISIT]
    return words.text(
        "cadence.plan.headline",
        n=len(planned.leads),
        people=words.count("person.genitive", planned.n),
        start=min(days),
        last=max(days),
        touches=words.count("touch", planned.rhythm.touches),
        months=words.count("month.locative", planned.rhythm.revisit_months),
    )


def plan_left_out(words: Words, planned: Planned) -> list[str]:
    """Everybody whom no channel may reach, with the reason for each channel."""
    return [
        words.text(
            "cadence.plan.without",
            name=lead_name(words, row),
            reasons="; ".join(_reasons(words, planned, place)),
        )
        for place, row in enumerate(planned.left_out)
    ]


def needed_fields(
    words: Words, planned: Planned, *, templates: Templates | None = None
) -> dict[str, str]:
    """What somebody has to fill in for the messages of a plan, with its meaning; months are known."""
    found: dict[str, str] = {}
    for lead in planned.leads:
        for step in lead.steps:
            if step.message is not None:
                found |= message_fields(words, step.message, step.channel, templates=templates)
    return {field: meaning for field, meaning in found.items() if field != MONTH}


def written_steps(
    words: Words,
    planned: Planned,
    fields: Mapping[str, str] | None,
    *,
    templates: Templates | None = None,
) -> list[Written]:
    """Every step by day, with its message where ``fields`` fill it in.

    A message that names the contact's company is left out where no company is known.

    Raises
    ------
    InvalidValue
        ``message_field_missing`` where ``fields`` lack something.
    """
    found = []
    for lead in planned.leads:
        back = next(step.on for step in lead.steps if step.kind == REVISIT)
        told = None if fields is None else {MONTH: month_of(words, back), **fields}
        for step in lead.steps:
            text = _message(words, lead, step, told, templates)
            found.append(Written(lead, step, text))
    return sorted(found, key=lambda one: (one.step.on, one.step.number))


def plan_rows(words: Words, steps: list[Written]) -> tuple[list[str], list[list[Value]]]:
    """Header and rows of the plan as a list."""
    header = [words.text(f"cadence.column.{name}") for name in COLUMNS]
    rows: list[list[Value]] = []
    for one in steps:
        contact, step = one.lead.contact, one.step
        rows.append(
            [
                step.on,
                step_name(words, step),
                contact.get("name") or "",
                contact.get("organization") or "",
                words.text(f"consent.channel.{step.channel}"),
                contact.get(ADDRESS[step.channel]) or "",
                one.message.subject if one.message else "",
                one.message.body if one.message else "",
            ]
        )
    return header, rows


def plan_events(words: Words, steps: list[Written]) -> list[CalendarEvent]:
    """Each step as a whole day in a calendar; the same person's same step keeps its place there."""
    return [
        CalendarEvent(
            uid=event_uid("cadence", one.lead.identity, one.step.kind, one.step.number),
            start=one.step.on,
            summary=words.text(
                "cadence.plan.summary",
                step=step_name(words, one.step),
                name=lead_name(words, one.lead.contact),
                channel=words.text(f"consent.channel.{one.step.channel}"),
            ),
            description=_text(one.message),
        )
        for one in steps
    ]


def plan_texts(words: Words, steps: list[Written]) -> list[tuple[PlannedLead, str]]:
    """All messages of each lead as one text, step by step."""
    found: dict[int, tuple[PlannedLead, list[str]]] = {}
    for one in steps:
        heading = words.text(
            "cadence.plan.heading",
            step=step_name(words, one.step),
            date=one.step.on,
            channel=words.text(f"consent.channel.{one.step.channel}"),
        )
        missing = "no_company_text" if one.step.message else "no_text"
        text = _text(one.message) or words.text(f"cadence.plan.{missing}")
        found.setdefault(id(one.lead), (one.lead, []))[1].append(f"{heading}\n\n{text}\n")
    return [(lead, "\n\n".join(parts)) for lead, parts in found.values()]


def without_company(words: Words, steps: list[Written]) -> list[str]:
    """Leads some of whose messages could not be written, because no company is known."""
    lacking = [
        lead_name(words, one.lead.contact)
        for one in steps
        if one.message is None and one.step.message and not one.lead.contact.get(ORGANIZATION)
    ]
    return list(dict.fromkeys(lacking))


def lead_name(words: Words, contact: Mapping[Any, Any]) -> str:
    """Whom a step is for: name and company."""
    told = contact.get("name") or contact.get("email") or contact.get("phone")
    name = plain(told, length=NAME_LENGTH) if told else words.text("consent.evidence.nameless")
    firm = contact.get("organization")
    if not firm:
        return name
    organization = plain(firm, length=NAME_LENGTH)
    return words.text("consent.evidence.at", name=name, organization=organization)


def _reasons(words: Words, planned: Planned, place: int) -> list[str]:
    """Why each channel of the sequence may not reach somebody who is left out."""
    return [
        words.text(
            "cadence.plan.reason",
            channel=words.text(f"consent.channel.{channel}"),
            reason=words.text(f"consent.reason.{reason}"),
        )
        for channel, reason in planned.reasons[place].items()
    ]


def _message(
    words: Words,
    lead: PlannedLead,
    step: Step,
    fields: Mapping[str, str] | None,
    templates: Templates | None,
) -> Message | None:
    if fields is None or step.message is None:
        return None
    own = (templates or {}).get((step.channel, step.message))
    template = own or packaged_template(words, step.message, step.channel)
    if ORGANIZATION in template.fields and not lead.contact.get(ORGANIZATION):
        return None
    return message(words, step.message, step.channel, lead.contact, fields, templates=templates)


def _text(found: Message | None) -> str:
    if found is None:
        return ""
    return f"{found.subject}\n\n{found.body}" if found.subject else found.body
