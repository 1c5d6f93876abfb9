"""Chapters on what people said and will do: 30 days, the evaluation, how far teams have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salestoolkit.core.answer_counts import SMALL, AnswerCounts, answer_counts, said_in_words
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.lessons.collect.teams import TeamWork
from salestoolkit.lessons.exercises import CHECKS
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import Words
from salestoolkit.words.sheets import shown
from salestoolkit.words.summary import Part, Row

TOPIC = "workshop_collect"
THIRTY_DAYS, EVALUATION, PLAN = "thirty_days", "workshop_evaluation", "objection_plan"
PROMISE = ("first_on", "who", "will_do", "seen_by", "first_step", "until", "help")
"""Fields of a card for 30 days that the summary shows."""


def faults_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """What could not be read, one sentence a file."""
    rows = tuple((team.name, words.error(fault)) for team in teams for fault in team.faults)
    return Part(
        title=words.text(f"{TOPIC}.faults.title"),
        lead=words.text(f"{TOPIC}.faults.lead"),
        header=(words.text(f"{TOPIC}.team"), words.text(f"{TOPIC}.faults.what")),
        rows=rows,
    )


def overview_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """What each team has, so that what is still empty is seen."""
    say = f"{TOPIC}.overview"
    columns = ("map", "goals", "objections", "cards", "sheets", "solved")
    header = (words.text(f"{TOPIC}.team"), *(words.text(f"{say}.{name}") for name in columns))
    rows: list[Row] = []
    for team in teams:
        counts = (
            sum(len(process.stages) for process in team.processes),
            len(team.goals),
            len(team.sheets.get(PLAN, ())),
            len(team.sheets.get(THIRTY_DAYS, ())),
            len(team.sheets) + len(team.own),
        )
        solved = words.text(f"{say}.solved_of", n=team.solved, all=len(CHECKS))
        rows.append((team.name, *(count or None for count in counts), solved))
    return Part(
        title=words.text(f"{say}.title"),
        lead=words.text(f"{say}.lead"),
        header=header,
        rows=tuple(rows),
    )


def thirty_days_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """What each will do, by the day on which it begins."""
    sheet = load_sheet(THIRTY_DAYS, words.language)
    fields = [sheet.field(key) for key in PROMISE]
    cards = [(team.name, entry) for team in teams for entry in team.sheets.get(THIRTY_DAYS, ())]
    cards.sort(key=lambda card: card[1]["first_on"] or date.max)
    return Part(
        title=words.text(f"{TOPIC}.thirty_days.title"),
        lead=words.text(f"{TOPIC}.thirty_days.lead"),
        header=(words.text(f"{TOPIC}.team"), *(field.label for field in fields)),
        rows=tuple(
            (name, *(shown(field, entry[field.key], words) for field in fields))
            for name, entry in cards
        ),
    )


def evaluation_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """What was ticked, with its numbers, and what was written; of all teams together."""
    say = f"{TOPIC}.evaluation"
    sheet, entries = load_sheet(EVALUATION, words.language), evaluations(teams)
    rows: list[Row] = []
    if entries:
        rows += [_counted(found, words) for found in answer_counts(sheet, entries)]
        for field in sheet:
            said = said_in_words(field, entries) if field.type == "long_text" else ()
            rows += [(field.label, "\n".join(said), len(said))] if said else []
    small = words.text(f"{say}.small", enough=SMALL) if 0 < len(entries) < SMALL else ""
    return Part(
        title=words.text(f"{say}.title"),
        lead=words.text(f"{say}.lead", answers=words.count("answer", len(entries))),
        header=tuple(words.text(f"{say}.{name}") for name in ("question", "answers", "n")),
        rows=tuple(rows),
        lines=(small,) if small else (),
    )


def sheets_part(teams: Sequence[TeamWork], words: Words) -> Part:
    """How many entries each team has on which sheet; evaluations are nobody's."""
    used = sorted({name for team in teams for name in team.sheets} - {EVALUATION})
    rows = tuple(
        (
            load_sheet(name, words.language).title,
            *(len(team.sheets.get(name, ())) or None for team in teams),
        )
        for name in used
    )
    own = tuple(
        (sheet.title, *(len(_entries(team, sheet)) or None for team in teams))
        for sheet in own_sheets(teams)
    )
    return Part(
        title=words.text(f"{TOPIC}.sheets.title"),
        lead=words.text(f"{TOPIC}.sheets.lead"),
        header=(words.text(f"{TOPIC}.sheets.sheet"), *(team.name for team in teams)),
        rows=(*rows, *own),
    )


def own_parts(teams: Sequence[TeamWork], words: Words) -> tuple[Part, ...]:
    """A table for each sheet that teams define themselves; one of two definitions is two."""
    return tuple(
        Part(
            title=sheet.title,
            lead=words.text(f"{TOPIC}.sheets.own"),
            header=(words.text(f"{TOPIC}.team"), *(field.label for field in sheet)),
            rows=tuple(
                (team.name, *(shown(field, entry[field.key], words) for field in sheet))
                for team in teams
                for entry in _entries(team, sheet)
            ),
        )
        for sheet in own_sheets(teams)
    )


def own_sheets(teams: Sequence[TeamWork]) -> list[Sheet]:
    """Every sheet that some team defines itself and filled in, each definition once."""
    found: list[Sheet] = []
    for team in teams:
        found += [sheet for sheet, _ in team.own if sheet not in found]
    return found


def _entries(team: TeamWork, sheet: Sheet) -> tuple[Entry, ...]:
    return next((entries for one, entries in team.own if one == sheet), ())


def evaluations(teams: Sequence[TeamWork]) -> list[Entry]:
    """All evaluations, in an order that tells neither the team nor who came first."""
    listed = [entry for team in teams for entry in team.sheets.get(EVALUATION, ())]
    return sorted(listed, key=lambda entry: sorted(map(str, entry.values.items())))


def _counted(found: AnswerCounts, words: Words) -> Row:
    labels = found.field.choices
    answers = ", ".join(
        words.text(f"{TOPIC}.evaluation.answer", label=labels[key], n=count)
        for key, count in found.counts
        if count
    )
    return found.field.label, answers or None, found.n
