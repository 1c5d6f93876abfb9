"""Leads drawn into the arms of a test: at random, the same again with the same seed, never moved later."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.errors import InvalidValue

SPACE = 2**64
FINEST = 50
"""Shares are dealt as fractions with denominators up to this one."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """One lead of a list: its id, the group in which arms are balanced, the group that stays together."""

    lead: str
    stratum: tuple[str, ...] = ()
    cluster: str = ""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who was drawn into which arm, and where every row of the list went.

    ``arms`` holds the new leads only, ``kept`` the leads of the list that had an arm already.
    Rows of the list = new + kept + repeated + no_id.
    """

    arms: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    no_id: int = 0


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """How many leads of one group are in each arm."""

    column: str
    value: str
    counts: Mapping[str, int]


def assign_leads(
    test: ChannelTest,
    leads: Iterable[Lead],
    *,
    earlier: Mapping[str, str] | None = None,
    clusters: Mapping[str, str] | None = None,
) -> Assignment:
    """Draw leads into the arms of a test.

    A list is dealt in blocks in which each arm has its share, leads of one group behind each other: so
    the arms have their shares in the whole list and nearly so in each group, and even a list of one
    lead is a true draw. The draw hangs on the seed and the ids in the list alone, not on their order;
    a lead that has an arm keeps it.

    Where the test has a ``cluster``, whole clusters are drawn; one that has an arm keeps it.

    Parameters
    ----------
    earlier : mapping, optional
        Lead to arm, for all leads assigned before.
    clusters : mapping, optional
        Cluster to arm, for all clusters drawn before.

    Raises
    ------
    InvalidValue
        ``channel_few_clusters`` where there are fewer clusters than arms, ``channel_no_cluster`` where
        a lead has none.

    Notes
    -----
    Randomisation in permuted blocks (Altman and Bland 1999, BMJ 319:703); the order is SHA-256 of the
    seed and the id.

    Examples
    --------
    >>> from salestoolkit.core.channel_setup import PlannedArm
    >>> test = ChannelTest(name="T", arms=(PlannedArm(name="A"), PlannedArm(name="B")), seed=7)
    >>> found = assign_leads(test, [Lead(lead=f"L{n}") for n in range(4)])
    >>> sorted(found.arms.values())
    ['A', 'A', 'B', 'B']
    """
    before = dict(earlier or {})
    new: dict[str, Lead] = {}
    kept: dict[str, str] = {}
    repeated: list[str] = []
    no_id = 0
    for lead in leads:
        if not lead.lead:
            no_id += 1
        elif lead.lead in new or lead.lead in kept:
            repeated.append(lead.lead)
        elif lead.lead in before:
            kept[lead.lead] = before[lead.lead]
        else:
            new[lead.lead] = lead
    drawn = _by_cluster(test, new, clusters or {}) if test.cluster else _by_lead(test, new.values())
    return Assignment(arms=drawn, kept=kept, repeated=tuple(repeated), no_id=no_id)


def balance(
    test: ChannelTest, arms: Mapping[str, str], columns: Mapping[str, Mapping[str, str]]
) -> tuple[BalanceRow, ...]:
    """How many leads of each group are in each arm: did the draw mix them well?

    Parameters
    ----------
    arms : mapping
        Lead to arm.
    columns : mapping
        Column to lead to value, such as ``{"segment": {"L1": "retail"}}``.
    """
    rows = []
    for column, values in columns.items():
        counts: dict[str, dict[str, int]] = {}
        for lead, arm in arms.items():
            group = counts.setdefault(values.get(lead, ""), {one.name: 0 for one in test.arms})
            group[arm] += 1
        rows += [
            BalanceRow(column=column, value=value, counts=group)
            for value, group in sorted(counts.items())
        ]
    return tuple(rows)


def _by_lead(test: ChannelTest, leads: Iterable[Lead]) -> dict[str, str]:
    """Leads drawn one by one, those of a stratum behind each other."""
    line = sorted(leads, key=lambda lead: (lead.stratum, *_place(test.seed, lead.lead)))
    return _dealt(test, [lead.lead for lead in line])


def _by_cluster(
    test: ChannelTest, new: Mapping[str, Lead], before: Mapping[str, str]
) -> dict[str, str]:
    """Whole clusters drawn; leads of a cluster that has an arm already join it."""
    nameless = next((lead.lead for lead in new.values() if not lead.cluster), None)
    if nameless is not None:
        raise InvalidValue("channel_no_cluster", field=test.cluster, value=nameless)
    fresh = {lead.cluster for lead in new.values()} - set(before)
    found = len(fresh) + len(before)
    if new and found < len(test.arms):
        raise InvalidValue(
            "channel_few_clusters", field=test.cluster, value=found, allowed=len(test.arms)
        )
    line = sorted(fresh, key=lambda cluster: _place(test.seed, cluster))
    arms = {**before, **_dealt(test, line)}
    return {name: arms[lead.cluster] for name, lead in new.items()}


def _dealt(test: ChannelTest, line: Sequence[str]) -> dict[str, str]:
    """Arms dealt along a line in blocks, each block in an order of its own that chance makes."""
    slots = _block(test)
    drawn: dict[str, str] = {}
    for start in range(0, len(line), len(slots)):
        block = line[start : start + len(slots)]
        order = sorted(range(len(slots)), key=lambda slot: _chance(test.seed, block[0], str(slot)))
        drawn |= {name: slots[slot] for name, slot in zip(block, order, strict=False)}
    return drawn


def _block(test: ChannelTest) -> list[str]:
    """The arms of the smallest block in which each has its share: A, A, B for shares of 2 and 1."""
    exact = [Fraction(arm.share).limit_denominator(FINEST) for arm in test.arms]
    common = math.lcm(*(share.denominator for share in exact))
    counts = [max(1, int(share * common)) for share in exact]
    factor = math.gcd(*counts)
    return [arm.name for arm, n in zip(test.arms, counts, strict=True) for _ in range(n // factor)]


def _place(seed: int, name: str) -> tuple[float, str]:
    return _chance(seed, "order", name), name


def _chance(seed: int, *parts: str) -> float:
    """A number from 0 to 1 that hangs on the seed and a text alone."""
    text = "\x1e".join((str(seed), *parts)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") / SPACE
