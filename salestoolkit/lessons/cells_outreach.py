"""What the cells of lesson 03 show and do: a lead, sources, consent, a test, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.book.lead_tables import costs_of
from salestoolkit.core.cadence import read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth
from salestoolkit.core.capture_form import audit_form
from salestoolkit.core.consent import ConsentSplit, split_by_consent
from salestoolkit.core.contact_rules import ContactRules
from salestoolkit.core.dossier import CARD, COMMITTEE, Dossier
from salestoolkit.core.lead_source_parts import LeadSources
from salestoolkit.core.lead_sources import lead_sources
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.lessons import outreach_examples, views_contacts, views_outreach
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.folder import sample_of
from salestoolkit.lessons.goal_desk import COUNTRIES
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.sources.channel_folder import read_folder
from salestoolkit.sources.contact_rules import contact_rules
from salestoolkit.sources.contacts import read_contacts
from salestoolkit.sources.dossiers import data_rules, file_name, new_dossier, read_dossier
from salestoolkit.sources.form_sessions import chosen_questions, read_form_sessions
from salestoolkit.sources.objected import read_objected
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.touches import read_touches

if TYPE_CHECKING:
    from salestoolkit.widgets.cadence_desk import CadenceDesk

LEADS = "leads"
"""In the folder ``team``: the dossiers of the team's own leads."""

NEEDED = ("E-mail",)
"""Questions of the sample companies' form without which nobody can be answered."""

WORTH: Mapping[str, ReplyWorth] = {
    "en": ReplyWorth(chance=0.08, value=2_500, cost=6, currency="GBP"),
    "pl": ReplyWorth(chance=0.08, value=12_000, cost=30, currency="PLN"),
}
"""What the lesson assumes of a reply: the chance that it is won, its margin, and the cost of a touch."""


