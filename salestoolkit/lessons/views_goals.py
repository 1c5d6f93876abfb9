"""What the cells of lesson 02 show: chances, weeks, plans, parts, letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.goal_curve import chance_curve
from salestoolkit.core.goal_history import win_rate
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_split import split_goal
from salestoolkit.lessons import goal_desk
from salestoolkit.lessons.checks_02 import GOAL, RATE, WEEKS, Year
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, pictured, table
from salestoolkit.sources.sheets import save_sheet
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.goals import attempts_text, chance_text, plan_sentences
from salestoolkit.words.smart import smart_headline, smart_letters

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop

UPTO = 1300
"""Where the example's curves end, so that both can be compared."""


def chance(words: Words, calls: Any) -> Shown:
    """The chance of 90 deals with so many calls at a known rate of 10%."""
    number = calls if isinstance(calls, int) and 0 <= calls <= 100_000 else None
    if number is None:
        return Shown(paragraph(words.text("lesson_02.chance.not_calls", value=plain(calls))))
    found = chance_of_hitting(GOAL, number, RATE)
    fields = {"calls": attempts_text(words, "call", number, case=""), "goal": GOAL}
    text = words.text("lesson_02.chance.said", chance=words.percent(found, digits=1), **fields)
    return Shown(paragraph(text, bold=True))


def curves(words: Words, *counted: tuple[int, int]) -> Shown:
    """The chance of 90 deals against the calls: rate known, and learned from what was counted."""
    from salestoolkit.charts.goals import goal_chance_chart

    found = [chance_curve(GOAL, RATE, upto=UPTO)]
    for passed, entered in counted[:2]:
        rate = StageRate(passed=passed, entered=entered)
        found.append(chance_curve(GOAL, rate, estimate=passed / entered, upto=UPTO))
    return Shown(pictured(goal_chance_chart(found, words), words))


def weeks(words: Words, year: Year, calls: int) -> Shown:
    """What so many calls a year are in a week: divided by 52, without holidays, without leave."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_02.weeks.{key}", **fields)

    days, there = year.working_days, year.days_at_work
    exact = {"all": calls / WEEKS, "holidays": calls * 5 / days, "leave": calls * 5 / there}
    whole = {"all": -(-calls // WEEKS)} | {
        name: year.a_week(calls, left) for name, left in (("holidays", days), ("leave", there))
    }
    counted = {"all": WEEKS * 5, "holidays": days, "leave": round(there)}
    rows = [
        (
            say(name),
            words.number(counted[name]),
            words.number(exact[name], digits=1),
            words.number(whole[name]),
        )
        for name in exact
    ]
    header = [say(name) for name in ("what", "days", "exact", "week")]
    title = say("title", calls=attempts_text(words, "call", calls, case=""))
    return Shown(heading(title), table(header, rows, numbers=(1, 2, 3)))


def own_rate(data: Data, words: Words) -> Shown:
    """The share of deals won: of closed ones, and with open ones counted as open."""
    tally, rate = data.tally, win_rate(data.book)
    fair = None if rate.estimate is None else float(rate.estimate)

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_02.rate.{key}", **fields)

    closed = tally.won / tally.closed if tally.closed else None
    lines = [
        say("closed", won=tally.won, closed=tally.closed, share=words.percent(closed, digits=1)),
        say(
            "fair",
            open=words.count("open_deal", tally.open),
            share=words.percent(fair, digits=1),
            cases=words.count("past_case.genitive", rate.entered, digits=0),
        ),
    ]
    deals = words.count("deal", tally.all)
    return Shown(heading(say("title", deals=deals, date=data.book.as_of)), bullets(lines))


def plan(words: Words, year: Year) -> Shown:
    """The example's plan for a team of three: sentences, and the months against what it can do."""
    from salestoolkit.charts.goal_plan import goal_plan_chart

    found, basis = goal_desk.example_plan(year, words)
    drawn = pictured(goal_plan_chart(found, words), words)
    return Shown(bullets(plan_sentences(words, found, basis)), drawn)


def parts(words: Words, year: Year) -> Shown:
    """Each person's part of the example's goal, by the days at work."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_02.parts.{key}", **fields)

    found, basis = goal_desk.example_plan(year, words)
    rows = [
        (
            plain(part.rep.name),
            words.number(part.days, digits=0),
            words.number(part.amount),
            words.number(part.attempts),
            words.number(part.per_week),
            chance_text(words, part.chance),
        )
        for part in split_goal(found, basis)
    ]
    team = (
        say("team"),
        words.number(sum(part.days for part in split_goal(found, basis)), digits=0),
        words.number(found.goal.amount),
        words.number(found.required.attempts),
        words.number(found.per_week),
        chance_text(words, found.required.chance),
    )
    header = [say(name) for name in ("who", "days", "deals", "calls", "week", "chance")]
    return Shown(heading(say("title")), table(header, [*rows, team], numbers=(1, 2, 3, 4, 5)))


def letters(workshop: Workshop) -> Shown:
    """The team's saved goals, each held against the five letters."""
    words, kept = workshop.words, workshop.goals
    if not kept:
        return Shown(paragraph(words.text("lesson_02.own.none")))
    blocks: list[Block] = []
    for one in kept:
        card = goal_desk.card_of(one, workshop.own_or_none, workshop.today)
        rows = [
            (item.letter, item.answer, " ".join(filter(None, (item.sentence, item.change))))
            for item in smart_letters(words, card)
        ]
        blocks += [
            heading(plain(one.goal.name, length=80)),
            paragraph(smart_headline(words, card), bold=True),
            table((), rows),
        ]
    return Shown(*blocks)


def fill_sheet(workshop: Workshop) -> Shown:
    """Write the team's saved goals on the sheet ``smart_goal``; what people wrote there stays."""
    words, kept = workshop.words, workshop.goals
    if not kept:
        return Shown(paragraph(words.text("lesson_02.own.none")))
    sheet, path = workshop.sheet("smart_goal"), workshop.sheet_file("smart_goal")
    entries = tuple(workshop.entries("smart_goal"))
    for one in kept:
        card = goal_desk.card_of(one, workshop.own_or_none, workshop.today)
        entries = goal_desk.merged(entries, goal_desk.sheet_entry(card, words))
    save_sheet(path, sheet, entries)
    where = str(path.relative_to(workshop.folder))
    return Shown(paragraph(words.text("lesson_02.own.filled", n=len(entries), path=where)))


def printed(path: Path, workshop: Workshop) -> Shown:
    """Where a printed page lies."""
    inside = path.is_relative_to(workshop.folder.absolute())
    where = path.relative_to(workshop.folder.absolute()) if inside else path
    return Shown(paragraph(workshop.words.text("lesson_02.own.printed", path=str(where))))
