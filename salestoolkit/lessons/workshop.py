"""A workshop folder in a lesson's hands: one load, then one call an idea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from salestoolkit.core.process import SalesProcess
from salestoolkit.lessons import examples, views
from salestoolkit.lessons.exercises import Feedback, check
from salestoolkit.lessons.folder import BOOK, INDUSTRY, MARKETS, TEAM, sample_book, sample_of
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.processes import read_processes
from salestoolkit.sources.templates import template
from salestoolkit.words import Words, load_words

PROCESS = "process.toml"


@dataclass(frozen=True)
class Workshop:
    """What a lesson works with: the team's folder, its words, a sample company, and its own data.

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

    @cached_property
    def sample(self) -> Data:
        """The sample company whose people speak the lesson's language."""
        return self.company(sample_of(self.language).folder)

    @cached_property
    def own(self) -> Data:
        """The team's own deals where it has imported them into ``book``; else the sample's."""
        path = self.folder / BOOK
        return Data(path) if is_book(path) else self.sample

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
        path = self.team / PROCESS
        return tuple(read_processes(path).values()) if path.is_file() else self.templates()

    @property
    def process(self) -> SalesProcess:
        """The team's process (of the first pipeline); before it saved one, the template."""
        return self.processes[0]

    def check(self, number: str, answer: Any) -> Feedback:
        """Say whether an answer is right, and what is wrong with it."""
        return check(number, answer, self)

    def show_funnel(self, data: Data | None = None) -> Any:
        """The funnel of the sample company, or of other data."""
        return views.funnel(data or self.sample, self.words)

    def show_rates(self, data: Data | None = None) -> Shown:
        """Win rates side by side: of closed deals, the bounds, and with open deals as open."""
        return views.rates(data or self.sample, self.words)

    def open_deals_whatif(self, data: Data | None = None) -> Any:
        """A slider: how many of the open deals will still be won, and the win rate then."""
        from salestoolkit.widgets.open_deals import OpenDealsWhatIf

        tally = (data or self.sample).tally
        return OpenDealsWhatIf(self.words, won=tally.won, lost=tally.lost, still_open=tally.open)

    def show_files(self) -> Shown:
        """What lies where in the workshop folder."""
        return views.files(self)

    def show_map(self, process: SalesProcess | None = None) -> Any:
        """The map of the team's process, or of another, as a picture."""
        return views.process_map(process or self.process, self.words)

    def show_missing(self, process: SalesProcess | None = None) -> Shown:
        """The four steps of mapping, and what each still lacks."""
        return views.missing(process or self.process, self.words, today=self.today)

    def show_roles(self, process: SalesProcess | None = None, *, stage: str | None = None) -> Shown:
        """Who does what (RACI), in one stage or in all, and what is not settled yet."""
        return views.roles(process or self.process, self.words, stage=stage)


def open_workshop(
    *,
    language: str,
    today: date,
    market: str | None = None,
    industry: str | None = None,
    folder: Path | str = ".",
) -> Workshop:
    """Open a workshop folder for a lesson; charts of this kernel then need no network.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``.
    today : date
        The day of the lesson: versions are dated with it, and the age of the map is counted to it.
    market, industry : str, optional
        Where the team sells, and the template that it starts from.
    folder : Path
        The workshop folder: by default where the lesson lies.
    """
    from salestoolkit.charts.render import use_charts

    use_charts()
    return Workshop(
        folder=Path(folder),
        words=load_words(language),
        market=market or MARKETS[language],
        industry=industry or INDUSTRY,
        today=today,
    )
