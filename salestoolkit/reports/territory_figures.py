"""The cards at the head of a page about territories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.words import Words


def territory_cards(found: TerritoryCoverage, words: Words) -> list[dict[str, Any]]:
    """Accounts visited, their potential, what is overdue and what was never visited."""
    if not found.visits_known:
        return [_accounts(found, words), _potential(found, words)]
    cards = [_covered(found, words), _value(found, words)]
    return [*cards, _overdue(found, words), _never(found, words)]


def _covered(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    whole = found.whole
    covered = words.number(whole.covered)
    accounts = words.count("account.genitive", whole.accounts)
    lines = [_say(words, "line.covered", covered=covered, accounts=accounts)]
    if found.clients.accounts or found.prospects.accounts:
        clients, prospects = (words.percent(one.rate) for one in (found.clients, found.prospects))
        lines.append(_say(words, "line.kinds", clients=clients, prospects=prospects))
    return _card(found, words, "covered", words.percent(whole.rate), lines, whole.accounts)


def _value(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    whole, valued = found.whole, int(found.accounts["potential"].notna().sum())
    lines = [_say(words, "line.no_value")]
    if valued:
        amounts = {
            "covered": words.money_about(whole.covered_potential, found.currency),
            "potential": words.money_about(whole.potential, found.currency),
        }
        lines = [_say(words, "line.value", **amounts)]
    return _card(found, words, "value", words.percent(whole.value_rate), lines, valued)


def _overdue(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    judged, late = int(found.accounts["limit"].notna().sum()), found.overdue
    if not judged:
        lines = [_say(words, "line.no_target")]
        return _card(found, words, "overdue", words.number(None), lines, 0)
    lines = [_say(words, "line.overdue", judged=words.number(judged)), *_worth(late, found, words)]
    return _card(found, words, "overdue", words.number(len(late)), lines, judged)


def _never(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    never = found.never
    white = words.number(len(found.white))
    lines = [*_worth(never, found, words), _say(words, "line.white", white=white)]
    return _card(found, words, "never", words.number(len(never)), lines, found.whole.accounts)


def _accounts(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    n = found.whole.accounts
    return _card(found, words, "accounts", words.number(n), [_say(words, "line.no_visits")], n)


def _potential(found: TerritoryCoverage, words: Words) -> dict[str, Any]:
    valued = int(found.accounts["potential"].notna().sum())
    lines = [] if valued else [_say(words, "line.no_value")]
    amount = words.money_about(found.whole.potential, found.currency)
    return _card(found, words, "potential", amount, lines, valued)


def _worth(accounts: Any, found: TerritoryCoverage, words: Words) -> list[str]:
    amount = accounts["potential"].sum(min_count=1)
    if amount != amount:
        return []
    return [_say(words, "line.potential", potential=words.money_about(amount, found.currency))]


def _card(
    found: TerritoryCoverage,
    words: Words,
    name: str,
    value: str,
    lines: Sequence[str],
    n: int,
) -> dict[str, Any]:
    unknown = value == words.number(None)
    day = words.date(found.as_of, short=True)
    return {
        "label": _say(words, f"figure.{name}"),
        "value": words.text("report.page.unknown") if unknown else value,
        "unknown": unknown,
        "lines": list(lines),
        "rests": f"{words.text('report.page.n', n=words.number(n))} · {day}",
    }


def _say(words: Words, key: str, /, **fields: Any) -> str:
    return words.text(f"territory.{key}", **fields)
