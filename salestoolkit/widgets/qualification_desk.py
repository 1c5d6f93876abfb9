"""Leads being qualified, without a screen: each answer is one call, judged at once and kept in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.core.ideal_profile import Fact, Profile
from salestoolkit.core.plain_text import folded
from salestoolkit.core.qualification import Answer, Qualification, Verdict, qualify
from salestoolkit.sources.schemes import load_scheme
from salestoolkit.widgets.sheet_desk import SheetDesk
from salestoolkit.words.qualification import (
    change_lines,
    fit_sentences,
    next_question,
    verdict_sentence,
)

SAID = "{}_said"
"""Field of the sheet that holds what the client said to a criterion."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a lead's answers come to, in words."""

    verdict: Verdict
    sentence: str
    question: str | None
    changes: tuple[tuple[str, tuple[str, ...]], ...]
    fit: tuple[str, ...]


class QualificationDesk:
    """Leads of a scheme's sheet; ``sheet`` keeps them in the team's file, see `SheetDesk`.

    Parameters
    ----------
    scheme : str or Path
        Name of a scheme, or the TOML file that defines a team's own.
    path : Path
        The team's file; made by the first answer.
    profile : Profile, optional
        The ideal customer that companies are held against.
    facts : mapping, optional
        What is known of companies, by their name; names are compared without case and spaces.
    discount_limit : float, optional
        Highest discount agreed beforehand, a share of the price (0-1).
    """

    def __init__(
        self,
        scheme: str | Path,
        path: str | Path,
        *,
        language: str = "en",
        profile: Profile | None = None,
        facts: Mapping[str, Mapping[str, Fact]] | None = None,
        discount_limit: float | None = None,
    ) -> None:
        self.scheme = load_scheme(scheme, language)
        self.sheet = SheetDesk(scheme, path, language=language)
        self.words = self.sheet.words
        self.profile, self.discount_limit = profile, discount_limit
        self._facts = {folded(name): told for name, told in (facts or {}).items()}

    @property
    def leads(self) -> tuple[str, ...]:
        """Names of the companies, in order; empty for one without a name."""
        return tuple(entry.text("company") for entry in self.sheet.entries)

    def answers(self, row: int) -> dict[str, Answer]:
        """What is answered of a lead so far."""
        entry = self.sheet.entries[row]
        return {key: entry[key] for key in self.scheme.keys}

    def answer(self, row: int, key: str, value: Answer) -> Qualification:
        """Answer yes (True), no (False) or unknown (None); what the lead is then.

        Raises
        ------
        InvalidValue, BookError
            As `SheetDesk.set`; the file is left as it is.
        """
        self.scheme.criterion(key)
        self.sheet.set(row, key, value)
        return self.found(row)

    def found(self, row: int) -> Qualification:
        """What a lead is, by what is answered and known of its company."""
        company = self.sheet.entries[row].text("company")
        return qualify(
            self.scheme,
            self.answers(row),
            profile=self.profile,
            facts=self._facts.get(folded(company), {}),
        )

    def told(self, row: int) -> Told:
        """The same in words: verdict, next question, what would make the lead hot."""
        found = self.found(row)
        company = self.leads[row] or self.words.text("qualification.form.unnamed")
        fit: tuple[str, ...] = ()
        if self.profile is not None and found.fit is not None:
            fit = tuple(fit_sentences(self.words, self.profile, found.fit))
        changes = change_lines(self.words, self.scheme, found, discount_limit=self.discount_limit)
        return Told(
            verdict=found.verdict,
            sentence=verdict_sentence(self.words, self.scheme, found, company=company),
            question=next_question(self.words, self.scheme, found),
            changes=tuple(changes),
            fit=fit,
        )
