"""Who gets which page: what a recipient is named for, and what they may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.batch.subjects import by_subject

PEOPLE = "owner"
"""The column that names people, as in `salestoolkit.reports.plan`, which takes long to load."""
CURRENCY = "currency"
"""What tells the pages of all deals apart where these have several."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Pages that an entry of a recipients file names; all that is given must hold of a page.

    ``notebook`` is the kind of page, or the name of the team's own notebook. ``values`` are columns
    with the values that a page may be about. ``whole`` asks for pages about no column but the currency.
    ``written`` is the entry as it stands in the file.
    """

    key: str | None = None
    notebook: str | None = None
    language: str | None = None
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = False
    written: str = ""

    def names(self, page: Entry) -> bool:
        """Whether it names this page."""
        # a plain loop, and first: hundreds of people times hundreds of pages end here
        for column, those in self.values.items():
            if page.values.get(column) not in those:
                return False
        return (
            self.key in (None, page.key)
            and self.language in (None, page.language)
            and not (self.whole and set(page.values) - {CURRENCY})
            and (self.notebook is None or self.notebook in notebook_names(page))
        )


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody who gets pages.

    ``person`` is how the data name them, where they have deals of their own. ``leads`` are values by
    column whose people they lead, such as ``{"owner": ("Ewa Lis",), "team": ("North",)}``;
    ``leads_all`` is whether they lead everybody.
    """

    name: str
    folder: str
    choices: tuple[Choice, ...]
    language: str = "en"
    mail: str | None = None
    person: str | None = None
    leads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leads_all: bool = False

    def may_read(self, page: Entry) -> bool:
        """Whether they may read a page; one that tells of people not everybody may.

        A page about one person is for that person and for who leads them. One that tells the people
        of a part apart is for who leads that part.
        """
        person = person_of(page)
        if person is None and not page.for_leader:
            return True
        if self.leads_all or (person and person == self.person):
            return True
        about = {**page.values, **({} if person is None else {PEOPLE: person})}
        return any(value and value in self.leads.get(column, ()) for column, value in about.items())

    def chosen(self, choice: Choice, pages: Sequence[Entry]) -> list[Entry]:
        """Pages that a choice names: in the recipient's language where there is such a page.

        A choice that names a page or a language of its own means just that.
        """
        named = [page for page in pages if choice.names(page)]
        if choice.language or choice.key:
            return named
        return [page for same in by_subject(named) for page in _in_language(same, self.language)]


def notebook_names(page: Entry) -> tuple[str, ...]:
    """What the notebook of a page may be called: the kind, the file, the file without its ending."""
    file = PurePath(page.notebook)
    return (page.kind or file.stem, file.name, file.stem)


def _in_language(same: Sequence[Entry], language: str) -> Sequence[Entry]:
    return [page for page in same if page.language == language] or same


def person_of(page: Entry) -> str | None:
    """The person that a page is about, ``""`` for deals of nobody; None where it is about no one.

    A batch file may name a person among the parameters of a notebook, not only by a column.
    """
    told = page.parameters
    if PEOPLE in page.values:
        return page.values[PEOPLE]
    if told.get("dimension") == PEOPLE:
        return str(told.get("value") or "")
    return None if told.get(PEOPLE) is None else str(told[PEOPLE])
