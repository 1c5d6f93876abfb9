"""Tables of customers who bring customers, of what customers say, and of what else they could buy."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.feedback import Feedback
from salestoolkit.core.feedback_answers import Answer
from salestoolkit.core.next_offer import NextOffers, Offer
from salestoolkit.core.nps import Score
from salestoolkit.core.referral_clients import Rate, Referrals
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.feedback import points, score_interval
from salestoolkit.words.referral import hundred_interval, of_hundred
from salestoolkit.words.retention import quarter_name

MOST_ROWS = 10
"""Rows of a list on the page; the whole list is in the CSV."""


def loop_table(found: Referrals, words: Words) -> Table | None:
    """The loop's figures with their intervals and counts; None where nobody is said to be brought."""
    if not found.told:
        return None
    brought, left = (words.number(rate.events) for rate in (found.a_year, found.churn))
    rows = [
        _rate(found.a_year, "a_year", words),
        _rate(found.churn, "churn", words),
        (
            Cell(_say(words, "referral.figure.loop")),
            Cell(of_hundred(words, found.loop)),
            Cell(hundred_interval(words, *found.interval)),
            Cell(f"{brought} / {left}"),
        ),
        (
            Cell(_say(words, "referral.figure.total")),
            Cell(of_hundred(words, found.total)),
            Cell(hundred_interval(words, *found.total_interval)),
            Cell(f"{brought} / {left}"),
        ),
    ]
    if found.won is not None:
        interval = words.interval(found.won.low, found.won.high, words.percent)
        value, n = words.percent(found.won.value), words.number(found.won.n)
        rows.append(
            (Cell(_say(words, "referral.figure.won")), Cell(value), Cell(interval), Cell(n))
        )
    return _table(words, "referral", ("figure", "value", "interval", "rests"), rows)


def _rate(rate: Rate, name: str, words: Words) -> tuple[Cell, ...]:
    def shown(value: float | None) -> str:
        return words.number(None if value is None else 100 * value, digits=1)

    return (
        Cell(_say(words, f"referral.figure.{name}")),
        Cell(shown(rate.value)),
        Cell(words.interval(rate.low, rate.high, shown)),
        Cell(f"{words.number(rate.events)} / {words.number(rate.years, digits=0)}"),
    )


def score_table(found: Feedback, words: Words) -> Table | None:
    """The score by segment; None where all customers are of one, or nobody answered."""
    if len(found.segments) < 2:
        return None
    none = _say(words, "feedback.segment_none")
    rows = [
        (Cell(name_of(one.segment) if one.segment else none), *_score(one.score, words))
        for one in found.segments
    ]
    return _scores("segments", "segment", rows, words)


def round_table(found: Feedback, words: Words) -> Table | None:
    """The score by quarter of the answer, the latest four years."""
    if len(found.rounds) < 2:
        return None
    rows = []
    for one in found.rounds[-16:]:
        name = quarter_name(words, one.begins)
        rows.append((Cell(name), *_score(one.score, words)))
    return _scores("rounds", "quarter", rows, words)


def _score(score: Score, words: Words) -> tuple[Cell, ...]:
    return (
        Cell(points(words, score.value), score_interval(words, score)),
        Cell(words.number(score.n)),
        Cell(words.number(score.promoters)),
        Cell(words.number(score.detractors)),
    )


def _scores(title: str, first: str, rows: Sequence[Sequence[Cell]], words: Words) -> Table:
    names = (first, "score", "answers", "promoters", "detractors")
    return Table(
        title=_say(words, f"feedback.section.{title}"),
        columns=[_say(words, f"feedback.column.{name}") for name in names],
        rows=rows,
        note=_say(words, "feedback.rule") if title == "segments" else None,
    )


def open_table(found: Feedback, words: Words) -> Table | None:
    """Remarks that still need something: of whom to be told first, then what is open."""
    waiting = (*found.not_told, *found.open)[:MOST_ROWS]
    if not waiting:
        return None
    names = ("customer", "on", "scored", "remark", "state")
    return Table(
        title=_say(words, "feedback.section.open"),
        columns=[_say(words, f"feedback.column.{name}") for name in names],
        rows=[_remark(one, words) for one in waiting],
    )


def _remark(one: Answer, words: Words) -> tuple[Cell, ...]:
    return (
        Cell(name_of(one.customer)),
        Cell(words.date(one.on, short=True)),
        Cell(words.number(one.score)),
        Cell(name_of(one.remark)),
        Cell(
            _say(words, f"feedback.state.{one.loop}"), name_of(one.change) if one.change else None
        ),
    )


def offer_table(found: NextOffers, words: Words) -> Table | None:
    """Customers and what they could buy, the worthiest first; None where nothing is offered."""
    if not found.offers:
        return None
    rows = [_offer(one, found, words) for one in found.offers[:MOST_ROWS]]
    names = ("customer", "product", "given", "share", "value")
    return _table(words, "offer", names, rows)


def _offer(one: Offer, found: NextOffers, words: Words) -> tuple[Cell, ...]:
    refused = None
    if one.refused_on is not None:
        refused = _say(words, "offer.refused", day=words.date(one.refused_on, short=True))
    interval = words.interval(one.low, one.high, words.percent)
    return (
        Cell(name_of(one.customer), name_of(one.segment) if one.segment else None),
        Cell(name_of(one.product), refused),
        Cell(name_of(one.given)),
        Cell(words.percent(one.share), interval),
        Cell(words.money_about(one.value, found.currency)),
    )


def _table(
    words: Words, topic: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> Table:
    return Table(
        title=_say(words, f"{topic}.table"),
        columns=[_say(words, f"{topic}.column.{name}") for name in columns],
        rows=rows,
        note=_say(words, "referral.note") if topic == "referral" else None,
    )


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.{key}", **fields)
