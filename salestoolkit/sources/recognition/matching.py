"""Hold a table's headers against one vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salestoolkit.sources.recognition.vocabulary import Vocabulary, header_key, split_entity

SIGN_WEIGHT = 2
REPEATS_WEIGHT = 5
"""How much more a header tells that only one kind of export has, and ids that repeat, than any header."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """One header of a table: as it stands there, for comparison, and cut into entity and field."""

    text: str
    key: str
    entity: str | None
    rest: str | None


@dataclass(frozen=True, kw_only=True)
class Match:
    """What of a vocabulary a table's headers show."""

    vocabulary: Vocabulary
    fields: dict[str, str]
    language: str | None
    signs: int
    refused: bool
    stated: bool

    def unmet(self) -> list[tuple[str, ...]]:
        """Groups of which one field is needed and none was found."""
        groups = [
            group
            for group in self.vocabulary.needs
            if not any(name in self.fields for name in group)
        ]
        return [] if self._is_list_of_leads() else groups

    def fits(self, *, repeats: bool) -> bool:
        """Whether the table can be of this kind; ``repeats``: one deal has several rows."""
        told = not self.vocabulary.history or self.signs > 0 or repeats
        return self.stated and told and not self.refused and not self.unmet()

    def score(self, *, repeats: bool) -> int:
        """How well the kind fits, for comparison with others."""
        extra = REPEATS_WEIGHT if repeats and self.vocabulary.history else 0
        return len(self.fields) + SIGN_WEIGHT * self.signs + extra

    def _is_list_of_leads(self) -> bool:
        """Leads with an id and a date need neither status nor stage: they are open until told otherwise."""
        header = header_key(self.fields.get("deal_id", ""))
        return header in self.vocabulary.lead_ids and "created_at" in self.fields


def headers_of(texts: Iterable[str]) -> list[Header]:
    """Headers prepared for comparison."""
    headers = []
    for text in texts:
        entity, rest = split_entity(text) or (None, None)
        headers.append(Header(text=text, key=header_key(text), entity=entity, rest=rest))
    return headers


def best_match(matches: Iterable[Match], *, repeats: bool) -> Match:
    """The match with the highest score, the first of equals."""
    return max(matches, key=lambda found: found.score(repeats=repeats))


def match(
    vocabulary: Vocabulary,
    headers: list[Header],
    columns: Mapping[str, str],
    *,
    strict: bool,
) -> Match:
    """Find the fields of a kind among headers.

    ``columns`` (header to field, ``""`` for none) is settled beforehand. Where ``strict`` is False the
    kind is known already, and its signs need not be there.
    """
    keys = {header.key for header in headers}
    free = _keys_by_header(vocabulary, [h for h in headers if h.text not in columns])
    settled = {field: header for header, field in columns.items() if field}
    language = _language(vocabulary, set(free))
    fields = {**settled, **_found(vocabulary, free, language, set(settled))}
    signs = len(vocabulary.signs & keys) + len(vocabulary.history & keys)
    if vocabulary.entities:
        signs += len(free)
    enough = max(vocabulary.signs_needed, 1 if vocabulary.entities else 0)
    return Match(
        vocabulary=vocabulary,
        fields=fields,
        language=language,
        signs=signs,
        refused=strict and bool(vocabulary.refuses & keys),
        stated=not strict or signs >= enough,
    )


def _keys_by_header(vocabulary: Vocabulary, headers: Iterable[Header]) -> dict[str, str]:
    """Headers by key; for exports that name the entity first, by what follows the entity."""
    free: dict[str, str] = {}
    for header in headers:
        key = header.key
        if vocabulary.entities:
            if header.entity not in vocabulary.entities or header.rest is None:
                continue
            key = header.rest
        free.setdefault(key, header.text)
    return free


def _language(vocabulary: Vocabulary, keys: set[str]) -> str | None:
    """The language in which most headers are known."""

    def known(language: str) -> int:
        words = vocabulary.words[language].values()
        return sum(1 for listed in words if not keys.isdisjoint(listed))

    best = max(vocabulary.words, key=known, default=None)
    return best if best is not None and known(best) else None


def _found(
    vocabulary: Vocabulary, free: Mapping[str, str], language: str | None, settled: set[str]
) -> dict[str, str]:
    """Fields found, the table's own language first; a header serves one field only."""
    others = [name for name in vocabulary.words if name != language]
    fields: dict[str, str] = {}
    used: set[str] = set()
    for name in [*([language] if language else []), *others]:
        for field, listed in vocabulary.words[name].items():
            if field in fields or field in settled:
                continue
            key = next((key for key in listed if key in free and key not in used), None)
            if key is not None:
                fields[field] = free[key]
                used.add(key)
    return fields
