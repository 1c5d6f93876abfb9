"""What the cells of lesson 04 ask for: leads, verdicts, the pipeline without those that are out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from salestoolkit.core.ideal_profile import Profile
from salestoolkit.core.lead_list import Lead, LeadList, joined, told_of_deals, verdicts_of_deals
from salestoolkit.core.qualification import Qualification, Scheme, qualify
from salestoolkit.core.qualification_pipeline import TakenOff, take_off
from salestoolkit.core.qualification_summary import summarise_leads
from salestoolkit.errors import InvalidValue
from salestoolkit.lessons import views_qualification as views
from salestoolkit.lessons.checks_04 import LEADS
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.folder import sample_of
from salestoolkit.lessons.shown import Shown
from salestoolkit.sources.ideal_profile import read_profile
from salestoolkit.sources.lead_list import read_leads
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.schemes import load_scheme

SCHEME = "bant"
LIMIT = 0.1
"""Discount that the invented company agreed on beforehand, at most."""
SEEN = ("source", "budget", "authority", "need", "timing")
"""What the score of the lesson may see."""


class QualificationCells(Desk):
    """The desk of lesson 04; each method is one cell."""

    @cached_property
    def scheme(self) -> Scheme:
        """BANT in the lesson's language."""
        return load_scheme(SCHEME, self.language)

    @cached_property
    def ideal_customer(self) -> Profile:
        """The sample company's ideal customer."""
        return read_profile(packaged_path(f"data/{sample_of(self.language).folder}/icp.toml"))

    @cached_property
    def present_leads(self) -> LeadList:
        """The sample company's present leads."""
        return self._list("leads.csv")

    @cached_property
    def taken_off(self) -> TakenOff:
        """The sample company's pipeline without the deals of leads that are out."""
        ids = [one.deal_id for one in self._out() if one.deal_id is not None]
        return take_off(self.sample.book, ids)

    def invented(self, name: str) -> Qualification:
        """What one of the two invented leads is: ``first`` or ``second``."""
        if name not in LEADS:
            raise InvalidValue("unknown_example", value=name, allowed=", ".join(LEADS))
        return qualify(self.scheme, LEADS[name])

    def show_scheme(self) -> Shown:
        """What BANT asks, what counts as a yes, and what a no does."""
        return views.scheme_table(self.scheme, self.words)

    def show_call_notes(self, name: str) -> Shown:
        """What the seller noted after the call with one of the two invented leads."""
        self.invented(name)
        return views.notes(name, self.scheme, self.words)

    def show_verdict(self, name: str) -> Shown:
        """The verdict on one of the two, and the least that would make the lead hot."""
        found = self.invented(name)
        company = self.words.text(f"lesson_04.leads.{name}.company")
        return views.lead(found, self.scheme, self.words, company=company, limit=LIMIT)

    def show_ideal_customer(self) -> Shown:
        """The sample company's ideal customer, held against its leads."""
        return views.profile(self.ideal_customer, self.present_leads.leads, self.words)

    def show_present_leads(self) -> Shown:
        """The sample company's leads at a glance."""
        found = [one.judged(self.scheme, self.ideal_customer) for one in self.present_leads.leads]
        summed = summarise_leads(self.scheme, found, as_of=self.sample.book.as_of)
        return views.summary(summed, self.present_leads, self.words)

    def show_out(self) -> Shown:
        """Open deals of leads that are out."""
        return views.out_deals(self.taken_off, self.words)

    def show_taken_off(self) -> Shown:
        """What taking them off does to the pipeline."""
        without = sum(one.deal_id is None for one in self._out())
        return views.taken_off(self.taken_off, self.words, without_deal=without)

    def show_score(self, *, everything: bool = False) -> Shown:
        """A score learned from the sample company's past: from its answers, or from everything."""
        from salestoolkit.core.lead_score import learn_lead_score
        from salestoolkit.words.lead_score import field_names

        listed = joined([self.present_leads, self._list("qualified.csv")])
        found = learn_lead_score(
            self.sample.book,
            fields=None if everything else SEEN,
            told=told_of_deals(listed),
            verdicts=verdicts_of_deals(listed, self.scheme, self.ideal_customer),
        )
        names = field_names(self.scheme, self.ideal_customer)
        title = "everything" if everything else "answers"
        return views.score(found, names, self.words, scheme=self.scheme, title=title)

    def qualification_form(self, *, discount_limit: float | None = None) -> Any:
        """A form for the team's own leads, which saves as it is filled in.

        ``discount_limit`` is the discount that the team agreed on beforehand, such as 0.1.
        """
        from salestoolkit.widgets.qualification import qualification_form

        return qualification_form(
            SCHEME, self.sheet_file(SCHEME), language=self.language, discount_limit=discount_limit
        )

    def _out(self) -> list[Lead]:
        return [
            one
            for one in self.present_leads.leads
            if one.judged(self.scheme, self.ideal_customer).verdict == "out"
        ]

    def _list(self, name: str) -> LeadList:
        path = packaged_path(f"data/{sample_of(self.language).folder}/{name}")
        return read_leads(path, self.scheme, profile=self.ideal_customer)
