"""What a test of channels says: the verdict first, then what it rests on, then what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_test import sample_ratio
from salestoolkit.words.channel_accounts import account_lines, old_results, reading_notes
from salestoolkit.words.channel_headline import reading_headline
from salestoolkit.words.channel_looks import look_lines
from salestoolkit.words.channel_said import (
    CAN_ASK,
    how,
    loss_text,
    p_text,
    points_interval,
    points_text,
    probability_text,
    rate_text,
    say,
    short,
)
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def told_lines(
    words: Words, reading: Reading, *, latest: date | None = None, own_arms: bool = False
) -> list[str]:
    """Everything that a reading says, the verdict first; lines below it are indented."""
    parts = [
        reading_details(words, reading),
        look_lines(words, reading),
        reading_notes(words, reading),
        account_lines(words, reading.back),
    ]
    warning = old_results(words, reading.back, latest)
    extra = [*([warning] if warning else []), *([say(words, "note.own_arms")] if own_arms else [])]
    lines = [f"  {line}" for part in (*parts, extra) for line in part]
    steps = [f"  {step}" for step in next_steps(words, reading)]
    return [reading_headline(words, reading), *lines, say(words, "section.next"), *steps]


def reading_details(words: Words, reading: Reading) -> list[str]:
    """The figures that the verdict rests on, each with its n and interval."""
    if reading.blocked:
        return [_sizes_line(words, reading)]
    lines = [arm_line(words, reading, place) for place in range(len(reading.arms))]
    if not any(arm.successes for arm in reading.arms):
        return [*lines, *_plan_lines(words, reading)]
    if reading.money is not None:
        from salestoolkit.words.channel_money import money_lines

        return [*lines, *money_lines(words, reading)]
    if reading.readout.two is not None:
        lines += _two_lines(words, reading)
    elif reading.readout.many is not None:
        lines += _many_lines(words, reading)
    return [*lines, *_plan_lines(words, reading)]


def meaning_line(words: Words, reading: Reading) -> str:
    """The one figure behind the verdict, for whoever reads no details."""
    lines = reading_details(words, reading)
    two = reading.readout.two
    plain_two = two is not None and two.difference is not None and reading.money is None
    if plain_two and not reading.blocked and any(arm.successes for arm in reading.arms):
        # the difference, and how often chance alone would bring it
        return " ".join(lines[2:4])
    return lines[0] if reading.blocked else " ".join(lines[: len(reading.arms)])


def next_steps(words: Words, reading: Reading) -> list[str]:
    """What to do next."""
    winner = "" if reading.winner is None else short(reading.winner.name)
    steps = [
        step.format(winner=winner)
        for step in words.content.texts(f"channel_test.next.{reading.code}")
    ]
    ask = reading.more_to_ask
    if reading.code in CAN_ASK and ask is not None:
        more = words.count("lead", ask, digits=0)
        steps.append(say(words, "next.ask", n=more) if ask else say(words, "next.enough"))
    return steps


def arm_line(words: Words, reading: Reading, place: int) -> str:
    """An arm's leads and successes, its rate and interval."""
    planned, arm = reading.test.arms[place], reading.arms[place]
    fields = {"name": short(arm.name), "how": how(words, planned)}
    if not arm.n:
        return say(words, "detail.arm_none", **fields)
    if reading.money is not None:
        from salestoolkit.words.channel_money import money_arm

        return money_arm(words, reading, place, **fields)
    share = arm.share(level=reading.test.level)
    return say(
        words,
        "detail.arm",
        **fields,
        successes=words.number(arm.successes),
        n=words.number(arm.n),
        rate=rate_text(words, share.value),
        interval=words.interval(share.low, share.high, lambda part: rate_text(words, part)),
    )


def _sizes_line(words: Words, reading: Reading) -> str:
    """Why nothing is read: how unlikely the sizes are."""
    ratio = reading.readout.ratio
    if reading.code == "blocked_counted":
        ratio = sample_ratio([arm.n for arm in reading.arms], reading.test.shares)
    return say(words, "detail.sizes", p=p_text(words, ratio.p_value))


def _two_lines(words: Words, reading: Reading) -> list[str]:
    two = reading.readout.two
    if two is None or two.difference is None:
        return []
    a, b = short(two.a.name), short(two.b.name)
    ahead = two.prob_b_better >= 0.5
    lines = [
        say(
            words,
            "detail.difference",
            a=a,
            b=b,
            difference=points_text(words, two.difference),
            interval=points_interval(words, two.interval.low, two.interval.high),
        ),
        say(
            words,
            "detail.p_value",
            p=p_text(words, two.p_value),
            test=say(words, f"test_used.{two.test}"),
        ),
        say(
            words,
            "detail.chance",
            name=b if ahead else a,
            chance=probability_text(words, max(two.prob_b_better, 1 - two.prob_b_better)),
        ),
        say(
            words,
            "detail.loss",
            a=a,
            b=b,
            loss_a=loss_text(words, two.loss_of_choosing_a),
            loss_b=loss_text(words, two.loss_of_choosing_b),
            outcome=plain(reading.test.outcome.name),
        ),
    ]
    return [*lines, *_group_lines(words, reading)]


def _group_lines(words: Words, reading: Reading) -> list[str]:
    """The difference with the groups allowed for."""
    found = reading.groups
    if found is None or found.difference is None:
        return []
    known = [part for part in found.effective if part is not None]
    # groups that differ no more than their leads cost nothing
    if found.degrees is None or len(known) < 2 or not found.correlation:
        return []
    return [
        say(
            words,
            "detail.clusters",
            difference=points_text(words, found.difference),
            interval=points_interval(words, found.interval.low, found.interval.high),
            n=words.number(sum(arm.n for arm in reading.arms)),
            effective=words.number(sum(known), digits=0),
        )
    ]


def _many_lines(words: Words, reading: Reading) -> list[str]:
    many = reading.readout.many
    if many is None or many.p_value is None:
        return []
    lines = [say(words, "detail.p_many", p=p_text(words, many.p_value))]
    for pair in many.pairs:
        lines.append(
            say(
                words,
                "detail.pair",
                a=short(many.arms[pair.first].name),
                b=short(many.arms[pair.second].name),
                difference=points_text(words, pair.difference),
                interval=points_interval(words, pair.interval.low, pair.interval.high),
                p=p_text(words, pair.p_holm),
            )
        )
    chances = dict(zip(many.arms, many.posterior.prob_best, strict=True))
    best = max(chances, key=lambda arm: chances[arm])
    loss = many.posterior.expected_loss[many.arms.index(best)]
    shown = ", ".join(
        say(
            words, "detail.chance_one", name=short(arm.name), chance=probability_text(words, chance)
        )
        for arm, chance in chances.items()
    )
    return [
        *lines,
        say(words, "detail.chance_best", chances=shown),
        say(
            words,
            "detail.loss_many",
            name=short(best.name),
            loss=loss_text(words, loss),
            outcome=plain(reading.test.outcome.name),
        ),
    ]


def _plan_lines(words: Words, reading: Reading) -> list[str]:
    plan = reading.plan
    if plan is None or plan.leads_each is None:
        return [say(words, "detail.not_planned")]
    return [
        say(
            words,
            "detail.planned",
            each=words.count("lead", plan.leads_each, digits=0),
            smallest=words.count("point.genitive", 100 * plan.smallest),
            usual=rate_text(words, plan.base),
            power=words.percent(plan.power),
        )
    ]
