"""A workshop in a lesson's hands: one load, then one call an idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.before_after import before_and_after
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_reality import compare_with_reality
from salestoolkit.core.sheets import Entry
from salestoolkit.lessons import (
    goal_desk,
    views,
    views_goals,
    views_process,
    views_reality,
    views_review,
    views_sheets,
)
from salestoolkit.lessons.cells_course import CourseCells
from salestoolkit.lessons.cells_forecast import ForecastCells
from salestoolkit.lessons.cells_funnel import FunnelCells
from salestoolkit.lessons.cells_negotiation import ClosingCells
from salestoolkit.lessons.cells_objections import ObjectionCells
from salestoolkit.lessons.cells_outreach import OutreachCells
from salestoolkit.lessons.cells_qualification import QualificationCells
from salestoolkit.lessons.cells_retention import RetentionCells
from salestoolkit.lessons.exercises import Feedback, check
from salestoolkit.lessons.folder import INDUSTRY, MARKETS, sample_of
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.words import load_words


class Workshop(
    CourseCells,
    OutreachCells,
    ObjectionCells,
    QualificationCells,
    ClosingCells,
    FunnelCells,
    ForecastCells,
    RetentionCells,
):
    """The desk of a lesson with what its cells show; each method is one cell."""

    def check(self, number: str, answer: Any, *, note: bool = True) -> Feedback:
        """Say whether an answer is right, and what is wrong with it; note the try as progress."""
        return check(number, answer, self, note=note)

    def show_funnel(self, data: Data | None = None) -> Shown:
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
        """The map of the team's processes, or of another, as a picture."""
        return views_process.picture((process,) if process else self.processes, self.words)

    def save_map(self) -> Shown:
        """Keep the map of the team's processes for the wall, for slides and for an intranet."""
        return views_process.kept(self)

    def edit_process(self) -> Any:
        """The editor: of the team's process file; before it saved one, of the template."""
        from salestoolkit.widgets.process import process_editor

        first = None if self.process_file.is_file() else self.templates()
        return process_editor(self.process_file, language=self.language, processes=first)

    def show_changes(self, old: SalesProcess, new: SalesProcess) -> Shown:
        """What changed between two states of a process, like a changelog."""
        return views_process.changes(old, new, self.words)

    def show_missing(self, process: SalesProcess | None = None) -> Shown:
        """The four steps of mapping, and what each still lacks."""
        goals = goal_desk.checklist(self.goals, self.entries("smart_goal"))
        chosen = process or self.process
        return views_process.missing(chosen, self.words, goals=goals, today=self.today)

    def show_roles(self, process: SalesProcess | None = None, *, stage: str | None = None) -> Shown:
        """Who does what (RACI), in one stage or in all, and what is not settled yet."""
        return views_process.roles(process or self.process, self.words, stage=stage)

    def show_steps(self, activity: str) -> Shown:
        """In which order several departments do an activity together, such as a case study."""
        return views_process.steps(activity, self.words)

    def show_reality(self, process: SalesProcess | None = None, data: Data | None = None) -> Shown:
        """A map held against deals: by default the sample company's handbook and its deals."""
        if process is None and data is None:
            return views_reality.reality(self.reality, self.words)
        chosen, own = process or self.process, data or self.own
        return views_reality.reality(compare_with_reality(chosen, own.book), self.words)

    def show_dossier(self) -> Shown:
        """What is known about the invented client of lesson 05."""
        return views_sheets.dossier(self.words)

    def show_card(self, name: str, entries: Sequence[Entry] | None = None) -> Shown:
        """A sheet as the invented seller has filled it in, or as other entries have it."""
        listed = self.example_entries(name) if entries is None else entries
        return views_sheets.card(self.sheet(name), listed, self.words)

    def show_cases(self, *, day: date) -> Shown:
        """The invented seller's cases, and which of them may be shown on a day."""
        listed = self.example_entries("evidence")
        return views_sheets.cases(self.sheet("evidence"), listed, self.words, day=day)

    def show_gaps(self, plan: Entry) -> Shown:
        """What a plan of the invented seller's presentation still lacks."""
        listed = self.example_entries("evidence")
        return views_sheets.plan(plan, self.words, as_of=self.today, evidence=listed)

    def show_own_gaps(self) -> Shown:
        """What the team's own presentation lacks, with its own cases and question bank."""
        plans = [*self.entries("presentation_plan"), Entry()]
        return views_sheets.plan(
            plans[0],
            self.words,
            as_of=self.today,
            evidence=self.entries("evidence"),
            questions=self.entries("questions"),
        )

    def form(self, name: str) -> Any:
        """A form for one of the team's sheets, which saves as it is filled in."""
        from salestoolkit.widgets.sheets import sheet_form

        return sheet_form(self.sheet(name), self.sheet_file(name), language=self.language)

    def show_before_after(self, data: Data, day: date) -> Shown:
        """Whether deals since a day do better than those before it: picture, verdicts, notes."""
        return views_review.before_after(before_and_after(data.book, day), self.words)

    def show_crm_changes(self) -> Shown:
        """What the sample company's handbook would change in its CRM; nothing is sent."""
        name = sample_of(self.language).folder
        return views_review.crm_changes(self.handbook, name, self.words)

    def show_practices(self) -> Shown:
        """What works for whom in an invented team, and whether it is more than chance."""
        return views_review.practices(self.practices, self.words)

    def show_remarks(self) -> Shown:
        """What the team noted on its sheet of remarks, by stage."""
        return views_review.remarks(self.entries("revision_remarks"), self.process, self.words)

    def advise_crm(self, **answers: str) -> Any:
        """Spreadsheet or CRM: what a team's answers point to, and what would change it."""
        return views_review.crm_advice(answers, self.words)

    def show_chance(self, calls: int) -> Shown:
        """The chance of 90 deals with so many calls, of which 10% close."""
        return views_goals.chance(self.words, calls)

    def show_chances(self, *counted: tuple[int, int]) -> Shown:
        """The chance of 90 deals against the calls: rate known, and learned from (won, calls)."""
        return views_goals.curves(self.words, *counted)

    def show_weeks(self, calls: int) -> Shown:
        """What so many calls a year are in a week, once holidays and leave are out."""
        return views_goals.weeks(self.words, self.year, calls)

    def show_own_rate(self, data: Data | None = None) -> Shown:
        """The share of deals won, of closed ones and with open ones counted as open."""
        return views_goals.own_rate(data or self.sample, self.words)

    def show_team_plan(self) -> Shown:
        """The example's plan for a team of three, by month, against what it can do."""
        return views_goals.plan(self.words, self.year)

    def show_parts(self) -> Shown:
        """Each person's part of the example's goal."""
        return views_goals.parts(self.words, self.year)

    def goal_form(self) -> Any:
        """A form that plans the team's goal and saves it; with its own deals where it has some."""
        from salestoolkit.widgets.goals import goal_form

        data = self.own_or_none
        return goal_form(
            language=self.language,
            today=self.today,
            country=goal_desk.COUNTRIES.get(self.market),
            book=None if data is None else data.book,
            path=self.goals_file,
        )

    def show_goals(self) -> Shown:
        """The team's saved goals, each held against the five letters of SMART."""
        return views_goals.letters(self)

    def fill_goal_sheet(self) -> Shown:
        """Write the saved goals on the sheet ``smart_goal``; what people wrote there stays."""
        return views_goals.fill_sheet(self)

    def say_printed(self, path: Path) -> Shown:
        """Where a printed page lies."""
        return views_goals.printed(path, self)

    def publish(self, *, author: str, reason: str) -> Shown:
        """Publish the team's process as it is, from today; blank fields publish nothing."""
        return views_review.publish(self, author=author, reason=reason)


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

    Raises
    ------
    InvalidValue
        ``unknown_language``.
    """
    from salestoolkit.charts.render import use_charts

    words = load_words(language)
    use_charts()
    return Workshop(
        folder=Path(folder),
        words=words,
        market=market or MARKETS[language],
        industry=industry or INDUSTRY,
        today=today,
    )
