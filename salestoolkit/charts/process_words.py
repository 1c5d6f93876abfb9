"""What stands in the cards of a process map: a process and its numbers as texts, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.charts.text import clean
from salestoolkit.core.process import Passes, SalesProcess, Stage
from salestoolkit.core.process_language import in_language
from salestoolkit.core.process_numbers import ProcessNumbers
from salestoolkit.words import Words

SEPARATOR = " · "


@dataclass(frozen=True)
class CardWords:
    """Texts of one stage: a card shows them all, and as many activities as it has room for."""

    number: str
    name: str
    passes: Passes
    passes_label: str
    waiting_label: str | None
    owner: str | None
    activities: tuple[str, ...]
    goals: tuple[str, ...]
    moves: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]
    """Live numbers, each with its label; none where the book says nothing of the stage."""


@dataclass(frozen=True)
class MapWords:
    """All texts of one process map."""

    title: str
    subtitle: str
    cards: tuple[CardWords, ...]
    way_back: str
    notes: tuple[str, ...]
    legend: tuple[tuple[Passes | None, str], ...]
    """What passes through, as it is drawn (None: a stage that waits), and what it is called."""
    alt_title: str
    alt: str
    more: dict[int, str]
    """How many activities are left out of a card, in words."""


def in_words(process: SalesProcess, words: Words) -> SalesProcess:
    """The process in the language of the words: what is not translated stays, and is marked."""
    language = clean(process.language or "")
    mark = words.text("process_map.as_written", text="{text}", language=language)
    return in_language(process, words.language, mark=mark)


def map_words(process: SalesProcess, words: Words, numbers: ProcessNumbers | None) -> MapWords:
    """Texts of a map, in the language of the words."""
    said = in_words(process, words)
    name = clean(said.name) or words.text("process_map.untitled")
    most = max((len(stage.activities) for stage in said.stages), default=0)
    return MapWords(
        title=name,
        subtitle=_subtitle(said, words, numbers),
        cards=tuple(_card(said, place, words, numbers) for place in range(1, len(said.stages) + 1)),
        way_back=words.text("process_map.way_back"),
        notes=_notes(said, words, numbers),
        legend=_legend(said, words),
        alt_title=words.text("process_map.alt.title", name=name),
        alt=_alt(said, words, numbers),
        more={
            left: words.text("process_map.more", activities=words.count("activity", left))
            for left in range(1, most + 1)
        },
    )


def _card(
    process: SalesProcess, place: int, words: Words, numbers: ProcessNumbers | None
) -> CardWords:
    stage = process.stages[place - 1]
    owner = clean(process.stakeholder(stage.owner).name) if stage.owner else ""
    activities = (clean(process.activity(key).name) for key in stage.activities)
    return CardWords(
        number=str(place),
        name=clean(stage.name) or clean(stage.key),
        passes=stage.passes,
        passes_label=words.text(f"process_map.passes.{stage.passes}"),
        waiting_label=words.text("process_map.waiting") if stage.waiting else None,
        owner=owner or None,
        activities=tuple(text for text in activities if text),
        goals=_goals(stage, words),
        moves=_moves(process, place, words),
        figures=_figures(stage, words, numbers),
    )


def _goals(stage: Stage, words: Words) -> tuple[str, ...]:
    goals = []
    if stage.target_days is not None:
        goals.append(words.text("process_map.target", days=words.days(stage.target_days)))
    if stage.win_probability is not None:
        goals.append(words.text("process_map.win", share=words.percent(stage.win_probability)))
    return tuple(goals)


def _moves(process: SalesProcess, place: int, words: Words) -> tuple[str, ...]:
    """Ways out of a stage that are meant, by the numbers of the stages they lead to."""
    here = process.stages[place - 1].key
    keys = [stage.key for stage in process.stages]
    ends = sorted(
        {
            keys.index(move.end) + 1
            for move in process.moves
            if move.start == here and move.end in keys
        }
    )
    ways = {"skip": [n for n in ends if n > place], "back": [n for n in ends if n <= place]}
    return tuple(
        words.text(f"process_map.{way}", stages=", ".join(map(str, found)))
        for way, found in ways.items()
        if found
    )


def _figures(
    stage: Stage, words: Words, numbers: ProcessNumbers | None
) -> tuple[tuple[str, str], ...]:
    found = None if numbers is None else numbers.stages.get(stage.key)
    if found is None:
        return ()
    values = {
        "entered": words.number(found.entered),
        "advanced": words.number(found.advanced),
        "median": words.number(found.median_days, digits=_digits(found.median_days)),
        "open": words.number(found.open_now),
    }
    return tuple(
        (value, words.text(f"process_map.numbers.{name}")) for name, value in values.items()
    )


def _digits(days: float | None) -> int | None:
    """Decimals of a number of days: one below ten, none above."""
    return 0 if days is not None and days >= 10 else None


def _subtitle(process: SalesProcess, words: Words, numbers: ProcessNumbers | None) -> str:
    parts = [words.count("stage", len(process.stages))]
    if process.pipeline and process.pipeline != process.name:
        parts.append(clean(process.pipeline))
    if process.linked:
        parts.append(words.text("process_map.linked", pipeline=clean(process.linked)))
    if numbers is not None:
        parts.append(words.text("process_map.as_of", date=numbers.as_of))
    return SEPARATOR.join(parts)


def _notes(process: SalesProcess, words: Words, numbers: ProcessNumbers | None) -> tuple[str, ...]:
    stages = process.stages
    notes = []
    if any((stage.target_days, stage.win_probability) != (None, None) for stage in stages):
        notes.append(words.text("process_map.notes.probability"))
    if any(_moves(process, place, words) for place in range(1, len(stages) + 1)):
        notes.append(words.text("process_map.notes.moves"))
    if numbers is not None:
        notes.append(_definitions(process, words, numbers))
    return tuple(notes)


def _definitions(process: SalesProcess, words: Words, numbers: ProcessNumbers) -> str:
    """What the live numbers count, and at which date."""
    found = [numbers.stages.get(stage.key) for stage in process.stages]
    said = []
    if any(item is not None for item in found):
        said.append(words.text("process_map.notes.numbers", date=numbers.as_of))
    if any(item is not None and item.median_days is None for item in found):
        said.append(words.text("process_map.notes.no_median"))
    if None in found:
        said.append(words.text("process_map.notes.no_numbers"))
    return " ".join(said)


def _legend(process: SalesProcess, words: Words) -> tuple[tuple[Passes | None, str], ...]:
    kinds: tuple[Passes, ...] = ("lead", "deal", "customer")
    present = {stage.passes for stage in process.stages}
    found: list[tuple[Passes | None, str]] = [
        (kind, words.text(f"process_map.passes.{kind}")) for kind in kinds if kind in present
    ]
    if any(stage.waiting for stage in process.stages):
        found.append((None, words.text("process_map.waiting_legend")))
    return tuple(found)


def _alt(process: SalesProcess, words: Words, numbers: ProcessNumbers | None) -> str:
    """What the map says, for those who do not see it."""
    stages = process.stages
    if not stages:
        return ""
    listed = [
        words.text(
            f"process_map.alt.stage{'_waiting' * stage.waiting}",
            number=str(place),
            name=clean(stage.name),
        )
        for place, stage in enumerate(stages, start=1)
    ]
    count = words.count("stage", len(stages))
    said = [words.text("process_map.alt.stages", stages=count, list="; ".join(listed))]
    said.append(words.text("process_map.alt.back"))
    said += _alt_moves(process, words)
    said += _findings(process, words, numbers)
    return " ".join(said)


def _alt_moves(process: SalesProcess, words: Words) -> list[str]:
    names = {stage.key: clean(stage.name) for stage in process.stages}
    ways = [
        words.text("process_map.alt.move", start=names[move.start], end=names[move.end])
        for move in process.moves
        if move.start in names and move.end in names
    ]
    return [words.text("process_map.alt.moves", list="; ".join(ways))] if ways else []


def _findings(process: SalesProcess, words: Words, numbers: ProcessNumbers | None) -> list[str]:
    """Where most deals stand and where they stay longest."""
    if numbers is None:
        return []
    said = [words.text("process_map.alt.numbers", date=numbers.as_of)]
    known = [
        (stage, numbers.stages[stage.key])
        for stage in process.stages
        if stage.key in numbers.stages
    ]
    fullest = max(known, key=lambda pair: pair[1].open_now, default=None)
    if fullest is not None and fullest[1].open_now:
        name = clean(fullest[0].name)
        said.append(words.text("process_map.alt.most_open", name=name, n=fullest[1].open_now))
    timed = [pair for pair in known if pair[1].median_days is not None]
    slowest = max(timed, key=lambda pair: pair[1].median_days or 0, default=None)
    if slowest is not None:
        name, days = clean(slowest[0].name), words.days(slowest[1].median_days)
        said.append(words.text("process_map.alt.slowest", name=name, days=days))
    return said
