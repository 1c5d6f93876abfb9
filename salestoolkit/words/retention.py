"""What a page about customers that stay says: its headline, why something is at risk, what to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_churn import HazardMonth
from salestoolkit.core.retention_contacts import (
    SURVEY_BEFORE,
    TALK_BEFORE,
    Contact,
    check_in_day,
)
from salestoolkit.core.retention_due import Due, value_of
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import LOCALES

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 60
NAMED = 3


def retention_headline(words: Words, found: Retention) -> str:
    """The sentence to repeat: how many stay, and what comes up."""
    if found.source is None and found.asked_currency:
        return _say(words, "headline.none_in", currency=_name(found.asked_currency))
    if found.source is None:
        return _say(words, "headline.none" if found.part is None else "headline.none_here")
    if found.repeat is not None:
        return _repeat_headline(words, found)
    stay = found.churn.stay()
    told = _say(words, "headline.stay_unknown")
    if stay.value is not None:
        told = _say(words, "headline.stay", share=words.percent(stay.value))
    return _say(words, "headline.both", stay=told, due=_due(words, found))


def next_steps(words: Words, found: Retention) -> list[str]:
    """What to do, the most important first; at most three."""
    if found.source is None:
        return [_say(words, f"action.{name}") for name in ("import_contracts", "import_customers")]
    if found.repeat is not None:
        late = found.repeat.overdue[:NAMED]
        names = ", ".join(_name(one.name) for one in late)
        told = [_say(words, "action.overdue", customers=names)] if late else []
        return [*told, _say(words, "action.import_contracts")]
    steps = [_notice(words, found), _undecided(words, found), _top(words, found)]
    steps += [_check_in(words, found), _contacts(words, found)]
    return [step for step in steps if step][:3]


def reason_of(words: Words, found: Retention, due: Due) -> str:
    """Why a contract is at risk: notice was given, or how renewals of its kind went."""
    if due.notice:
        return _say(words, "kind.notice", day=words.date(due.ends, short=True))
    chance = found.chances.get(due.kind)
    kind = _say(words, f"kind.{due.kind}")
    if chance is None:
        return kind
    return _say(words, "kind.share", kind=kind, decided=chance.decided, lost=chance.lost)


def at_risk_sentence(words: Words, due: Due) -> str:
    """A customer with the value at risk and the day, as a sentence."""
    return _say(
        words,
        "kind.notice_at_risk" if due.notice else "kind.at_risk",
        customer=_name(due.customer),
        risk=words.money_about(due.at_risk, due.currency),
        amount=words.money_about(due.amount, due.currency),
        day=words.date(due.ends, short=True),
    )


def contact_why(words: Words, one: Contact, peak: HazardMonth | None) -> str:
    """What a contact is for."""
    if one.ends is not None:
        return _say(words, f"moment.{one.kind}_why", ends=words.date(one.ends))
    if peak is None:
        return _say(words, "moment.check_in_else")
    return _say(words, "moment.check_in_why", month=peak.month)


def contact_rule(words: Words, peak: HazardMonth | None) -> str:
    """By which rule contacts are timed."""
    days = {"days": check_in_day(peak), "survey": SURVEY_BEFORE, "talk": TALK_BEFORE}
    if peak is None:
        return _say(words, "moment.rule_else", **days)
    return _say(words, "moment.rule_peak", month=peak.month, **days)


def month_name(words: Words, day: date) -> str:
    """A month with its year: ``November 2026``, ``listopad 2026``.

    >>> from salestoolkit.words import load_words
    >>> month_name(load_words("pl"), date(2026, 11, 1))
    'listopad 2026'
    """
    return format_date(day, "LLLL y", locale=LOCALES[words.language])


def quarter_name(words: Words, day: date) -> str:
    """The quarter of a day with its year: ``Q4 2026``, ``IV kw. 2026``.

    >>> from salestoolkit.words import load_words
    >>> quarter_name(load_words("pl"), date(2026, 11, 1))
    'IV kw. 2026'
    """
    return format_date(day, "QQQ y", locale=LOCALES[words.language])


def planned_name(words: Words, found: Retention) -> str:
    """The time that contacts are planned for: a month by its name, else its first and last day."""
    start, before = found.planned
    if before <= start + timedelta(days=31):
        return month_name(words, start)
    last = before - timedelta(days=1)
    return f"{words.date(start, short=True)} – {words.date(last, short=True)}"


def note_sentences(words: Words, found: Retention) -> list[str]:
    """What must be known of the data; nothing that does not occur."""
    notes = found.notes
    told = []
    if notes.apart:
        rows = ", ".join(_say(words, f"note.{name}", n=n) for name, n in notes.apart.items())
        told.append(_say(words, "note.apart", rows=rows))
    names = ("unclear", "lapsed", "assumed", "returned", "open_ended", "no_amount")
    for name in (*names, "other_currency"):
        if n := getattr(notes, name):
            told.append(_say(words, f"note.{name}", n=n))
    return told


def check_in_sentence(words: Words, found: Retention) -> str | None:
    """First renewals with and without a check-in; None where that is not known."""
    effect = found.check_in
    if effect is None or effect.difference is None:
        return None
    low, high = (words.number(100 * end, digits=0) for end in effect.interval)
    return _say(
        words,
        "note.check_in",
        with_it=words.percent(effect.with_it.rate),
        with_n=words.count("contract", effect.with_it.decided),
        without=words.percent(effect.without.rate),
        without_n=words.count("contract", effect.without.decided),
        difference=words.number(100 * effect.difference, digits=0),
        low=low,
        high=high,
    )


def _due(words: Words, found: Retention) -> str:
    if not found.due:
        return _say(words, "headline.due_none")
    if not found.due_value:
        return _say(words, "headline.due_count", contracts=words.count("contract", len(found.due)))
    value = words.money_about(found.due_value, found.currency)
    if not found.at_risk:
        return _say(words, "headline.due_value", value=value)
    risk = words.money_about(found.at_risk, found.currency)
    return _say(words, "headline.due_risk", value=value, risk=risk)


def _repeat_headline(words: Words, found: Retention) -> str:
    repeat = found.repeat
    assert repeat is not None
    share = repeat.within_a_year
    if share is None:
        customers = words.count("customer.genitive", len(repeat.buyers))
        return _say(words, "headline.repeat_unknown", customers=customers, returned=repeat.returned)
    return _say(words, "headline.repeat", share=words.percent(share), late=len(repeat.overdue))


def _notice(words: Words, found: Retention) -> str | None:
    given = [one for one in found.due if one.notice]
    if not given:
        return None
    customers = words.count("customer", len({one.customer for one in given}))
    value = value_of(given, found.currency)
    if not value:
        return _say(words, "action.notice_only", customers=customers)
    about = words.money_about(value, found.currency)
    return _say(words, "action.notice", customers=customers, value=about)


def _undecided(words: Words, found: Retention) -> str | None:
    if not found.pending:
        return None
    contracts = words.count("contract", len(found.pending))
    value = value_of(found.pending, found.currency)
    if not value:
        return _say(words, "action.pending_only", contracts=contracts)
    about = words.money_about(value, found.currency)
    return _say(words, "action.pending", contracts=contracts, value=about)


def _top(words: Words, found: Retention) -> str | None:
    first = next((one for one in found.most_at_risk if not one.notice and one.days > 0), None)
    if first is None:
        return None
    return _say(
        words,
        "action.top",
        customer=_name(first.customer),
        value=words.money_about(first.at_risk, found.currency),
        day=words.date(first.ends),
    )


def _check_in(words: Words, found: Retention) -> str | None:
    effect = found.check_in
    if effect is None or not effect.tells or (effect.difference or 0) <= 0:
        return None
    rates = {"with_it": effect.with_it.rate, "without": effect.without.rate}
    told = {name: words.percent(rate) for name, rate in rates.items()}
    return _say(words, "action.check_in", **told)


def _contacts(words: Words, found: Retention) -> str | None:
    if not found.contacts:
        return None
    month = planned_name(words, found)
    contacts = words.count("contact", len(found.contacts))
    return _say(words, "action.contacts", month=month, contacts=contacts)


def _name(text: str) -> str:
    return plain(text, length=NAME_LENGTH)


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"retention.{key}", **fields)
