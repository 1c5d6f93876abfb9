"""The summary of a workshop: its chapters in their order, and every entry as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salestoolkit.lessons.collect.headline import headline, short
from salestoolkit.lessons.collect.people_parts import (
    evaluation_part,
    faults_part,
    overview_part,
    own_parts,
    sheets_part,
    thirty_days_part,
)
from salestoolkit.lessons.collect.tables import summary_tables
from salestoolkit.lessons.collect.teams import TeamWork
from salestoolkit.lessons.collect.work_parts import (
    goals_part,
    maps_part,
    objections_part,
    stages_part,
)
from salestoolkit.words import Words
from salestoolkit.words.summary import Summary

TOPIC = "workshop_collect"


def summary_of(teams: Sequence[TeamWork], words: Words, *, today: date) -> Summary:
    """What all teams have written: the headline first, then what could not be read, then chapters."""
    faults = faults_part(teams, words)
    parts = (
        *(() if faults.empty else (faults,)),
        overview_part(teams, words),
        stages_part(teams, words),
        maps_part(teams, words),
        goals_part(teams, words),
        objections_part(teams, words),
        thirty_days_part(teams, words),
        evaluation_part(teams, words),
        sheets_part(teams, words),
        *own_parts(teams, words),
    )
    return Summary(
        language=words.language,
        title=words.text(f"{TOPIC}.title"),
        page_title=words.text(f"{TOPIC}.page_title", date=today),
        headline=headline(teams, words),
        short=short(teams, words),
        names=", ".join(team.name for team in teams),
        made=words.text(f"{TOPIC}.made", teams=words.count("team", len(teams)), date=today),
        parts=parts,
        tables=summary_tables(teams, parts, words),
        nothing=words.text(f"{TOPIC}.nothing"),
        lacks=words.text(f"{TOPIC}.lacks"),
    )
