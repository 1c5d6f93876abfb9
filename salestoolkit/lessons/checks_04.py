"""Checks of lesson 04: unknown is not no, the smallest change to hot, what comes off the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.qualification import Answer, Qualification, Scheme
from salestoolkit.core.qualification_pipeline import TakenOff
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_number,
    as_pair,
    as_text,
    is_missing,
    same,
    verdict,
)

CLOSE = 0.06
"""How far a sum of rounded chances may be off, for each of ten deals."""

LEADS: Mapping[str, Mapping[str, Answer]] = {
    "first": {"budget": True, "authority": None, "need": True, "timing": False},
    "second": {"budget": False, "authority": True, "need": True, "timing": None},
}
"""What the notes on the two invented leads come to."""

_TAKEN_FOR: Mapping[tuple[Answer, Answer], str] = {
    (True, False): "yes_as_no",
    (True, None): "yes_as_unknown",
    (False, True): "no_as_yes",
    (False, None): "no_as_unknown",
    (None, True): "unknown_as_yes",
    (None, False): "unknown_as_no",
}
"""What is wrong where something is taken for something else."""


def what_notes_say(answer: Any, truth: Mapping[str, Answer], scheme: Scheme) -> Verdict:
    """04.1: yes, no or unknown for each criterion; the first one that is wrong is told."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    allowed = ", ".join(scheme.keys)
    if not isinstance(answer, Mapping):
        return verdict("not_answers", allowed=allowed)
    given = {str(key).strip().casefold(): value for key, value in answer.items()}
    if set(given) != set(scheme.keys):
        return verdict("not_answers", allowed=allowed)
    for key in scheme.keys:
        said, name = given[key], scheme.criterion(key).name
        if said is not None and not isinstance(said, bool):
            return verdict("not_answer", name=name, value=str(said))
        if said is not truth[key]:
            return verdict(_TAKEN_FOR[truth[key], said], name=name)
    return verdict(RIGHT)


def smallest_change(answer: Any, found: Qualification, scheme: Scheme) -> Verdict:
    """04.2: the smallest set of criteria whose change makes a lead hot, in any order."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    allowed = ", ".join(scheme.keys)
    listed = [answer] if isinstance(answer, str) else answer
    if not isinstance(listed, (list, tuple, set, frozenset)):
        return verdict("not_keys", allowed=allowed)
    chosen = []
    for one in listed:
        text = as_text(one)
        if text is None:
            return verdict("not_keys", allowed=allowed)
        key = next((c.key for c in scheme.criteria if same(c.key, text) or same(c.name, text)), "")
        if not key:
            return verdict("unknown_key", value=text, allowed=allowed)
        chosen.append(key)
    for key in chosen:
        if found.answers[key] is True:
            return verdict("too_many", name=scheme.criterion(key).name)
    needed = {one.key: one.kind for one in found.changes}
    if set(chosen) != set(needed):
        yes = sum(one is True for one in found.answers.values()) + len(set(chosen))
        return verdict("too_few", yes=yes, n=len(scheme.criteria))
    names = {kind: scheme.criterion(key).name for key, kind in needed.items()}
    return verdict(RIGHT, asked=names["ask"], mended=names["mend"])


def what_comes_off(answer: Any, off: TakenOff) -> Verdict:
    """04.3: how many deals come off the pipeline, and how many expected wins go with them."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    pair = as_pair(answer)
    if pair is None:
        return verdict("not_pair")
    deals, wins = as_number(pair[0]), as_number(pair[1])
    if deals is None or wins is None:
        return verdict("not_pair")
    if deals != len(off.deals):
        return verdict("wrong_count", value=deals)
    lost = off.before.wins - off.after.wins
    near = max(CLOSE, CLOSE * len(off.deals) / 10)
    if abs(wins / 100 - lost) <= near and wins > 2:
        return verdict("in_percent", value=wins)
    if abs(wins - lost) > near:
        return verdict("wrong_wins", value=wins)
    return verdict(RIGHT, deals=len(off.deals), wins=lost)
