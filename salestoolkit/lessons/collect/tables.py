"""Every entry of every team as tables: what the page shows, and one for each sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salestoolkit.core.sheets import Entry, Field, Sheet
from salestoolkit.lessons.collect.people_parts import EVALUATION, evaluations
from salestoolkit.lessons.collect.teams import TeamWork
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import Words
from salestoolkit.words.objections import part_name, theme_name
from salestoolkit.words.sheets import shown
from salestoolkit.words.summary import Part, Row, Table, Value

SAY = "workshop_collect.excel"
CARD = ("questions", "behind", "answer", "proof", "next_step")


def summary_tables(
    teams: Sequence[TeamWork], parts: Sequence[Part], words: Words
) -> tuple[Table, ...]:
    """First what the page shows, then all stages, cards, talks and entries of sheets.

    Evaluations bear no team's name, and stand in an order that does not tell it.
    """
    tables = [(part.title, _of_part(part)) for part in parts if part.header]
    tables.append(_titled("stages", _stages(teams, words), words))
    tables.append(_titled("own_cards", _cards(teams, words), words))
    tables.append(_titled("notes", _notes(teams, words), words))
    for name in sorted({name for team in teams for name in team.sheets}):
        sheet = load_sheet(name, words.language)
        tables.append((sheet.title, tuple(_entries(teams, sheet, words))))
    return tuple(table for table in tables if len(table[1]) > 1)


def _titled(name: str, rows: Iterator[Row], words: Words) -> Table:
    return words.text(f"{SAY}.{name}"), tuple(rows)


def _of_part(part: Part) -> tuple[Row, ...]:
    return (part.header, *part.rows, *((line,) for line in part.lines))


def _stages(teams: Sequence[TeamWork], words: Words) -> Iterator[Row]:
    columns = ("pipeline", "place", "stage", "meaning", "days", "owner", "activities")
    yield (_team(words), *(words.text(f"{SAY}.{name}") for name in columns))
    for team in teams:
        for process in team.processes:
            for place, stage in enumerate(process.stages, 1):
                owner = process.stakeholder(stage.owner).name if stage.owner else None
                meaning = words.text(f"stages.{stage.universal}.name") if stage.universal else None
                does = "\n".join(process.activity(key).name for key in stage.activities)
                days = stage.target_days
                yield team.name, process.name, place, stage.name, meaning, days, owner, does


def _cards(teams: Sequence[TeamWork], words: Words) -> Iterator[Row]:
    says, theme = (words.text(f"workshop_collect.objections.{name}") for name in ("says", "theme"))
    parts = tuple(part_name(words, part) for part in CARD)
    yield _team(words), words.text(f"{SAY}.key"), says, theme, *parts
    for team in teams:
        for card in team.cards:
            values = ("\n".join(card.questions), *(getattr(card, part) for part in CARD[1:]))
            yield team.name, card.key, card.says, theme_name(words, card.theme), *values


def _notes(teams: Sequence[TeamWork], words: Words) -> Iterator[Row]:
    yield (_team(words), *(words.text(f"{SAY}.{name}") for name in ("key", "on", "worked")))
    for team in teams:
        for note in team.notes:
            went_on = words.text(f"sheets.{'yes' if note.worked else 'no'}")
            yield team.name, note.objection, words.date(note.on, short=True), went_on


def _entries(teams: Sequence[TeamWork], sheet: Sheet, words: Words) -> Iterator[Row]:
    labels = tuple(field.label for field in sheet)
    if sheet.name == EVALUATION:
        yield labels
        for entry in evaluations(teams):
            yield _values(entry, sheet, words)
        return
    yield _team(words), *labels
    for team in teams:
        for entry in team.sheets.get(sheet.name, ()):
            yield team.name, *_values(entry, sheet, words)


def _values(entry: Entry, sheet: Sheet, words: Words) -> Row:
    return tuple(_value(field, entry, words) for field in sheet)


def _value(field: Field, entry: Entry, words: Words) -> Value:
    value = entry[field.key]
    if field.type == "number" and value is not None:
        return float(value)
    return shown(field, value, words) or None


def _team(words: Words) -> str:
    return words.text("workshop_collect.team")
