"""Whom the companies write to and call: contacts with their consents, and a log of touches.

Drawn from a stream of its own, so that nothing else changes when this does. Every true figure stands
here; `STORIES.md` tells what a reader can discover of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from companies import EXPORTED, Company
from simulate import Account, Dice, make_accounts, working_day
from writing import table

LEADS, CONTACTS = 400, 60
FIRST_TOUCH = date(2026, 1, 5)
REPLY = (0.14, 0.09, 0.07, 0.05, 0.012, 0.01, 0.008, 0.006)
"""True chance of a reply to each touch: from the fifth on hardly anybody answers."""
REFUSES, WRONG_ADDRESS, GIVEN_UP = 0.03, 0.01, 0.07
"""Chances that a touch brings a plain no, reaches nobody ever, or is the last one that a rep makes."""


@dataclass(frozen=True)
class Outreach:
    """A company's words and people: ``people`` are first names with their form of address."""

    seed: int
    headers: Mapping[str, tuple[str, ...]]
    people: tuple[tuple[str, str], ...]
    surnames: tuple[str, ...]
    roles: tuple[str, ...]
    channels: tuple[str, ...]
    outcomes: tuple[str, str, str, str]
    answers: tuple[str, str]
    sources: tuple[str, ...]
    kinds: tuple[str, str]
    phone: str
    objections: tuple[str, str, str]
    changed_mail: str


POLISH = Outreach(
    seed=39820241110,
    headers={
        "contacts": (
            *(
                "ID kontaktu",
                "Imię i nazwisko",
                "Forma zwracania się",
                "Firma",
                "E-mail",
                "Telefon",
            ),
            *("Stanowisko", "Rodzaj odbiorcy", "Zgoda na e-mail", "Zgoda na telefon"),
            *("Zgoda na SMS", "Data zgody", "Data wycofania", "Źródło zgody"),
        ),
        "touches": ("Lead", "Data", "Typ", "Wynik"),
        "objected": (
            "Data sprzeciwu",
            "Sprzeciw wobec",
            "Imię i nazwisko",
            "Firma",
            "E-mail",
            "Telefon",
            "Skąd wiemy",
        ),
    },
    people=(
        *(("Tomasz", "Panie Tomaszu"), ("Anna", "Pani Anno"), ("Jacek", "Panie Jacku")),
        *(("Agnieszka", "Pani Agnieszko"), ("Paweł", "Panie Pawle"), ("Kinga", "Pani Kingo")),
        *(("Marek", "Panie Marku"), ("Beata", "Pani Beato"), ("Michał", "Panie Michale")),
        *(("Maria", "Pani Mario"), ("Grzegorz", "Panie Grzegorzu"), ("Alicja", "Pani Alicjo")),
    ),
    surnames=(
        *("Guzik", "Pierniczek", "Szyszka", "Korzonek", "Mżawka", "Bąbel", "Klapka", "Ogonek"),
        *("Drobinka", "Wiklina", "Strużka", "Kołatka", "Tasiemka", "Jutrzenka", "Pobudka"),
    ),
    roles=("prezes zarządu", "kierownik magazynu", "dyrektor finansowy", "kierownik zakupów"),
    channels=("Telefon", "E-mail", "LinkedIn"),
    outcomes=("Brak odpowiedzi", "Odpowiedź", "Odmowa", "Błędny adres"),
    answers=("tak", "nie"),
    sources=("formularz na stronie", "targi 2025", "rozmowa telefoniczna"),
    kinds=("firma", "jednoosobowa działalność"),
    phone="+48 000 100 {:03d}",
    objections=("poproszono o to w rozmowie", "odpowiedź na e-mail", "list"),
    changed_mail="biuro",
)
ENGLISH = Outreach(
    seed=39820241111,
    headers={
        "contacts": (
            *("Contact ID", "Full name", "Form of address", "Company", "Email", "Phone"),
            *("Job title", "Recipient kind", "Email consent", "Phone consent"),
            *("SMS consent", "Consent date", "Consent withdrawn", "Consent source"),
        ),
        "touches": ("Lead", "Date", "Type", "Outcome"),
        "objected": (
            *("Objected on", "Objected to", "Full name", "Company", "Email", "Phone"),
            "How we know",
        ),
    },
    people=tuple(
        (name, name)
        for name in (
            *("Tom", "Anna", "Jack", "Agnes", "Paul", "Kitty", "Mark", "Beatrix", "Michael"),
            *("Mary", "Gregory", "Alice"),
        )
    ),
    surnames=(
        *("Button", "Gingersnap", "Pinecone", "Rootlet", "Drizzlewick", "Bubblesworth", "Flapjack"),
        *("Inkling", "Mothwing", "Wickerby", "Rivulet", "Knockaby", "Ribbonby", "Dawnwater"),
        "Reveille",
    ),
    roles=("managing director", "operations manager", "finance director", "head of purchasing"),
    channels=("Call", "Email", "LinkedIn"),
    outcomes=("No reply", "Replied", "Refused", "Wrong address"),
    answers=("yes", "no"),
    sources=("web form", "trade fair 2025", "phone call"),
    kinds=("company", "sole trader"),
    phone="+44 7700 900{:03d}",
    objections=("asked on the phone", "answered an e-mail", "letter"),
    changed_mail="office",
)
OUTREACH = {"kwarcowa_sowa": POLISH, "marmalade_lighthouse": ENGLISH}


