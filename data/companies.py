"""What the simulation needs to know of a company: people, stages, chances, words of its exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EXPORTED = date(2026, 10, 30)
FIRST = date(2024, 11, 4)
SECOND_YEAR = date(2025, 11, 3)


@dataclass(frozen=True)
class Stage:
    """A stage: days a deal usually stays (median), and the default probability in the CRM."""

    name: str
    days: float
    probability: int


@dataclass(frozen=True)
class Rep:
    """Someone who sells; every rep of a company has the same skill, whatever the figures say."""

    name: str
    team: str
    territories: tuple[str, ...]
    started: date
    left: date | None = None


@dataclass(frozen=True)
class Source:
    """Where leads come from: share of new deals and chance to advance from each stage, by year."""

    name: str
    share: tuple[float, float]
    advance: tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Segment:
    """Customers of one size: share of accounts, median and spread (log) of a deal's value."""

    name: str
    tier: str
    share: float
    value: float
    spread: float


@dataclass(frozen=True)
class Company:
    """Everything that the simulation needs to know of one company."""

    key: str
    name: str
    seed: int
    currency: str
    deals: int
    accounts: int
    stages: tuple[Stage, ...]
    teams: Mapping[str, float]
    reps: tuple[Rep, ...]
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    products: tuple[str, ...]
    lost_reasons: tuple[str, ...]
    activities: tuple[str, ...]
    first_words: tuple[str, ...]
    second_words: tuple[str, ...]
    forms: tuple[str, ...]
    headers: Mapping[str, str]
    tables: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]
    pipeline: str
    quota: int
    team_effect: Mapping[tuple[str, int], float] = field(default_factory=dict)
    changed_stage: int | None = None
    changed_on: date = EXPORTED
    changed_factor: float = 1.0
    slow_stage: tuple[str, int, float] | None = None
    mass_close: date | None = None
