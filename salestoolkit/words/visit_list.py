"""Next week's visits of one person: as lines, as rows of a table, and as entries of a calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.dates import format_date

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.core.visit_list import Stop, VisitList
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.phrases import NAME_LENGTH
from salestoolkit.words.words import Words

COLUMNS = (
    *("day", "order", "account", "reason", "at_risk", "value", "worth", "currency"),
    *("last_visit", "limit", "tier", "territory", "city", "postal_code", "segment"),
)


def visit_lines(words: Words, found: VisitList) -> list[str]:
    """The week in a few lines: heading, how much of what is due fits, each visit, what is left over."""
    heading = _say(
        words,
        "heading",
        rep=_name(found.rep),
        start=words.date(found.monday),
        end=words.date(found.monday + timedelta(days=6)),
    )
    if not found.stops:
        key = "none" if found.judged or not found.accounts else "unjudged"
        start = words.date(found.monday)
        fields = {"rep": _name(found.rep), **({"start": start} if key == "none" else {})}
        return [heading, _say(words, key, **fields)]
    summary = _say(
        words,
        "summary",
        stops=words.count("visit", len(found.stops)),
        room=words.number(found.room),
        due=words.number(found.due),
        at_risk=words.money_about(found.due_at_risk, found.currency),
    )
    lines = [_line(words, stop, found) for stop in found.stops]
    return [heading, summary, *lines, *_left(words, found)]


def visit_header(words: Words) -> list[str]:
    """Names of the columns of `visit_rows`."""
    return [_say(words, f"column.{name}") for name in COLUMNS]


def visit_rows(words: Words, found: VisitList) -> list[list[Any]]:
    """Each visit with what is at risk and why, in the order of the week."""
    rows = []
    place: dict[Any, int] = {}
    for stop in found.stops:
        place[stop.day] = place.get(stop.day, 0) + 1
        said = {
            "order": place[stop.day],
            "reason": _say(words, f"reason.{stop.reason}"),
            "worth": None if stop.worth is None else _say(words, f"worth.{stop.worth}"),
            "at_risk": round(stop.at_risk),
            "value": None if stop.value is None else round(stop.value),
            "currency": found.currency if stop.value is not None else None,
        }
        rows.append([said.get(name, getattr(stop, name, None)) for name in COLUMNS])
    return rows


def visit_events(words: Words, found: VisitList) -> list[CalendarEvent]:
    """Each visit as an entry of its day; written again, it replaces the former one."""
    return [
        CalendarEvent(
            uid=event_uid("visit", found.rep, found.monday, stop.account),
            start=stop.day,
            summary=_say(words, "event", account=_name(stop.account)),
            description=_say(
                words,
                "described",
                reason=_say(words, f"reason.{stop.reason}").capitalize(),
                at_risk=_spaced(words.money_about(stop.at_risk, found.currency)),
                last=_last(words, stop),
            ),
            location=", ".join(filter(None, (stop.postal_code, stop.city))),
        )
        for stop in found.stops
    ]


def _left(words: Words, found: VisitList) -> list[str]:
    told = {"left": found.left, "too_far": found.too_far}
    return [_say(words, key, accounts=words.count("account", n)) for key, n in told.items() if n]


def _line(words: Words, stop: Stop, found: VisitList) -> str:
    return _say(
        words,
        "line",
        day=format_date(stop.day, "EEE d MMM", locale=LOCALES[words.language]),
        account=_name(stop.account),
        reason=_say(words, f"reason.{stop.reason}"),
        at_risk=words.money_about(stop.at_risk, found.currency),
    )


def _last(words: Words, stop: Stop) -> str:
    if stop.last_visit is None:
        return words.text("territory.cell.never")
    return words.date(stop.last_visit)


def _spaced(text: str) -> str:
    """With plain spaces: a calendar file drops those that do not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _name(name: str) -> str:
    return plain(name, length=NAME_LENGTH)


def _say(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"territory.visits.{key}", **fields)
