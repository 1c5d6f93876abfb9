"""What a lesson works with: the team's folder, its words, the sample companies, its own data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from salestoolkit.core.before_after import BeforeAfter, before_and_after
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_reality import Reality, compare_with_reality
from salestoolkit.core.reality_moves import OFF_THE_MAP
from salestoolkit.core.sheets import Entry, Sheet
from salestoolkit.lessons import examples
from salestoolkit.lessons.checks_02 import Year
from salestoolkit.lessons.checks_05 import Phrases
from salestoolkit.lessons.checks_11 import Practice
from salestoolkit.lessons.folder import BOOK, TEAM, sample_book, sample_of
from salestoolkit.lessons.goal_desk import GOALS, year_of
from salestoolkit.lessons.sample import Data
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.goals import read_goals
from salestoolkit.sources.processes import read_team_processes, save_processes
from salestoolkit.sources.processes.save import Saved
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.sources.templates import template
from salestoolkit.words import Words

PROCESS, SHEETS, OWN_SHEETS = "process.toml", "sheets", "own_sheets"
"""In the folder ``team``: the process file, the filled sheets, and what defines the team's own sheets."""

CHANGED = "marmalade_lighthouse"
CHANGES = (date(2025, 11, 3), date(2026, 8, 1))
"""A sample company that changed its ways twice: long enough ago to tell, and too lately."""


@dataclass(frozen=True)
class Desk:
    """Everything that lies in a workshop folder, read when it is asked for.

    What a team fills in lies in ``folder/team``; the next lesson goes on from it.
    """

    folder: Path
    words: Words
    market: str
    industry: str
    today: date

    @property
    def language(self) -> str:
        """Language of the lesson."""
        return self.words.language

    @property
    def team(self) -> Path:
        """Folder of what the team fills in."""
        return self.folder / TEAM

    @property
    def process_file(self) -> Path:
        """The team's process file, there once it was saved."""
        return self.team / PROCESS

    @cached_property
    def sample(self) -> Data:
        """The sample company whose people speak the lesson's language."""
        return self.company(sample_of(self.language).folder)

    @cached_property
    def own(self) -> Data:
        """The team's own deals where it has imported them into ``book``; else the sample's."""
        path = self.folder / BOOK
        return Data(path) if is_book(path) else self.sample

    @property
    def own_or_none(self) -> Data | None:
        """The team's own deals, None where it has imported none."""
        return self.own if is_book(self.folder / BOOK) else None

    @property
    def goals_file(self) -> Path:
        """The team's file of goals, there once a goal was saved."""
        return self.team / GOALS

    @property
    def goals(self) -> tuple[KeptGoal, ...]:
        """The goals that the team saved."""
        return read_goals(self.goals_file)

    @property
    def year(self) -> Year:
        """The year of lesson 02: whose holidays count, and the leave of a person."""
        return year_of(self.market)

    def company(self, name: str) -> Data:
        """A sample company by the name of its folder."""
        return Data(sample_book(self.folder, name))

    def template(self, name: str | None = None) -> SalesProcess:
        """The first process of a template: of the team's industry where none is named."""
        return self.templates(name)[0]

    def templates(self, name: str | None = None) -> tuple[SalesProcess, ...]:
        """All processes of a template in the lesson's language, for the team's market."""
        return template(name or self.industry, language=self.language, market=self.market)

    def example(self, name: str) -> SalesProcess:
        """A small process to practise on; InvalidValue names those there are."""
        return examples.example(name, self.words)

    @property
    def processes(self) -> tuple[SalesProcess, ...]:
        """What the team saved; before that the template of its industry."""
        path = self.process_file
        return tuple(read_team_processes(path).values()) if path.is_file() else self.templates()

    @property
    def process(self) -> SalesProcess:
        """The team's process (of the first pipeline); before it saved one, the template's."""
        return self.processes[0]

    def save_process(self, process: SalesProcess) -> Saved:
        """Keep a process as the team's own, in the place of that of the same pipeline.

        The former file stays beside the new one as a copy.
        """
        others = [one for one in self.processes if one.pipeline != process.pipeline]
        return save_processes(self.process_file, [process, *others], language=self.language)

    @cached_property
    def handbook(self) -> SalesProcess:
        """The sample company's map as its handbook has it: with days, and a stage of its own."""
        return examples.handbook(self.sample.process, self.words)

    @cached_property
    def reality(self) -> Reality:
        """The sample company's map held against its deals."""
        return compare_with_reality(self.handbook, self.sample.book)

    @property
    def detours(self) -> dict[tuple[str, str], int]:
        """Ways beside the sample company's map, by the names of both stages: how many took them."""
        return detours(self.reality)

    @property
    def phrases(self) -> Phrases:
        """What a sentence for a client is searched for, in the lesson's language."""
        return Phrases.of(self.words)

    def example_entries(self, sheet: str) -> tuple[Entry, ...]:
        """What the invented seller of lesson 05 has filled in on a sheet."""
        return examples.entries(self.sheet(sheet), self.words)

    @property
    def example_plan(self) -> Entry:
        """The invented seller's plan of a presentation, with gaps to find."""
        return self.example_entries("presentation_plan")[0]

    @cached_property
    def example_changes(self) -> tuple[BeforeAfter, ...]:
        """Two changes of a sample company held against the time before, as lesson 11 asks of them."""
        book = self.company(CHANGED).book
        return tuple(before_and_after(book, day) for day in CHANGES)

    @property
    def example_versions(self) -> tuple[SalesProcess, SalesProcess]:
        """Two versions of the universal process."""
        return examples.versions(self.template("universal"), self.words)

    @property
    def practices(self) -> tuple[Practice, ...]:
        """What works for whom in an invented team."""
        return examples.practices(self.words)

    def sheet_file(self, name: str) -> Path:
        """Where a sheet that the team fills in is kept."""
        return self.team / SHEETS / f"{name}.toml"

    def sheet(self, name: str) -> Sheet:
        """A sheet in the lesson's language, the team's own where it defines one of that name.

        InvalidValue names those there are.
        """
        own = self.team / OWN_SHEETS / f"{name}.toml"
        return load_sheet(own if own.is_file() else name, self.language)

    def entries(self, name: str) -> Sequence[Entry]:
        """What the team has filled in on a sheet."""
        return read_sheet(self.sheet_file(name), self.sheet(name))


def detours(reality: Reality) -> dict[tuple[str, str], int]:
    """Ways between two stages that the map neither has nor means, by the names of both."""
    names = {stage.key: stage.name for stage in reality.process.stages}
    rows = reality.moves.to_dict("records")
    return {
        (names[row["start"]], names[row["end"]]): int(row["n"])
        for row in rows
        if row["kind"] in OFF_THE_MAP
        and not row["meant"]
        and row["start"] in names
        and row["end"] in names
    }
