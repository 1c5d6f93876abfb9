"""What the cells of a lesson show of sheets: cards, cases with their consent, gaps of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salestoolkit.core.sheet_checks import consent, presentation_gaps
from salestoolkit.core.sheets import Entry, Sheet, is_filled
from salestoolkit.lessons.shown import Block, Shown, heading, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.sheets import presentation_gap
from salestoolkit.words.sheets import shown as said

CASE_COLUMNS = ("name", "result", "figure", "measured", "until", "consent")


def dossier(words: Words) -> Shown:
    """What is known about the invented client, and where from."""
    key = "lesson_05.dossier"
    rows = []
    for number in words.keys(f"{key}.facts"):
        fact = {
            name: words.text(f"{key}.facts.{number}.{name}") for name in ("what", "source", "date")
        }
        day = words.date(date.fromisoformat(fact["date"]), short=True)
        rows.append((fact["what"], fact["source"], day))
    header = [words.text(f"{key}.{name}") for name in ("what", "source", "date")]
    title = words.text(f"{key}.title", client=words.text(f"{key}.client"))
    return Shown(heading(title), table(header, rows))


def card(sheet: Sheet, entries: Sequence[Entry], words: Words) -> Shown:
    """A sheet as it is filled in, one row a field; fields without a value are left out."""
    blocks: list[Block] = [heading(sheet.title)]
    for entry in entries:
        rows = [
            (field.label, said(field, entry[field.key], words).replace("\n", " · "))
            for field in sheet
            if is_filled(entry[field.key])
        ]
        blocks.append(table((), rows))
    if not entries:
        blocks.append(paragraph(words.text("lesson_05.card.none")))
    return Shown(*blocks)


def cases(sheet: Sheet, entries: Sequence[Entry], words: Words, *, day: date) -> Shown:
    """Cases and references with what they prove, and whether they may be shown on a day."""
    none = words.text("lesson_05.evidence.none")
    rows = []
    for entry in entries:
        figure = said(sheet.field("figure"), entry["figure"], words)
        until = entry["consent_until"]
        rows.append(
            (
                entry.text("name"),
                entry.text("result"),
                f"{figure} {entry.text('unit')}".strip() or none,
                entry.text("measured") or none,
                words.date(until, short=True),
                words.text(f"sheet_checks.consent.{consent(entry, as_of=day)}"),
            )
        )
    texts = {"consent": {"date": words.date(day, short=True)}}
    header = [
        words.text(f"lesson_05.evidence.{name}", **texts.get(name, {})) for name in CASE_COLUMNS
    ]
    return Shown(heading(sheet.title), table(header, rows))


def plan(
    entry: Entry,
    words: Words,
    *,
    as_of: date,
    evidence: Sequence[Entry],
    questions: Sequence[Entry] | None = None,
) -> Shown:
    """What a presentation still lacks, and what to do about it."""
    title = heading(words.text("lesson_05.plan.title"))
    gaps = presentation_gaps(entry, as_of=as_of, evidence=evidence, questions=questions)
    if not gaps:
        return Shown(title, paragraph(words.text("lesson_05.plan.ready"), bold=True))
    header = [words.text(f"lesson_05.plan.{name}") for name in ("lacks", "action")]
    return Shown(title, table(header, [presentation_gap(gap, words) for gap in gaps]))
