"""What came of the leads of a test: who counts already, who is still waited for, what is set apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from salestoolkit.core.channel_setup import ChannelTest

ROW_REASONS = (
    *("unreadable", "no_lead", "never_assigned", "unknown_arm", "two_arms"),
    *("reply_before_sent", "sent_before_assigned"),
)
"""Why a row, and with it its lead, cannot be counted; words of ``channel_test.aside``."""


@dataclass(frozen=True, kw_only=True)
class AssignedLead:
    """A lead with its arm; ``arm`` is None where a lead was entered in two arms."""

    lead: str
    arm: str | None
    assigned_on: date | None = None
    cluster: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultRow:
    """One row of a file of results; ``outcome`` is yes or no, or an amount, None where nothing is told."""

    line: int
    lead: str
    arm: str = ""
    sent_on: date | None = None
    outcome: float | None = None
    outcome_on: date | None = None
    unreadable: str = ""


@dataclass(frozen=True, kw_only=True)
class CountedLead:
    """A lead that counts: its arm, and its outcome within the window (1 or 0, or an amount)."""

    lead: str
    arm: str
    value: float
    cluster: str = ""
    passed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SetApart:
    """A row that is not counted, and why; ``line`` 0 is the list of assigned leads."""

    line: int
    lead: str
    reason: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """The leads of a test as of a day; every lead and every row is accounted for.

    Assigned leads = counted + waiting + those set apart (``apart_leads``). Rows = ``used`` + ``repeated``
    (twice the same) + those set apart. ``late`` outcomes came after the window and count as none;
    ``undated`` ones have no date, so that their window could not be checked. ``later`` rows tell of
    something after the day looked at. ``waiting_until`` are the days on which the windows of those
    waited for end, in order; ``drawn`` counts all leads by arm.
    """

    test: ChannelTest
    as_of: date
    counted: tuple[CountedLead, ...]
    waiting: Mapping[str, int]
    drawn: Mapping[str, int]
    waiting_until: tuple[date, ...] = ()
    apart: tuple[SetApart, ...] = ()
    apart_leads: Mapping[str, int] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    undated: int = 0
    later: int = 0
    no_row: int = 0
    unsent: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    repeated: int = 0

    @property
    def n(self) -> dict[str, int]:
        """Leads that count, by arm."""
        return {
            arm.name: sum(lead.arm == arm.name for lead in self.counted) for arm in self.test.arms
        }

    @property
    def used(self) -> int:
        """Rows that were used."""
        return self.rows - self.repeated - sum(one.line > 0 for one in self.apart)

    @property
    def assigned(self) -> int:
        """Leads of the test."""
        return len(self.counted) + sum(self.waiting.values()) + sum(self.apart_leads.values())


def read_back(
    test: ChannelTest,
    assigned: Sequence[AssignedLead],
    rows: Iterable[ResultRow],
    *,
    as_of: date,
) -> ReadBack:
    """Hold the results against the list of assigned leads.

    Every assigned lead counts, also one that was never reached: a comparison of those who could be
    reached compares people, not channels. A lead's window is [start, start + days); it starts on the
    day it was sent to, else on the day it was assigned. A lead counts once its window has passed by the
    end of ``as_of``; only what happened in it counts. Several rows of one lead are read together.
    """
    listed = {one.lead: one for one in assigned}
    read, groups, repeated = _grouped(rows)
    apart = [
        SetApart(line=0, lead=one.lead, reason="two_arms")
        for one in listed.values()
        if one.arm is None
    ]
    reasons = {one.lead: one.reason for one in apart}
    for lead, own in groups.items():
        wrong = _wrong(test, listed.get(lead), own)
        if wrong is not None:
            reasons.setdefault(lead, wrong[0])
            apart += [
                SetApart(line=row.line, lead=lead, reason=wrong[0], value=wrong[1]) for row in own
            ]
    good = [one for one in listed.values() if one.lead not in reasons]
    fates = [_fate(test, one, groups.get(one.lead, ()), as_of) for one in good]
    paired = list(zip(good, fates, strict=True))
    tracked = any(row.sent_on for own in groups.values() for row in own)
    unsent = [one for one in good if tracked and _sent(groups.get(one.lead, ())) is None]
    return ReadBack(
        test=test,
        as_of=as_of,
        counted=tuple(fate.counted for fate in fates if fate.counted is not None),
        waiting=_by_arm(test, [one for one, fate in paired if not fate.counted]),
        drawn=_by_arm(test, [one for one in listed.values() if one.arm is not None]),
        waiting_until=tuple(sorted(fate.ends_on for fate in fates if fate.ends_on)),
        apart=tuple(apart),
        apart_leads=Counter(reason for lead, reason in reasons.items() if lead in listed),
        late=tuple(one.lead for one, fate in paired if fate.late),
        undated=sum(fate.undated for fate in fates),
        later=sum(_after(_moment(row), as_of) for own in groups.values() for row in own),
        no_row=sum(one.lead not in groups for one in good),
        unsent=_by_arm(test, unsent),
        rows=read,
        repeated=repeated,
    )


@dataclass(frozen=True, kw_only=True)
class _Fate:
    """What became of one lead: counted, or still waited for until a day."""

    counted: CountedLead | None
    ends_on: date | None = None
    late: bool = False
    undated: bool = False


def _grouped(rows: Iterable[ResultRow]) -> tuple[int, dict[str, list[ResultRow]], int]:
    """Number of rows, the rows of each lead, and how many said the same as one before."""
    read, repeated = 0, 0
    groups: dict[str, list[ResultRow]] = {}
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        read += 1
        same = (row.lead, row.arm, row.sent_on, row.outcome, row.outcome_on, row.unreadable)
        if row.lead and same in seen:
            repeated += 1
            continue
        seen.add(same)
        groups.setdefault(row.lead, []).append(row)
    return read, groups, repeated


def _wrong(
    test: ChannelTest, lead: AssignedLead | None, rows: Sequence[ResultRow]
) -> tuple[str, str] | None:
    """Why the rows of a lead cannot be counted, and the value that is wrong; None where they can."""
    if not rows[0].lead:
        return "no_lead", ""
    if lead is None:
        stray = next((row.arm for row in rows if row.arm and test.arm_of(row.arm) is None), None)
        return ("never_assigned", "") if stray is None else ("unknown_arm", stray)
    if lead.arm is None:
        return "two_arms", ""
    unreadable = next((row.unreadable for row in rows if row.unreadable), None)
    if unreadable is not None:
        return "unreadable", unreadable
    named = [row.arm for row in rows if row.arm]
    unknown = next((name for name in named if test.arm_of(name) is None), None)
    if unknown is not None:
        return "unknown_arm", unknown
    other = next((name for name in named if test.arm_of(name) != lead.arm), None)
    if other is not None:
        return "two_arms", f"{lead.arm} / {other}"
    sent = _sent(rows)
    if sent is not None and lead.assigned_on is not None and sent < lead.assigned_on:
        return "sent_before_assigned", sent.isoformat()
    start = sent or lead.assigned_on
    replies = [row.outcome_on for row in rows if row.outcome and row.outcome_on]
    early = next((on for on in replies if start is not None and on < start), None)
    return None if early is None else ("reply_before_sent", early.isoformat())


def _fate(test: ChannelTest, lead: AssignedLead, rows: Sequence[ResultRow], as_of: date) -> _Fate:
    """Whether the window of a lead has passed, and what happened in it."""
    start = _sent(rows) or lead.assigned_on
    end = None if start is None else start + timedelta(days=test.outcome.window_days)
    if end is not None and end > as_of + timedelta(days=1):
        return _Fate(counted=None, ends_on=end - timedelta(days=1))
    replies = [row for row in rows if row.outcome and not _after(row.outcome_on, as_of)]
    inside = [row for row in replies if end is None or not row.outcome_on or row.outcome_on < end]
    total = sum(row.outcome or 0.0 for row in inside)
    assert lead.arm is not None
    counted = CountedLead(
        lead=lead.lead,
        arm=lead.arm,
        value=float(bool(inside)) if test.outcome.kind == "yes_no" else total,
        cluster=lead.cluster,
        passed_on=end,
    )
    late = any(row.outcome_on and end and row.outcome_on >= end for row in replies)
    undated = any(row.outcome_on is None for row in inside)
    return _Fate(counted=counted, late=late, undated=undated)


def _sent(rows: Sequence[ResultRow]) -> date | None:
    return min((row.sent_on for row in rows if row.sent_on), default=None)


def _moment(row: ResultRow) -> date | None:
    return row.outcome_on or row.sent_on


def _after(day: date | None, as_of: date) -> bool:
    return day is not None and day > as_of


def _by_arm(test: ChannelTest, leads: Sequence[AssignedLead]) -> dict[str, int]:
    found = Counter(one.arm for one in leads)
    return {arm.name: found[arm.name] for arm in test.arms}
