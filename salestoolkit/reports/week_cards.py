"""The week of each person on a page of A4: what is planned, what is done, what is left for a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from babel.dates import format_date
from markupsafe import Markup

import salestoolkit
from salestoolkit.core.goal_cards import attempts_done, goal_cards
from salestoolkit.core.goal_history import FROM_BOOK, goal_evidence, reached
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_week import WeekCard
from salestoolkit.core.goals import GoalPlan, plan_goal
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import BookError, ReportError
from salestoolkit.reports.blocks import html
from salestoolkit.reports.goal_page import part_for
from salestoolkit.reports.names import page_stem
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.plan import PEOPLE
from salestoolkit.reports.printed import as_pdf
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.goals import read_goals
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import LOCALES
from salestoolkit.words.goal_progress import too_much, week_sentence

FORMATS = ("html", "pdf")
NAME_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class CardPage:
    """One person's card and where its page lies."""

    card: WeekCard
    sentence: str
    written: Written


def write_week_cards(
    goals: Path,
    book: Path,
    to: Path,
    words: Words,
    *,
    name: str | None = None,
    week: date | None = None,
    types: Collection[str] | None = None,
    kind: str = "html",
    for_leader: bool = False,
) -> Iterator[CardPage]:
    """Write a page for each person of a goal, one file a person.

    Parameters
    ----------
    name : str, optional
        The goal; the first that names people where not given.
    week : date, optional
        A day of the week to show; the day after the book's where not given.
    types : collection of str, optional
        Activities that count, by their type in the CRM; all where not given.
    for_leader : bool
        Pages about people are for each of them and for who leads them.

    Raises
    ------
    SalesToolkitError
        ``people_for_leader``, ``unknown_format``, ``goal_unknown``, ``goal_needs_team``, what is wrong
        with the book or the goals, and why there is no plan.
    """
    if not for_leader:
        raise ReportError("people_for_leader", value=PEOPLE)
    if kind not in FORMATS:
        raise ReportError("unknown_format", value=kind, allowed=", ".join(FORMATS))
    if not goals.is_file():
        raise BookError("file_missing", file=str(goals))
    kept = chosen_goal(goals, name)
    whole = open_book(book)
    opened = Remembered(whole)
    day = week or opened.as_of + timedelta(days=1)
    monday = day - timedelta(days=day.weekday())
    plan = plan_of(kept, opened, monday, part=part_for(kept, whole))
    done = attempts_done(whole, plan.attempt)
    as_of = min(opened.as_of, monday + timedelta(days=6))
    cards = goal_cards(
        kept, plan, done, as_of=max(as_of, monday - timedelta(days=1)), day=day, types=types
    )
    if not cards:
        raise ReportError("goal_no_week", value=day.isoformat())
    folder = OutputFolder(to)
    for card in cards:
        mine = done[done["owner"] == card.rep]
        page = week_page(card, kept, words, made=_by_day(mine, card, types))
        stem = page_stem("goal_week", dimension=PEOPLE, value=card.rep, language=words.language)
        content = as_pdf(page) if kind == "pdf" else page.encode()
        written = folder.write(f"{stem}.{kind}", content)
        yield CardPage(card=card, sentence=week_sentence(words, card), written=written)


def chosen_goal(file: Path, name: str | None) -> KeptGoal:
    """A goal of a file by its name, else the first that names people."""
    kept = read_goals(file)
    if name is None:
        with_people = (one for one in kept if one.team and all(rep.name for rep in one.team.reps))
        found = next(with_people, None)
        if found is None:
            first = kept[0].goal.name if kept else "–"
            raise ReportError("goal_needs_team", value=first, file=str(file))
        return found
    found = next((one for one in kept if one.goal.name == name), None)
    if found is None:
        allowed = ", ".join(one.goal.name for one in kept) or "–"
        raise ReportError("goal_unknown", value=name, file=str(file), allowed=allowed)
    if found.team is None or not all(rep.name for rep in found.team.reps):
        raise ReportError("goal_needs_team", value=name, file=str(file))
    return found


def plan_of(
    kept: KeptGoal, book: Remembered, monday: date, *, part: Part | None = None
) -> GoalPlan:
    """The plan as of the day before a week: what is done in the week does not change it."""
    before = monday - timedelta(days=1)
    earlier = book.at(before) if before < book.as_of else book
    assert earlier is not None
    if not kept.stages and kept.goal.metric in FROM_BOOK:
        evidence = goal_evidence(earlier, kept.goal, part=part, team=kept.team)
        return plan_goal(kept.goal, evidence.basis, as_of=before)
    basis = kept.evidence.basis
    if kept.goal.metric in FROM_BOOK and kept.goal.start is not None:
        done = reached(earlier, kept.goal, pipeline=kept.pipeline, part=part)
        basis = replace(basis, done=max(basis.done, done or 0.0))
    return plan_goal(kept.goal, basis, as_of=before)


def week_page(card: WeekCard, kept: KeptGoal, words: Words, *, made: dict[date, int]) -> str:
    """One person's card as HTML that runs nothing and fetches nothing."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"goal_check.card.{key}", **fields)

    rep = plain(card.rep, length=NAME_LENGTH)
    last = card.end - timedelta(days=1)
    return html(
        "week_card",
        language=words.language,
        version=salestoolkit.__version__,
        style=Markup((TEMPLATES / "sheet.css").read_text(encoding="utf-8")),
        card_style=Markup((TEMPLATES / "week_card.css").read_text(encoding="utf-8")),
        page_title=say("page_title", rep=rep),
        title=say("title"),
        rep=rep,
        week=say("week", start=words.date(card.start), end=words.date(last)),
        goal=say("goal", name=plain(kept.goal.name, length=NAME_LENGTH)),
        figures=[
            (say(name), words.number(getattr(card, name))) for name in ("planned", "done", "left")
        ],
        today=_today(card, words),
        columns=[say(name) for name in ("day", "planned", "made", "note")],
        rows=list(_rows(card, words, made)),
        notes=[say("as_of", as_of=words.date(card.as_of)), say("reading"), say("for_you", rep=rep)],
    ).text


def _today(card: WeekCard, words: Words) -> str:
    if not card.left:
        return words.text("goal_check.card.free")
    if card.too_much:
        return too_much(words, card)
    if not card.days_left or card.per_day is None:
        return words.text("goal_check.card.last_day")
    days = words.count("working_day", card.days_left)
    return words.text("goal_check.card.per_day", per_day=words.number(card.per_day), days=days)


def _rows(card: WeekCard, words: Words, made: dict[date, int]) -> Iterator[tuple[str, str, str]]:
    """Each day from Monday to Friday: what is planned for the days that are left, what was made."""
    left = card.left
    for offset in range((card.end - card.start).days):
        day = card.start + timedelta(days=offset)
        if day.weekday() >= 5:
            continue
        name = format_date(day, "EEEE, d MMMM", locale=LOCALES[words.language])
        if day <= card.as_of:
            yield name, "", words.number(made.get(day, 0))
            continue
        share = min(left, card.per_day or 0)
        left -= share
        yield name, words.number(share), ""


def _by_day(done: pd.DataFrame, card: WeekCard, types: Collection[str] | None) -> dict[date, int]:
    days = pd.to_datetime(done["day"])
    inside = (days >= pd.Timestamp(card.start)) & (days <= pd.Timestamp(card.as_of))
    if types is not None:
        inside &= done["type"].isin(list(types))
    counted = days[inside].dt.date.value_counts()
    return {day: int(n) for day, n in zip(counted.index, counted, strict=True)}
