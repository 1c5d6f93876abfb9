"""A test of channels read as of a day: what was agreed, what came back, and what may be said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from salestoolkit.core.channel_clusters import ClusteredDifference
from salestoolkit.core.channel_decide import Rules
from salestoolkit.core.channel_past import LookedAt, PastLook, looked_at
from salestoolkit.core.channel_plan import ChannelPlan, plan_channels
from salestoolkit.core.channel_reading_amounts import AmountVerdict, read_money
from salestoolkit.core.channel_reading_groups import GroupedPairs, beyond_groups, grouped_pairs
from salestoolkit.core.channel_results import ReadBack
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.channel_test import Arm, sample_ratio
from salestoolkit.core.channel_verdict import Pace, Readout, read_test

SMALL = 30
"""Successes of all arms together below which a page says that its numbers are small."""
BLOCKED = ("blocked", "blocked_counted")
UNDECIDED = ("not_yet", "cannot_tell", "too_small", "over")
"""Verdicts beside which a lucky day is worth naming."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A test as of ``back.as_of``; ``past`` are the looks at earlier days.

    ``plan`` is None where the test does not say what rate is usual and what difference is worth knowing.
    ``code`` is the verdict: one of `VerdictCode`, or ``blocked_counted`` (outcomes are missing from one arm
    more than from another), ``groups`` (the groups that stay together may differ that much anyway),
    ``few_buyers``. ``money`` is there for amounts, ``groups`` for two arms with a cluster.
    """

    test: ChannelTest
    back: ReadBack
    plan: ChannelPlan | None
    past: tuple[PastLook, ...]
    readout: Readout
    code: str
    money: AmountVerdict | None = None
    groups: ClusteredDifference | None = None

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Leads and successes of each arm, in the test's order."""
        return self.readout.arms

    @property
    def winner(self) -> Arm | None:
        """The arm that may be called better, where there is one."""
        place = self.money.winner if self.money else self.readout.verdict.winner
        return self.arms[place] if self.code == "winner" and place is not None else None

    @property
    def decided_on(self) -> date | None:
        """The earlier day on which a winner could be named first; None where that is today."""
        at = self.readout.verdict.decided_at
        if self.code != "winner" or self.money or at is None or at >= len(self.past):
            return None
        return self.past[at].as_of

    @cached_property
    def history(self) -> tuple[LookedAt, ...]:
        """Every look so far, today's last."""
        today = PastLook(as_of=self.back.as_of, verdict=self.code, arms=self.arms)
        return tuple(looked_at(look) for look in (*self.past, today))

    @property
    def tempting(self) -> LookedAt | None:
        """The look at which a plain test would most surely have named a winner, where none may be named."""
        if self.code not in UNDECIDED:
            return None
        allowed = 1 - self.test.level
        found = [look for look in self.history if look.p_value is not None]
        named = [look for look in found if (look.p_value or 0.0) <= allowed and look.ahead]
        return min(named, key=lambda look: look.p_value or 0.0, default=None)

    @property
    def blocked(self) -> bool:
        """Whether no result may be read at all."""
        return self.code in BLOCKED

    @property
    def groups_each(self) -> tuple[int, ...]:
        """Groups that stay together, by arm; none where leads were drawn one by one."""
        return () if self.test.cluster is None else tuple(_sizes(self.test, self.back))

    @property
    def small(self) -> bool:
        """Whether there are too few successes for the numbers to mean much by themselves."""
        return sum(arm.successes for arm in self.arms) < SMALL

    @property
    def more_leads(self) -> int | None:
        """Leads, of all arms, whose outcome has still to be known."""
        each = self.readout.verdict.more_each
        return None if each is None or self.money else each * len(self.arms)

    @property
    def more_to_ask(self) -> int | None:
        """Leads that have still to be contacted: those waited for are under way."""
        more = self.more_leads
        return None if more is None else max(0, more - len(self.back.waiting_until))

    @property
    def more_days(self) -> int | None:
        """Days until enough outcomes are known, at the pace so far; None where there is no pace."""
        more, waiting = self.more_leads, self.back.waiting_until
        if more is None:
            return None
        if more <= len(waiting):
            return (waiting[more - 1] - self.back.as_of).days
        pace = self.test.leads_per_day
        if pace is None:
            return None
        return math.ceil((more - len(waiting)) / pace - 1e-9) + self.test.outcome.window_days