def outreach_files(company: Company) -> dict[str, str]:
    """The files of a company by name: contacts.csv, objected.csv and touches.csv."""
    words = OUTREACH[company.key]
    accounts = make_accounts(company, Dice(company.seed))
    dice = Dice(words.seed)
    contacts = [_contact(words, place, accounts, dice) for place in range(CONTACTS)]
    objected = _objected(words, contacts)
    return {
        "contacts.csv": table(words.headers["contacts"], contacts),
        "objected.csv": table(words.headers["objected"], objected),
        "touches.csv": table(words.headers["touches"], _touches(words, dice)),
    }


def _contact(
    words: Outreach, place: int, accounts: Sequence[Account], dice: Dice
) -> tuple[str, ...]:
    first, address = words.people[place % len(words.people)]
    surname = words.surnames[(place * 7) % len(words.surnames)]
    firm = accounts[40 + place].name
    mail = f"{_plain(first)}.{_plain(surname)}@{_plain(' '.join(firm.split()[:2]))}.example"
    yes, no = words.answers
    consents = [dice.pick((yes, no, ""), weights) for weights in CONSENTS]
    given = FIRST_TOUCH - timedelta(days=dice.whole(20, 500)) if yes in consents else None
    withdrawn = given is not None and dice.uniform() < 0.12
    back = given + timedelta(days=dice.whole(30, 400)) if given and withdrawn else None
    # some addresses are missing, as in any list; a form of address is never guessed
    return (
        f"C{place + 1:03d}",
        f"{first} {surname}",
        address if dice.uniform() < 0.8 else "",
        firm,
        mail if dice.uniform() < 0.95 else "",
        words.phone.format(place + 1) if dice.uniform() < 0.9 else "",
        dice.pick(words.roles),
        words.kinds[0] if dice.uniform() < 0.85 else words.kinds[1],
        *consents,
        str(given) if given and dice.uniform() < 0.9 else "",
        str(back) if back and back < EXPORTED else "",
        dice.pick(words.sources) if given else "",
    )


CONSENTS = ((0.6, 0.1, 0.3), (0.4, 0.15, 0.45), (0.25, 0.1, 0.65))
"""Chances of yes, no and no answer for e-mail, phone and SMS."""


def _objected(words: Outreach, contacts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Three people objected; one is in the newer list again, with a consent and another address."""
    rows = []
    for place, channel, how in zip(
        (4, 17, 33), ("all", "all", "phone"), words.objections, strict=True
    ):
        number, name, address, firm, mail, phone, *rest = contacts[place]
        mail = mail or f"{_plain(name.split()[0])}@post.example"
        rows.append((f"2025-0{place % 9 + 1}-11", channel, name, firm, mail, phone, how))
        if place == 17:
            mail = f"{words.changed_mail}@{mail.split('@')[1]}"
            yes = words.answers[0]
            rest = [*rest[:2], yes, yes, "", "2026-09-14", "", words.sources[0]]
            contacts[place] = (number, name, address, firm, mail, "", *rest)
    return sorted(rows)


def _touches(words: Outreach, dice: Dice) -> list[tuple[str, ...]]:
    none, replied, refused, wrong = words.outcomes
    rows: list[tuple[str, ...]] = []
    for lead in range(1, LEADS + 1):
        day = working_day(FIRST_TOUCH + timedelta(days=dice.whole(0, 290)))
        for chance in REPLY:
            if day >= EXPORTED:
                break
            channel = dice.pick(words.channels, (0.45, 0.4, 0.15))
            luck = dice.uniform()
            ends = (chance, chance + REFUSES, chance + REFUSES + WRONG_ADDRESS)
            outcome = next(
                (
                    said
                    for end, said in zip(ends, (replied, refused, wrong), strict=True)
                    if luck < end
                ),
                none,
            )
            rows.append((f"L{lead:03d}", str(day), channel, outcome))
            if outcome != none or dice.uniform() < GIVEN_UP:
                break
            day = working_day(day + timedelta(days=dice.whole(3, 9)))
    return sorted(rows, key=lambda row: (row[1], row[0]))


def _plain(text: str) -> str:
    """A text as a part of an e-mail address."""
    flat = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    letters = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return re.sub(r"[^a-z]+", "-", letters.casefold()).strip("-")
