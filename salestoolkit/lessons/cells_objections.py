"""What the cells of lesson 06 show and do: the library, planning answers, listening, scenes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.calendars import add_working_days
from salestoolkit.core.listening import ListeningWords
from salestoolkit.core.objection_plan import SHEET
from salestoolkit.core.objections import THEMES, Note, Objection, select, tally_of
from salestoolkit.lessons import goal_desk, views_objections
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.folder import sample_of
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.sources.mining_deals import Deals
from salestoolkit.sources.objection_mining import MiningResult, mine_files
from salestoolkit.sources.objection_text import add_note
from salestoolkit.sources.objections import find_objection, load_objections, read_notes
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.role_play import FILE, PRIVATE
from salestoolkit.words.listening import listening_words
from salestoolkit.words.objection_plan import call_script
from salestoolkit.words.objections import theme_name

OBJECTIONS = "objections.toml"
"""In the folder ``team``: the team's own objections and how often each answer worked."""

LETTERS = "letters"
"""In the workshop folder: the team's own e-mails and transcripts."""


class ObjectionCells(Desk):
    """Lesson 06; each method is one cell."""

    @property
    def objections_file(self) -> Path:
        """The team's file of objections, there once something was kept or noted."""
        return self.team / OBJECTIONS

    @property
    def objections(self) -> tuple[Objection, ...]:
        """The library for the team's market and industry, with the team's own cards and notes."""
        return load_objections(
            self.language, market=self.market, industry=self.industry, team=self.objections_file
        )

    @property
    def country(self) -> str | None:
        """Whose public holidays count."""
        return goal_desk.COUNTRIES.get(self.market)

    @property
    def listening_words(self) -> ListeningWords:
        """Words that a listener avoids, in the lesson's language."""
        return listening_words(self.words)

    @property
    def themes(self) -> Mapping[str, str]:
        """Themes by id, with their names."""
        return {theme: theme_name(self.words, theme) for theme in THEMES}

    @property
    def heard(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The sentences of exercise 1, and the theme of each."""
        key = "lesson_06.heard"
        return self.words.texts(f"{key}.sentences"), self.words.texts(f"{key}.themes")

    def show_objections(self, theme: str | None = None) -> Shown:
        """The library by theme, or the cards of one theme."""
        if theme is None:
            return views_objections.library(self.objections, self.words)
        return views_objections.one_theme(select(self.objections, themes=[theme]), self.words)

    def show_objection(self, key: str) -> Shown:
        """One card of the library, or of the team."""
        found = {card.key: card for card in self.objections}
        card = found.get(key) or find_objection(key, self.language, team=self.objections_file)
        return views_objections.card(card, self.words)

    def show_sentences(self) -> Shown:
        """What five clients said, for exercise 1."""
        return views_objections.sentences(self.heard[0])

    def plan_answers(self) -> Any:
        """The form in which a team plans its answers."""
        from salestoolkit.widgets.objections_plan import objection_plan_form

        return objection_plan_form(
            self.sheet_file(SHEET),
            library=self.objections_file,
            language=self.language,
            market=self.market,
            industry=self.industry,
        )

    def show_script(self) -> Shown:
        """The script of a first call with the answers that the team has agreed on."""
        return views_objections.script(call_script(self.words, self.entries(SHEET)), self.words)

    def show_listening(self) -> Shown:
        """The four steps of listening."""
        return views_objections.listening(self.words)

    def listening_drill(self, *, seed: int | None = None) -> Any:
        """A drill: an objection comes, each day another first, and four steps answer it."""
        from salestoolkit.widgets.objections_drill import objections_drill

        return objections_drill(
            self.objections,
            language=self.language,
            today=self.today,
            country=self.country,
            folder=self.team / "promises",
            seed=self.today.toordinal() if seed is None else seed,
        )

    def working_day_after(self, day: date, days: int) -> date:
        """The working day that lies so many working days after another, in the team's country."""
        return add_working_days(day, days, country=self.country)

    def role_play(self, *, seed: int | None = None) -> Any:
        """A scene for two or three people; what was seen stays between them."""
        from salestoolkit.widgets.role_play import role_play

        path = self.folder / PRIVATE / FILE
        # another one than in the drill of the same day
        seed = self.today.toordinal() + 1 if seed is None else seed
        return role_play(
            self.objections, language=self.language, today=self.today, path=path, seed=seed
        )

    @property
    def own_letters(self) -> Path | None:
        """The team's folder of e-mails and transcripts; None where there is none yet."""
        path = self.folder / LETTERS
        return path if path.is_dir() else None

    @property
    def data_of_letters(self) -> Data:
        """The deals that the letters are about: the team's beside its own letters, else the sample's."""
        return self.own if self.own_letters else self.sample

    def mine_letters(self) -> MiningResult:
        """What letters and talks say against buying: the team's own, else the sample company's."""
        sample = f"data/{sample_of(self.language).folder}/correspondence"
        path = self.own_letters or packaged_path(sample)
        return mine_files([path], deals=Deals.of(self.data_of_letters.book), workers=1)

    def show_mined(self, result: MiningResult) -> Shown:
        """Which objections were found how often, in which stages, in whose words."""
        return views_objections.mined(result, self.words)

    def show_objection_cost(self, result: MiningResult, data: Data | None = None) -> Shown:
        """Wins with and without each objection, among the deals that the letters are about."""
        return views_objections.cost(result, (data or self.data_of_letters).book, self.words)

    def note_objection(self, key: str, *, worked: bool) -> Shown:
        """Note that somebody tried an answer today, and whether the talk went on."""
        card = find_objection(key, self.language, team=self.objections_file)
        note = Note(objection=key, on=self.today, worked=worked)
        add_note(self.objections_file, note, language=self.language)
        tally = tally_of(key, read_notes(self.objections_file))
        return views_objections.noted(card, tally, self.words)