def plan_of(test: ChannelTest) -> ChannelPlan | None:
    """How many leads a test needs, where it says what is usual and what is worth knowing.

    Only for outcomes of yes or no, with a usual rate above 0.

    Examples
    --------
    >>> from salestoolkit.core.channel_setup import Outcome, PlannedArm
    >>> arms = (PlannedArm(name="A"), PlannedArm(name="B"))
    >>> test = ChannelTest(name="T", arms=arms, outcome=Outcome(usual=0.05, smallest=0.03), looks="once")
    >>> plan_of(test).leads_each
    1059
    """
    outcome = test.outcome
    if outcome.kind != "yes_no" or not outcome.usual or not outcome.smallest:
        return None
    if outcome.usual + outcome.smallest >= 1:
        return None
    return plan_channels(
        base=outcome.usual,
        smallest=outcome.smallest,
        arms=len(test.arms),
        leads_per_day=test.leads_per_day,
        window_days=outcome.window_days,
        power=test.power,
        level=test.level,
        looks=test.looks,
        per_cluster=(test.cluster_leads or 1) if test.cluster else 1,
        correlation=(test.cluster_likeness or 0.0) if test.cluster else 0.0,
        shares=test.shares,
    )


def read_channel_test(
    test: ChannelTest, back: ReadBack, *, past: Sequence[PastLook] = ()
) -> Reading:
    """What may be said of a test today, looks at earlier days taken into account.

    Parameters
    ----------
    past : sequence of PastLook
        In order of their days, all before ``back.as_of``; a look at other arms is none at this test.
    """
    plan = plan_of(test)
    today = _arms(back)
    names = [arm.name for arm in today]
    looked = tuple(look for look in past if [arm.name for arm in look.arms] == names)
    rules = Rules(
        level=test.level,
        power=test.power,
        looks=test.looks,
        leads_each=None if plan is None else plan.leads_each,
        base=test.outcome.usual if test.outcome.kind == "yes_no" else None,
        smallest=test.outcome.smallest if test.outcome.kind == "yes_no" else None,
        shares=test.shares,
        window_days=test.outcome.window_days,
    )
    readout = read_test(
        [*(look.arms for look in looked), today],
        rules=rules,
        assigned=_sizes(test, back),
        pace=Pace(leads_per_day=test.leads_per_day, waiting=len(back.waiting_until)),
    )
    money = read_money(test, back, past=looked) if test.outcome.kind == "amount" else None
    groups = grouped_pairs(test, back) if test.cluster else {}
    return Reading(
        test=test,
        back=back,
        plan=plan,
        past=looked,
        readout=readout,
        code=_code(test, readout, money, groups, looked),
        money=money,
        groups=groups.get((0, 1)) if len(today) == 2 else None,
    )


def _code(
    test: ChannelTest,
    readout: Readout,
    money: AmountVerdict | None,
    groups: GroupedPairs,
    past: Sequence[PastLook],
) -> str:
    """The one verdict, after what may not be read and what groups explain."""
    code = readout.verdict.code
    if code == "blocked":
        return code
    lost = sample_ratio([arm.n for arm in readout.arms], test.shares)
    if test.cluster is None and lost.blocks:
        return "blocked_counted"
    if money is not None:
        return money.code
    claims = groups and code in ("winner", "no_difference")
    held = not claims or beyond_groups(test, readout.verdict, groups, past)
    return code if held else "groups"


def _arms(back: ReadBack) -> tuple[Arm, ...]:
    """Leads that count and those with any success, by arm."""
    n = back.n
    return tuple(
        Arm(
            arm.name,
            n[arm.name],
            sum(one.arm == arm.name and one.value > 0 for one in back.counted),
        )
        for arm in back.test.arms
    )


def _sizes(test: ChannelTest, back: ReadBack) -> list[int]:
    """What was drawn, by arm: leads, or the groups that stay together."""
    if test.cluster is None:
        return [back.drawn[arm.name] for arm in test.arms]
    return [len({one.cluster for one in back.counted if one.arm == arm.name}) for arm in test.arms]
