"""What a manager reads first: one sentence, and a line on each chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.stages_beside import stages_beside
from salestoolkit.lessons.collect.people_parts import THIRTY_DAYS, evaluations
from salestoolkit.lessons.collect.work_parts import ranked
from salestoolkit.words import Words

if TYPE_CHECKING:
    from salestoolkit.core.objection_ranking import RankedObjection
    from salestoolkit.lessons.collect.teams import TeamWork

SAY = "workshop_collect.short"

Line = tuple[str, str]
"""What a line is about, and what it says."""


def headline(teams: Sequence[TeamWork], words: Words) -> str:
    """How many teams have a map and a goal, and the objection that the most teams know."""
    ready = sum(bool(team.processes and team.goals) for team in teams)
    said = [one.says for one in ranked(teams, words) if one.says][:1]
    key = "headline" if said else "headline_none"
    return words.text(f"{SAY}.{key}", ready=ready, all=len(teams), says="".join(said))


def short(teams: Sequence[TeamWork], words: Words) -> tuple[Line, ...]:
    """A line on each chapter that has anything to say."""
    found = (
        ("maps", _maps(teams, words)),
        ("goals", _goals(teams, words)),
        ("objections", _objections(teams, words)),
        ("thirty_days", _thirty_days(teams, words)),
        ("evaluation", str(len(evaluations(teams)) or "")),
        ("nothing", ", ".join(team.name for team in teams if team.empty)),
    )
    return tuple((words.text(f"{SAY}.{name}"), said) for name, said in found if said)


def _maps(teams: Sequence[TeamWork], words: Words) -> str:
    processes = [process for team in teams for process in team.processes]
    if not processes:
        return ""
    rows = stages_beside(processes)
    lacking = sum(bool(row.lacking) for row in rows)
    with_map = sum(bool(team.processes) for team in teams)
    fields = {"n": with_map, "all": len(teams), "maps": len(processes)}
    key = "maps_one" if len(processes) == 1 else "maps_of"
    return words.text(f"{SAY}.{key}", **fields, common=len(rows) - lacking, rest=lacking)


def _goals(teams: Sequence[TeamWork], words: Words) -> str:
    answers = Counter(
        "cannot_tell" if card is None else card.realistic.answer
        for team in teams
        for _, card in team.goals
    )
    if not answers:
        return ""
    told = {name: answers[name] for name in ("yes", "no", "cannot_tell")}
    return words.text(f"{SAY}.goals_of", n=answers.total(), **told)


def _objections(teams: Sequence[TeamWork], words: Words) -> str:
    named = [one for one in ranked(teams, words) if one.says]
    if not named:
        return ""
    return words.text(f"{SAY}.objections_of", n=len(named), names="; ".join(_most(named, words)))


def _most(named: Sequence[RankedObjection], words: Words) -> Iterator[str]:
    for one in named[:3]:
        yield words.text(f"{SAY}.objection", says=one.says, n=len(one.teams))


def _thirty_days(teams: Sequence[TeamWork], words: Words) -> str:
    cards = [entry for team in teams for entry in team.sheets.get(THIRTY_DAYS, ())]
    days = [entry["first_on"] for entry in cards if entry["first_on"] is not None]
    if not days:
        return str(len(cards) or "")
    return words.text(f"{SAY}.thirty_days_of", n=len(cards), first=words.date(min(days)))
