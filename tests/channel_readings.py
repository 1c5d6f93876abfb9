"""Readings of channel tests made by hand: one for each thing that a reading can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from salestoolkit.core.channel_past import PastLook
from salestoolkit.core.channel_reading import Reading, read_channel_test
from salestoolkit.core.channel_results import CountedLead, ReadBack, SetApart
from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.core.channel_test import Arm

DAY = date(2026, 10, 30)
TWO = (
    PlannedArm(name="Oferta", template="Opis z cennikiem"),
    PlannedArm(name="Pytanie", channel="call"),
)
TEST = ChannelTest(
    name="Pierwszy kontakt",
    arms=TWO,
    outcome=Outcome(name="odpowiedź", usual=0.08, smallest=0.06, window_days=10),
    leads_per_day=20,
    looks="once",
)
DAILY = replace(TEST, looks="daily")
FREE = replace(TEST, looks="any_time")
UNPLANNED = replace(TEST, outcome=Outcome(name="odpowiedź", window_days=10))
THREE = replace(TEST, arms=(*TWO, PlannedArm(name="Zdjęcie", channel="linkedin")))
REPS = replace(TEST, cluster="Handlowiec")
MONEY = replace(TEST, outcome=Outcome(name="zakup", kind="amount", currency="PLN", window_days=10))
PAST = PastLook(
    as_of=DAY - timedelta(days=21),
    verdict="cannot_tell",
    arms=(Arm("Oferta", 130, 8), Arm("Pytanie", 130, 21)),
)


def made(
    test: ChannelTest,
    *counts: tuple[int, int],
    amounts: dict[str, list[float]] | None = None,
    past: tuple[PastLook, ...] = (),
    groups: int = 1,
    **more: Any,
) -> Reading:
    """A reading of so many leads and successes an arm."""
    values = amounts or {
        arm.name: [1.0] * k + [0.0] * (n - k) for arm, (n, k) in zip(test.arms, counts, strict=True)
    }
    counted = tuple(
        CountedLead(lead=f"{name} {at}", arm=name, value=value, cluster=f"{name} {at % groups}")
        for name, listed in values.items()
        for at, value in enumerate(listed)
    )
    n = {name: len(listed) for name, listed in values.items()}
    given: dict[str, Any] = {"waiting": dict.fromkeys(n, 0), "drawn": n} | more
    back = ReadBack(test=test, as_of=DAY, counted=counted, **given)
    return read_channel_test(test, back, past=past)


APART = tuple(
    SetApart(line=at + 2, lead=f"X{at}", reason=reason)
    for at, reason in enumerate(
        (
            *("unreadable", "no_lead", "unknown_arm", "two_arms"),
            *("reply_before_sent", "sent_before_assigned", *["never_assigned"] * 5),
        )
    )
)
WHAT_HAPPENED: dict[str, Any] = {
    "apart": APART,
    "apart_leads": {"two_arms": 1},
    "late": ("L1",),
    "undated": 2,
    "later": 3,
    "no_row": 4,
    "unsent": {"Oferta": 5, "Pytanie": 0},
    "rows": 900,
    "repeated": 6,
}


@cache
def readings() -> dict[str, Reading]:
    """A reading for each verdict and each way of looking, by its name."""
    until = tuple(DAY + timedelta(days=1 + at // 50) for at in range(400))
    low, high = [0.0] * 160 + [100.0, 120.0] * 20, [0.0] * 100 + [150.0, 190.0] * 50
    heavy = [0.0] * 960 + [10.0] * 39 + [99_000.0]
    return {
        "winner": made(TEST, (430, 35), (430, 61), **WHAT_HAPPENED),
        "winner_earlier": made(
            DAILY,
            *((430, 60), (430, 80)),
            past=(replace(PAST, arms=(Arm("Oferta", 300, 15), Arm("Pytanie", 300, 75))),),
        ),
        "winner_many": made(THREE, (900, 70), (900, 75), (900, 150)),
        "no_difference": made(TEST, (3000, 240), (3000, 245)),
        "not_yet": made(TEST, (300, 20), (300, 60)),
        "not_yet_waiting": made(TEST, (300, 20), (300, 60), waiting_until=until),
        "not_yet_no_days": made(replace(TEST, leads_per_day=None), (300, 20), (300, 60)),
        "cannot_tell": made(DAILY, (280, 22), (280, 38), past=(PAST,)),
        "cannot_tell_tiny": made(DAILY, (60, 5), (60, 6)),
        "cannot_tell_no_days": made(replace(DAILY, leads_per_day=None), (280, 22), (280, 30)),
        "any_time": made(FREE, (280, 22), (280, 30)),
        "any_time_many": made(replace(THREE, looks="any_time"), *[(280, 22)] * 3),
        "over": made(TEST, (430, 35), (430, 45)),
        "over_many": made(THREE, (1000, 70), (1000, 118), (1000, 120)),
        "spent": made(
            DAILY,
            *((500, 40), (500, 55)),
            past=(replace(PAST, arms=(Arm("Oferta", 460, 38), Arm("Pytanie", 460, 50))),),
        ),
        "unplanned": made(UNPLANNED, (430, 35), (430, 37)),
        "no_wins": made(TEST, (430, 0), (430, 0)),
        "no_outcomes": made(TEST, (5, 1), (0, 0)),
        "too_small": made(DAILY, (3, 1), (3, 1)),
        "blocked": made(TEST, (430, 35), (430, 61), drawn={"Oferta": 620, "Pytanie": 430}),
        "blocked_counted": made(TEST, (530, 35), (380, 61), drawn={"Oferta": 530, "Pytanie": 530}),
        "groups": made(REPS, (430, 35), (430, 61), groups=2),
        "winner_groups": made(REPS, (430, 35), (430, 61), groups=20),
        "winner_money": made(MONEY, amounts={"Oferta": low, "Pytanie": high}),
        "cannot_tell_money": made(MONEY, amounts={"Oferta": low, "Pytanie": low}),
        "few_buyers": made(MONEY, amounts={"Oferta": [0.0] * 199 + [100.0], "Pytanie": high}),
        "heavy_money": made(MONEY, amounts={"Oferta": heavy, "Pytanie": heavy}),
    }
