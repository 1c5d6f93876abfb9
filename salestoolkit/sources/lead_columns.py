"""Which column of a list of leads holds what."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.core.ideal_profile import Profile
from salestoolkit.core.plain_text import folded
from salestoolkit.core.qualification import Answer, Scheme
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.recognition.vocabulary import header_key

COMMON = ("company", "contact", "deal_id", "asked_on")
"""What any list of leads may say, whatever the scheme."""


@dataclass(frozen=True, kw_only=True)
class LeadColumns:
    """Headers by what they hold; what the list does not say is missing."""

    common: Mapping[str, str]
    criteria: Mapping[str, str]
    facts: Mapping[str, str]
    without: tuple[str, ...]


def lead_columns(
    header: Sequence[str], scheme: Scheme, profile: Profile | None, *, file: str
) -> LeadColumns:
    """Find the columns of a list of leads, whatever language their headers are in.

    Raises
    ------
    ImportFailed
        ``leads_column_twice``, ``leads_without_company``, ``leads_without_answers``.
    """
    packaged = lead_words()["columns"]
    common = {name: packaged[name] for name in COMMON}
    criteria = {one.key: (one.key, one.name, *one.columns) for one in scheme.criteria}
    facts: dict[str, tuple[str, ...]] = {}
    for rule in () if profile is None else profile.rules:
        facts[rule.field] = (*facts.get(rule.field, ()), rule.field, rule.label, *rule.columns)
    found = LeadColumns(
        common=_found(header, common, file),
        criteria=_found(header, criteria, file),
        facts=_found(header, facts, file),
        without=(),
    )
    if not {"company", "deal_id"} & set(found.common):
        allowed = ", ".join(packaged["company"])
        raise ImportFailed("leads_without_company", file=file, value=list(header), allowed=allowed)
    if not found.criteria and not found.facts:
        names = ", ".join(one.name for one in scheme.criteria)
        raise ImportFailed("leads_without_answers", file=file, value=list(header), allowed=names)
    labels = {rule.field: rule.label for rule in reversed(profile.rules)} if profile else {}
    lacking = [one.name for one in scheme.criteria if one.key not in found.criteria]
    wanted = profile.fields if profile else ()
    lacking += [labels[field] for field in wanted if field not in found.facts]
    return LeadColumns(
        common=found.common,
        criteria=found.criteria,
        facts=found.facts,
        without=tuple(lacking),
    )


def answer_of(text: str | None) -> tuple[Answer, bool]:
    """The answer that a cell gives, and whether it can be read; an empty cell is unknown.

    Examples
    --------
    >>> [answer_of(text) for text in ("Tak", "nie", "nie wiem", "maybe", None, "50 000")]
    [(True, True), (False, True), (None, True), (None, True), (None, True), (None, False)]
    """
    if text is None or not text.strip():
        return None, True
    word = folded(text)
    for answer, words in _answers().items():
        if word in words or plain(word) in words:
            return {"yes": True, "no": False, "unknown": None}[answer], True
    return None, False


def is_unknown(text: str | None) -> bool:
    """Whether a cell says that nothing is known: it is empty, or says so in words."""
    if text is None or not text.strip():
        return True
    word = folded(text)
    return word in _answers()["unknown"] or plain(word) in _answers()["unknown"]


@lru_cache
def lead_words() -> Mapping[str, Any]:
    """What ``content/formats/leads.toml`` says."""
    file = files("salestoolkit").joinpath("content", "formats", "leads.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache
def _answers() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lead_words()["answers"].items()}


def _found(header: Sequence[str], wanted: Mapping[str, Iterable[str]], file: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, names in wanted.items():
        keys = {header_key(name) for name in names}
        fitting = [name for name in header if header_key(name) in keys]
        exact = [name for name in fitting if header_key(name) == header_key(field)]
        chosen = exact if len(exact) == 1 else fitting
        if len(chosen) > 1:
            raise ImportFailed("leads_column_twice", file=file, field=field, columns=chosen)
        if chosen:
            found[field] = chosen[0]
    return found
