"""The processes that come with the toolkit: universal ones and ones by industry and market."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from salestoolkit.core.process import (
    Activity,
    Document,
    Handover,
    Move,
    SalesProcess,
    Stage,
    Stakeholder,
)
from salestoolkit.core.process_language import with_translations
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import LANGUAGES, load_content, load_market
from salestoolkit.sources.template_structure import ProcessStructure, base_of, structures
from salestoolkit.sources.template_words import TemplateWords

NAMES = ("universal", "trade", "real_estate", "financial_services", "healthcare")
MARKETS = ("pl", "uk", "us")
"""Where we sell; independent of the language in which we speak."""


@dataclass(frozen=True, kw_only=True)
class TemplateChoice:
    """What a template can be asked for.

    ``markets`` are those it knows, ``needs_market`` says that it differs by market, so that one must
    be named; ``offers`` are the kinds of offer it tells apart (none where it does not).
    """

    name: str
    markets: tuple[str, ...]
    needs_market: bool
    offers: tuple[str, ...]


def template_names() -> dict[str, TemplateChoice]:
    """Templates by name, with the markets and kinds of offer that each knows.

    Examples
    --------
    >>> template_names()["healthcare"].markets
    ('pl', 'uk', 'us')
    """
    return {name: _choice(name) for name in NAMES}


def template(
    name: str, *, language: str, market: str | None = None, offer: str | None = None
) -> tuple[SalesProcess, ...]:
    """The processes of a template, one a pipeline, ready to be made a team's own.

    Target days and win probabilities are starting values: a team puts its own in their place as soon
    as it knows them. Each process carries its texts in the other languages as translations.

    Parameters
    ----------
    name : str
        One of `template_names`.
    language : str
        In which the texts are written: ``en`` or ``pl``.
    market : str, optional
        Where the team sells: ``pl``, ``uk`` or ``us``, whatever the language; needed where the
        template differs by market.
    offer : str, optional
        ``product`` or ``service`` where the template tells them apart; without it both are shown.

    Raises
    ------
    InvalidValue
        ``template_unknown``, ``template_market``, ``template_market_missing``, ``template_offer``,
        ``template_offer_none`` or ``unknown_language``, with the value and what is allowed.

    Examples
    --------
    >>> (sale,) = template("universal", language="en", offer="service")
    >>> sale.name, len(sale.stages), sorted(sale.translations)
    ('Universal sales process', 7, ['pl'])
    """
    load_content(language)
    _check(name, market, offer)
    processes = _processes(name, language, market, offer)
    for other in LANGUAGES:
        if other != language:
            pairs = zip(processes, _processes(name, other, market, offer), strict=True)
            processes = tuple(with_translations(ours, theirs) for ours, theirs in pairs)
    return processes


def universal_process(language: str) -> SalesProcess:
    """The universal sales process: seven stages from prospecting to retention and referrals.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``; InvalidValue where it is neither.

    Examples
    --------
    >>> [stage.key for stage in universal_process("en").deal_stages]
    ['qualification', 'presentation', 'closing']
    """
    return template("universal", language=language)[0]


def activity_steps(activity: str, *, language: str, name: str = "universal") -> tuple[str, ...]:
    """The steps of an activity that several departments do together, such as a case study.

    Activities without steps have none: an empty tuple.
    """
    _known_name(name)
    content, base = load_content(language), base_of(name)
    keys = [f"{place}.steps.{activity}" for place in (name, base) if place is not None]
    return next((content.texts(key) for key in keys if content.has(key)), ())


@lru_cache
def _choice(name: str) -> TemplateChoice:
    top = load_market(name)
    return TemplateChoice(
        name=name,
        markets=tuple(top.get("markets", MARKETS)),
        needs_market="markets" in top,
        offers=tuple(top.get("offers", ())),
    )


def _known_name(name: str) -> None:
    if name not in NAMES:
        raise InvalidValue("template_unknown", value=name, allowed=", ".join(NAMES))


def _check(name: str, market: str | None, offer: str | None) -> None:
    _known_name(name)
    choice = _choice(name)
    allowed = ", ".join(choice.markets)
    if market is None and choice.needs_market:
        raise InvalidValue("template_market_missing", value=name, allowed=allowed)
    if market is not None and market not in choice.markets:
        raise InvalidValue("template_market", value=market, name=name, allowed=allowed)
    if offer is not None and not choice.offers:
        raise InvalidValue("template_offer_none", value=offer, name=name)
    if offer is not None and offer not in choice.offers:
        allowed = ", ".join(choice.offers)
        raise InvalidValue("template_offer", value=offer, name=name, allowed=allowed)


@lru_cache(maxsize=128)
def _processes(
    name: str, language: str, market: str | None, offer: str | None
) -> tuple[SalesProcess, ...]:
    content, base = load_content(language), base_of(name)
    found = []
    for structure in structures(name, market, offer):
        words = TemplateWords(
            content=content, template=name, base=base, process=structure.key, market=market
        )
        found.append(_process(structure, words))
    return tuple(found)


def _process(structure: ProcessStructure, words: TemplateWords) -> SalesProcess:
    linked = structure.linked
    return SalesProcess(
        name=words.text(f"processes.{structure.key}.name"),
        pipeline=_optional(words, f"processes.{structure.key}.pipeline"),
        linked=None if linked is None else words.text(f"processes.{linked}.pipeline"),
        language=words.content.language,
        market=words.market,
        stages=tuple(_stage(key, row, words) for key, row in structure.stages.items()),
        activities=tuple(
            Activity(key=key, name=words.text(f"activities.{key}"), **parts)
            for key, parts in structure.activities.items()
        ),
        stakeholders=tuple(_stakeholder(row, words) for row in structure.stakeholders.values()),
        handovers=tuple(_handover(row, words) for row in structure.handovers),
        moves=tuple(
            Move(start=row["start"], end=row["end"], reason=words.text(f"moves.{row['reason']}"))
            for row in structure.moves
        ),
    )


def _optional(words: TemplateWords, path: str) -> str | None:
    return words.text(path) if words.has(path) else None


def _stage(key: str, row: Mapping[str, Any], words: TemplateWords) -> Stage:
    return Stage(
        key=key,
        name=words.text(f"stages.{key}.name"),
        universal=row["universal"],
        passes=row["passes"],
        waiting=row.get("waiting", False),
        target_days=row["target_days"],
        win_probability=row.get("win_probability"),
        purpose=words.text(f"stages.{key}.purpose"),
        owner=row["owner"],
        activities=tuple(row["activities"]),
        entry_criteria=words.texts(f"stages.{key}.entry"),
        exit_criteria=words.texts(f"stages.{key}.exit"),
        metrics=tuple(words.text(f"metrics.{name}") for name in row["metrics"]),
        client_steps=words.texts(f"stages.{key}.client"),
        documents=tuple(
            Document(
                name=words.text(f"documents.{paper['key']}"),
                source=words.text(f"sources.{paper['source']}"),
                days=paper["days"],
            )
            for paper in row["documents"]
        ),
    )


def _stakeholder(row: Mapping[str, Any], words: TemplateWords) -> Stakeholder:
    return Stakeholder(
        key=row["key"],
        name=words.text(f"stakeholders.{row['key']}"),
        department=words.text(f"departments.{row['department']}") if "department" in row else None,
        side=row.get("side", "us"),
        buying_part=row.get("buying_part"),
    )


def _handover(row: Mapping[str, Any], words: TemplateWords) -> Handover:
    key = row["key"]
    return Handover(
        giver=words.text(f"departments.{row['giver']}"),
        taker=words.text(f"departments.{row['taker']}"),
        stage=row["stage"],
        what=words.text(f"handovers.{key}.what"),
        criteria=words.texts(f"handovers.{key}.criteria"),
        days=row["days"],
        returned_because=words.texts(f"handovers.{key}.returned"),
    )
