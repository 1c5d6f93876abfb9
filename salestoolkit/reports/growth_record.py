"""What a page says of referrals, feedback and further sales, for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.feedback import Feedback
from salestoolkit.core.next_offer import NextOffers
from salestoolkit.core.nps import Score
from salestoolkit.core.referral_clients import Rate, Referrals


def referral_record(found: Referrals) -> dict[str, Any]:
    """The referral loop: counts, rates, loop and total with their intervals."""
    won = found.won
    return {
        "as_of": found.as_of.isoformat(),
        "customers": found.customers,
        "brought": found.brought,
        "introducers": len(found.introducers),
        "brought_a_year": _rate(found.a_year),
        "left_a_year": _rate(found.churn),
        "loop": _of(found.loop, found.interval),
        "total": _of(found.total, found.total_interval),
        "verdict": found.verdict,
        "won": None if won is None else _of(won.value, (won.low, won.high)) | {"n": int(won.n)},
        "apart": dict(found.apart),
    }


def feedback_record(found: Feedback) -> dict[str, Any]:
    """Scores by segment and quarter, response, changes made, and how many remarks are open."""
    response = found.response
    answered = None
    if response is not None:
        answered = _of(response.value, (response.low, response.high)) | {"n": int(response.n)}
    return {
        "as_of": found.as_of.isoformat(),
        "score": _score(found.score),
        "before": _score(found.before),
        "response": answered,
        "segments": [{"segment": one.segment, **_score(one.score)} for one in found.segments],
        "quarters": [
            {"begins": one.begins.isoformat(), **_score(one.score)} for one in found.rounds
        ],
        "changes": [
            {
                "what": one.what,
                "changed_on": None if one.changed_on is None else one.changed_on.isoformat(),
                "remarks": one.remarks,
                "told": one.told,
            }
            for one in found.changes
        ],
        "open": len(found.open),
        "not_told": len(found.not_told),
        "apart": dict(found.apart),
    }


def offer_record(found: NextOffers) -> dict[str, Any]:
    """Products that go together, and what each customer could buy."""
    return {
        "as_of": found.as_of.isoformat(),
        "customers": found.customers,
        "currency": found.currency,
        "pairs": [
            {
                "given": one.given,
                "product": one.product,
                "having": one.having,
                "both": one.both,
                "without": one.without,
                "others": one.others,
                "q_value": one.q_value,
                "tells": one.tells,
            }
            for one in found.pairs
        ],
        "offers": [
            {
                "customer": one.customer,
                "segment": one.segment,
                "product": one.product,
                "given": one.given,
                **_of(one.share, (one.low, one.high)),
                "n": one.n,
                "worth": one.value,
                "refused_on": None if one.refused_on is None else one.refused_on.isoformat(),
            }
            for one in found.offers
        ],
    }


def _score(score: Score) -> dict[str, Any]:
    return _of(score.value, (score.low, score.high)) | {
        "n": score.n,
        "promoters": score.promoters,
        "detractors": score.detractors,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return _of(rate.value, (rate.low, rate.high)) | {"events": rate.events, "years": rate.years}


def _of(value: float | None, interval: Sequence[float | None]) -> dict[str, Any]:
    low, high = interval
    return {"value": value, "low": low, "high": high}
