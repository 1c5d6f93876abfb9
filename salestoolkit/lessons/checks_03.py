"""Checks of lesson 03: a source that is more than luck, who may be called, what a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_verdict import Rules, read_test
from salestoolkit.core.consent import ConsentSplit
from salestoolkit.core.lead_source_parts import RANKED_FROM
from salestoolkit.core.shrinkage import Shrunken, shrink
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_text,
    is_missing,
    same,
    verdict,
)

CANNOT_TELL = "?"
"""How an answer says that a test does not tell."""

_REASONS = frozenset(
    {"objected", "withdrawn", "refused", "unknown", "not_yet", "no_address", "same_address"}
)
"""Reasons to leave somebody out that have a sentence of their own."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where leads come from: how many came, and how many of them were won."""

    name: str
    leads: int
    won: int


@dataclass(frozen=True, kw_only=True)
class SmallTest:
    """A test as somebody reports it: leads planned for each variant, and what came back."""

    planned: int
    arms: tuple[Arm, Arm]


def best_source(answer: Any, sources: Sequence[Source]) -> Verdict:
    """03.1: the source to put more hours into: with the highest share won, luck taken out of it.

    Shares are drawn towards each other; a source with too few leads is not ranked.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    text = as_text(answer)
    if text is None:
        return verdict("not_name")
    found = next((one for one in sources if same(one.name, text)), None)
    if found is None:
        return verdict("unknown_name", value=text, allowed=", ".join(one.name for one in sources))
    drawn = drawn_shares(sources)
    ranked = [one for one in sources if one.leads >= RANKED_FROM]
    best = max(ranked, key=lambda one: drawn[one.name].value)
    fields = {"value": found.name, "won": found.won, "leads": found.leads}
    if found == best:
        return verdict(RIGHT, **fields)
    if found.won / found.leads > best.won / best.leads:
        return verdict("lucky", **fields)
    return verdict("many" if found.won > best.won else "weaker", **fields)


def drawn_shares(sources: Sequence[Source]) -> dict[str, Shrunken]:
    """Each source's share of won leads, drawn towards all, by its name."""
    drawn = shrink([one.won for one in sources], [one.leads for one in sources])
    groups = () if drawn is None else drawn.groups
    return {one.name: group for one, group in zip(sources, groups, strict=True)}


def may_be_called(answer: Any, found: ConsentSplit) -> Verdict:
    """03.2: who of a list may be called on a day; whoever objected never, whoever did not say so not."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    listed = [answer] if isinstance(answer, str) else answer
    if not isinstance(listed, (list, tuple, set, frozenset)):
        return verdict("not_names")
    names = [as_text(name) for name in listed]
    if not all(names):
        return verdict("not_names")
    allowed = [str(name) for name in found.allowed["name"]]
    left_out: Mapping[str, str] = dict(
        zip(found.left_out["name"], found.left_out["reason"], strict=True)
    )
    for name in names:
        assert name is not None
        if any(same(name, one) for one in allowed):
            continue
        person = next((one for one in left_out if same(name, one)), None)
        if person is None:
            return verdict("unknown_name", value=name, allowed=", ".join([*allowed, *left_out]))
        reason = left_out[person]
        return verdict(reason if reason in _REASONS else "left_out", value=person)
    missing = len([one for one in allowed if not any(same(one, name or "") for name in names)])
    return verdict("missing", n=missing) if missing else verdict(RIGHT, names=", ".join(allowed))


def three_verdicts(answer: Any, tests: Sequence[SmallTest]) -> Verdict:
    """03.3: for each test the variant that is better, or that it cannot be told."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    listed = list(answer) if isinstance(answer, (list, tuple, str)) else []
    texts = [as_text(one) for one in listed]
    if len(texts) != len(tests) or not all(texts):
        return verdict("not_three", n=len(tests))
    names = [arm.name for arm in tests[0].arms]
    for place, (text, test) in enumerate(zip(texts, tests, strict=True), 1):
        assert text is not None
        if not any(same(text, known) for known in (*names, CANNOT_TELL)):
            return verdict("unknown_verdict", value=text, place=place)
        code, right = told(test)
        if same(text, right):
            continue
        if right != CANNOT_TELL:
            wrong = "missed" if text == CANNOT_TELL else "other_way"
        else:
            wrong = "blocked" if code == "blocked" else "chance"
        return verdict(wrong, place=place, value=text)
    return verdict(RIGHT)


def told(test: SmallTest) -> tuple[str, str]:
    """What a test says: the code of its verdict, and the better variant or that it cannot be told."""
    rules = Rules(looks="once", leads_each=test.planned)
    found = read_test([test.arms], rules=rules).verdict
    winner = found.winner if found.code == "winner" else None
    return found.code, CANNOT_TELL if winner is None else test.arms[winner].name
