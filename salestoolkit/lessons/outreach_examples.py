"""What lesson 03 practises on: an invented lead, sources, people to call, and three small tests."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.core.channel_test import Arm
from salestoolkit.core.dossier import CARD, COMMITTEE, Dossier, Fact
from salestoolkit.core.marketing_objections import MarketingObjection
from salestoolkit.core.sheets import Entry, Field
from salestoolkit.lessons.checks_03 import SmallTest, Source
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import Words
from salestoolkit.words.sheets import typed

if TYPE_CHECKING:
    import pandas as pd

OPENED, DELETED = date(2026, 11, 5), date(2027, 11, 5)
CALL_DAY = date(2026, 12, 1)
"""The day of the second exercise."""

SOURCES = {
    "referral": (60, 18),
    "fair": (120, 24),
    "form": (400, 36),
    "newsletter": (3, 3),
    "webinar": (70, 9),
}
"""Leads and won deals of each source: three lucky ones among them."""

TESTS = (
    (250, (250, 22), (250, 34)),
    (600, (600, 48), (600, 84)),
    (280, (330, 26), (230, 36)),
)
"""Leads planned for each variant, then leads and replies of both: chance, a difference, a broken split."""

PHONES = "+48 000 100 20{n}", "+44 1632 96020{n}"
_CONSENTS: dict[str, dict[str, Any]] = {
    "1": {"consent_phone": "yes", "consent_given": date(2025, 3, 14)},
    "2": {"consent_phone": "yes", "consent_given": date(2026, 6, 2)},
    "3": {
        "consent_phone": "yes",
        "consent_given": date(2024, 5, 20),
        "consent_withdrawn": date(2026, 4, 9),
    },
    "4": {"consent_phone": "no"},
    "5": {},
    "6": {"consent_phone": "yes", "consent_given": date(2026, 1, 12), "recipient": "person"},
    "7": {"consent_phone": "yes", "consent_given": date(2026, 11, 3), "phone": ""},
    "8": {"consent_phone": "yes", "consent_given": date(2025, 9, 30)},
}
_OBJECTS, OBJECTED_ON = "8", date(2026, 10, 17)
"""Who objected, though an older column says yes."""


def lead(words: Words) -> Dossier:
    """The invented lead: two people, a contradiction, and questions still open."""
    card = load_sheet(CARD, words.language)
    committee = load_sheet(COMMITTEE, words.language)
    key = "lesson_03.lead"
    company = words.text(f"{key}.company")
    facts = {name: _fact(f"{key}.facts.{name}", card.field(name), words) for name in _names(words)}
    return Dossier(
        name=company,
        language=words.language,
        opened_on=OPENED,
        delete_on=DELETED,
        facts={"company": Fact(value=company), **facts},
        others={"employees": (_fact(f"{key}.other.employees", card.field("employees"), words),)},
        people=tuple(
            Entry(
                {
                    name: typed(
                        committee.field(name),
                        words.text(f"{key}.people.{number}.{name}").replace("|", "\n"),
                        words,
                    )
                    for name in words.keys(f"{key}.people.{number}")
                }
            )
            for number in words.keys(f"{key}.people")
        ),
    )


def sources(words: Words) -> tuple[Source, ...]:
    """The sources of exercise 1."""
    return tuple(
        Source(name=words.text(f"lesson_03.sources.names.{key}"), leads=leads, won=won)
        for key, (leads, won) in SOURCES.items()
    )


def contacts(words: Words) -> pd.DataFrame:
    """The people of exercise 2, as a list of contacts holds them."""
    import pandas as pd

    rows = []
    number = PHONES[words.language == "en"]
    for key, consent in _CONSENTS.items():
        at = f"lesson_03.contacts.people.{key}"
        person = {name: words.text(f"{at}.{name}") for name in ("name", "organization")}
        rows.append(
            {
                "recipient": "company",
                "phone": number.format(n=key),
                "email": "",
                **person,
                **consent,
            }
        )
    columns = (
        *("name", "organization", "email", "phone", "recipient"),
        *("consent_phone", "consent_given", "consent_withdrawn"),
    )
    return pd.DataFrame(rows, columns=columns, dtype=object)


def objections(words: Words) -> tuple[MarketingObjection, ...]:
    """Who of them objected to marketing."""
    name = words.text(f"lesson_03.contacts.people.{_OBJECTS}.name")
    phone = PHONES[words.language == "en"].format(n=_OBJECTS)
    return (MarketingObjection(name=name, phone=phone, noted_on=OBJECTED_ON),)


def small_tests() -> tuple[SmallTest, ...]:
    """The tests of exercise 3."""
    return tuple(
        SmallTest(planned=planned, arms=(Arm("A", *first), Arm("B", *second)))
        for planned, first, second in TESTS
    )


def _names(words: Words) -> list[str]:
    return words.keys("lesson_03.lead.facts")


def _fact(key: str, field: Field, words: Words) -> Fact:
    value, source, day = (words.text(f"{key}.{name}") for name in ("value", "source", "found_on"))
    return Fact(value=typed(field, value, words), source=source, found_on=date.fromisoformat(day))