class OutreachCells(Desk):
    """Lesson 03; each method is one cell."""

    @property
    def export(self) -> Path:
        """Where the sample company's lists lie that are no deals."""
        return packaged_path(f"data/{sample_of(self.language).folder}")

    @property
    def contact_rules(self) -> ContactRules:
        """What the team's market asks for before a marketing contact."""
        return contact_rules(self.market)

    @cached_property
    def example_lead(self) -> Dossier:
        """The invented lead."""
        return outreach_examples.lead(self.words)

    @cached_property
    def may_call(self) -> ConsentSplit:
        """Who of the people of exercise 2 may be called, by the rules of the team's market."""
        return split_by_consent(
            outreach_examples.contacts(self.words),
            channel="phone",
            rules=self.contact_rules,
            as_of=outreach_examples.CALL_DAY,
            objections=outreach_examples.objections(self.words),
        )

    def show_lead(self, lead: Dossier | None = None) -> Shown:
        """What is known of a lead, with its sources, and who has a say."""
        chosen = lead or self.example_lead
        return views_outreach.lead(chosen, self.sheet(CARD), self.sheet(COMMITTEE), self.words)

    def show_next_questions(self, lead: Dossier | None = None) -> Shown:
        """Whether one can call, what to ask next, and what the law asks."""
        chosen = lead or self.example_lead
        rules = data_rules(self.market)
        return views_outreach.questions(
            chosen, self.sheet(CARD), self.words, rules=rules, as_of=self.today
        )

    def show_form(self) -> Shown:
        """Which question of the sample company's form loses visitors, and what to do with it."""
        read = read_form_sessions(self.export / "form_sessions.csv")
        needed = chosen_questions(NEEDED, read.sessions.questions)
        audit = audit_form(read.sessions, as_of=read.last_day or self.today, needed=needed)
        return views_outreach.form(audit, self.words, company=self.company_name)

    def show_example_sources(self) -> Shown:
        """Leads and won deals of an invented team, by source."""
        return views_outreach.sources(outreach_examples.sources(self.words), self.words)

    def show_sources(self, data: Data | None = None) -> Shown:
        """Lead sources of the sample company, or of other data, ranked without luck."""
        return views_outreach.book_sources(_sources(data or self.sample), self.words)

    def move_hours(self, data: Data | None = None) -> Any:
        """Sliders: hours moved from one source to another, and what that would bring."""
        from salestoolkit.widgets.lead_sources import lead_hours_whatif

        return lead_hours_whatif(_sources(data or self.sample), language=self.language)

    def show_contacts(self) -> Shown:
        """The people of exercise 2, with what they said."""
        listed = outreach_examples.contacts(self.words)
        objections = outreach_examples.objections(self.words)
        day = outreach_examples.CALL_DAY
        return views_contacts.contacts(listed, objections, self.words, day=day)

    def show_consent(self, channel: str) -> Shown:
        """Whom of the sample company's contacts a channel may reach, and who is left out and why."""
        listed = read_contacts(self.export / "contacts.csv", market=self.market)
        known = read_objected(self.export / "objected.csv", market=self.market)
        found = split_by_consent(
            listed.frame,
            channel=channel,
            rules=self.contact_rules,
            as_of=self.sample.book.as_of,
            objections=known.objections,
        )
        return views_contacts.consent(found, self.words)

    def plan_test(self) -> Any:
        """Sliders: how many leads and days a test of two messages takes."""
        from salestoolkit.widgets.channel_tests import channel_plan_whatif

        return channel_plan_whatif(language=self.language)

    def show_test_verdict(self) -> Shown:
        """What may be said of the sample company's test, and what it rests on."""
        return views_outreach.test(self._test.reading, self.words, company=self.company_name)

    def show_looking(self) -> Shown:
        """How often looking again and again makes a winner of two equal messages."""
        return views_outreach.looking(self.words)

    def show_tests(self) -> Shown:
        """The three tests of exercise 3."""
        return views_outreach.tests(outreach_examples.small_tests(), self.words)

    @cached_property
    def follow_up(self) -> CadenceDesk:
        """What each touch of the sample company brought, and the dates of a lead that begins today."""
        from salestoolkit.widgets.cadence_desk import CadenceDesk

        log = read_touches(self.export / "touches.csv", market=self.market)
        cadence = read_cadence(log.frame, as_of=self.sample.book.as_of)
        return CadenceDesk(
            cadence,
            WORTH[self.language],
            start=self.today,
            calendar=WorkCalendar(country=COUNTRIES.get(self.market)),
            language=self.language,
        )

    def plan_follow_up(self) -> Any:
        """Sliders: what a reply is worth and a touch costs, after which touch to stop, and the dates."""
        from salestoolkit.widgets.cadence import CadenceSliders

        return CadenceSliders(self.follow_up)

    def show_message(self, name: str) -> Shown:
        """A message to one of the people of exercise 2, filled in; it names the month of the sliders."""
        revisit = self.follow_up.steps()[-1].on
        return views_outreach.message(name, self.words, revisit_on=revisit)

    def open_lead(self, company: str) -> Shown:
        """Begin the dossier of one of the team's own leads; one that is there is shown."""
        if not company.strip():
            return views_outreach.no_lead(self.words)
        folder, rules = self.team / LEADS, data_rules(self.market)
        path = folder / f"{file_name(company)}.toml"
        if not path.exists():
            new_dossier(folder, company, language=self.language, opened_on=self.today, rules=rules)
        return views_outreach.own_lead(
            read_dossier(path),
            self.sheet(CARD),
            self.words,
            rules=rules,
            as_of=self.today,
            path=path,
        )

    @property
    def company_name(self) -> str:
        """The sample company's name, as the lessons say it."""
        return self.words.text(f"lesson_03.companies.{sample_of(self.language).folder}")

    @cached_property
    def _test(self) -> Any:
        return read_folder(self.export / "channel_test")


def _sources(data: Data) -> LeadSources:
    """A book's lead sources, with what those cost of which it has leads."""
    costs, currency = costs_of(data.book)
    names = set(data.book.parts("source"))
    known = [one for one in costs if one.source in names]
    return lead_sources(data.book, costs=known, currency=currency)
