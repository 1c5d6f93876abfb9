"""Chapters on what teams worked out: maps side by side, goals, objections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.objection_ranking import (
    Letters,
    RankedObjection,
    letters_of,
    ranked_objections,
)
from salestoolkit.core.objections import SMALL
from salestoolkit.core.stages_beside import StageRow, stages_beside
from salestoolkit.lessons.collect.teams import TeamWork
from salestoolkit.sources.objections import packaged
from salestoolkit.words import Words
from salestoolkit.words.goals import goal_sentence
from salestoolkit.words.objections import theme_name
from salestoolkit.words.smart import smart_headline, smart_letters
from salestoolkit.words.summary import Part, Row

if TYPE_CHECKING:
    from salestoolkit.core.process import Stage

TOPIC = "workshop_collect"


def stages_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """One row a stage, one column a team's process: its own name for it, or that it is lacking."""
    maps = [(team.name, process) for team in teams for process in team.processes]
    several = {team.name for team in teams if len(team.processes) > 1}
    names = tuple(f"{name}: {process.name}" if name in several else name for name, process in maps)
    rows = stages_beside([process for _, process in maps])
    lines = _lacking(rows, names, words) if len(maps) > 1 else ()
    without = ", ".join(team.name for team in teams if not team.processes)
    if maps and without:
        lines += (words.text(f"{TOPIC}.stages.none", names=without),)
    return Part(
        title=words.text(f"{TOPIC}.stages.title"),
        lead=words.text(f"{TOPIC}.stages.lead"),
        header=(words.text(f"{TOPIC}.stages.stage"), *names) if rows else (),
        rows=tuple((row.name, *(_stage(stage, words) for stage in row.stages)) for row in rows),
        lines=lines,
    )


def maps_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """Every team's map as a picture, two side by side on the screen and in print."""
    from salestoolkit.charts.process_map import process_map

    pictures = tuple(
        (
            words.text(f"{TOPIC}.stages.full", team=team.name, name=process.name),
            process_map(process, words, layout="half").svg,
        )
        for team in teams
        for process in team.processes
    )
    return Part(title="", pictures=pictures)


def goals_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """Every goal as a sentence, whether it is realistic with the figure behind it, and SMART."""
    say = f"{TOPIC}.goals"
    rows: list[Row] = []
    for team in teams:
        for kept, card in team.goals:
            held = (
                (words.text(f"{say}.not_held"), "")
                if card is None
                else (smart_letters(words, card)[3].sentence, smart_headline(words, card))
            )
            rows.append((team.name, f"{kept.goal.name}. {goal_sentence(words, kept.goal)}", *held))
    header = (words.text(f"{TOPIC}.team"), *_named(words, say, "goal", "realistic", "smart"))
    return Part(
        title=words.text(f"{say}.title"),
        lead=words.text(f"{say}.lead"),
        header=header,
        rows=tuple(rows),
    )


def objections_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """Objections of all teams by in how many of them, then by how many noted talks, they came up.

    Where letters were mined, beside what was said in the workshop how many of them have its theme.
    """
    say = f"{TOPIC}.objections"
    heard = [team.heard for team in teams]
    letters, found = letters_of(heard), ranked(teams, words)
    columns = ("place", "says", "theme", "teams", "talks", "went_on")
    written = () if letters is None else ("letters",)
    return Part(
        title=words.text(f"{say}.title"),
        lead=words.text(f"{say}.lead", teams=words.count("team", len(teams))),
        header=_named(words, say, *columns, *written),
        rows=tuple(
            _objection(place, one, len(teams), letters, words) for place, one in enumerate(found, 1)
        ),
        lines=() if letters is None else (_of_letters(letters, words),),
    )


def ranked(teams: Sequence[TeamWork], words: Words) -> tuple[RankedObjection, ...]:
    """The objections of all teams, the one that the most teams know first."""
    return ranked_objections([team.heard for team in teams], packaged(words.language))


def _of_letters(letters: Letters, words: Words) -> str:
    """What the column of letters counts, and from when they are."""
    key = f"{TOPIC}.objections.{'undated' if letters.last is None else 'dated'}"
    days = {"first": words.date(letters.first), "last": words.date(letters.last)}
    return words.text(key, messages=words.count("message", letters.messages), **days)


def _objection(
    place: int, one: RankedObjection, teams: int, letters: Letters | None, words: Words
) -> Row:
    say = f"{TOPIC}.objections"
    key = "small" if one.talks < SMALL else "teams_of"
    went_on = words.text(f"{say}.{key}", n=one.went_on, all=one.talks) if one.talks else None
    return (
        place,
        one.says or words.text(f"{say}.only_in_letters"),
        theme_name(words, one.theme) if one.theme else None,
        words.text(f"{say}.teams_of", n=len(one.teams), all=teams),
        one.talks,
        went_on,
        *(() if letters is None else (_share_of(one, letters, words),)),
    )


def _share_of(one: RankedObjection, letters: Letters, words: Words) -> str | None:
    if not one.theme:
        return None
    return words.text(f"{TOPIC}.objections.teams_of", n=one.letters, all=letters.messages)


def _stage(stage: Stage | None, words: Words) -> str:
    if stage is None:
        return words.text(f"{TOPIC}.lacks")
    name = stage.name
    if stage.target_days is not None:
        name = words.text(f"{TOPIC}.stages.days", name=name, days=words.days(stage.target_days))
    return words.text(f"{TOPIC}.stages.has", name=name)


def _lacking(rows: Sequence[StageRow], names: Sequence[str], words: Words) -> tuple[str, ...]:
    """What each map lacks that another one has, one sentence a map."""
    lines = []
    for place, name in enumerate(names):
        lacking = ", ".join(row.name for row in rows if place in row.lacking)
        if lacking:
            lines.append(words.text(f"{TOPIC}.stages.lack", team=name, names=lacking))
    return tuple(lines) or (words.text(f"{TOPIC}.stages.same"),)


def _named(words: Words, under: str, *columns: str) -> tuple[str, ...]:
    return tuple(words.text(f"{under}.{column}") for column in columns)
