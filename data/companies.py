"""The two invented companies of the sample data, and the stories planted in them.

Nothing here is a real person or company. Every true parameter of the simulation stands in this file;
`STORIES.md` tells what a reader can discover of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EXPORTED = date(2026, 10, 31)
FIRST = date(2024, 11, 4)
SECOND_YEAR = date(2025, 11, 3)


@dataclass(frozen=True)
class Stage:
    """A stage: days a deal usually stays (median), and the default probability in the CRM."""

    name: str
    days: float
    probability: int


@dataclass(frozen=True)
class Rep:
    """Someone who sells; every rep of a company has the same skill, whatever the figures say."""

    name: str
    team: str
    territories: tuple[str, ...]
    started: date
    left: date | None = None


@dataclass(frozen=True)
class Source:
    """Where leads come from: share of new deals and chance to advance from each stage, by year."""

    name: str
    share: tuple[float, float]
    advance: tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class Segment:
    """Customers of one size: share of accounts, median and spread (log) of a deal's value."""

    name: str
    tier: str
    share: float
    value: float
    spread: float


@dataclass(frozen=True)
class Company:
    """Everything that the simulation needs to know of one company."""

    key: str
    name: str
    seed: int
    currency: str
    deals: int
    accounts: int
    stages: tuple[Stage, ...]
    teams: Mapping[str, float]
    reps: tuple[Rep, ...]
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    products: tuple[str, ...]
    lost_reasons: tuple[str, ...]
    activities: tuple[str, ...]
    visit_kinds: tuple[str, ...]
    first_words: tuple[str, ...]
    second_words: tuple[str, ...]
    forms: tuple[str, ...]
    headers: Mapping[str, str]
    words: Mapping[str, str]
    pipeline: str
    quota: int
    team_effect: Mapping[tuple[str, int], float] = field(default_factory=dict)
    changed_stage: int | None = None
    changed_on: date = EXPORTED
    changed_factor: float = 1.0
    slow_stage: tuple[str, int, float] | None = None
    mass_close: date | None = None


POLISH = Company(
    key="kwarcowa_sowa",
    name="Kwarcowa Sowa sp. z o.o.",
    seed=20241104,
    currency="PLN",
    deals=1150,
    accounts=380,
    stages=(
        Stage("Pierwszy kontakt", 4, 10),
        Stage("Badanie potrzeb", 8, 20),
        Stage("Prezentacja", 9, 35),
        Stage("Oferta wysłana", 13, 50),
        Stage("Negocjacje", 10, 70),
        Stage("Umowa u prawnika", 12, 90),
    ),
    teams={"Zespół Północ": 0.33, "Zespół Południe": 0.36, "Zespół Centrum": 0.31},
    reps=(
        Rep("Łucja Mżawka", "Zespół Północ", ("pomorskie",), date(2023, 3, 1)),
        Rep("Gniewomir Szuwarek", "Zespół Północ", ("zachodniopomorskie",), date(2024, 2, 1)),
        Rep("Żaneta Kałamarz", "Zespół Północ", ("warmińsko-mazurskie",), date(2022, 9, 1)),
        Rep("Bogusz Wiatrołomek", "Zespół Północ", ("kujawsko-pomorskie",), date(2025, 6, 2)),
        Rep("Święcisława Parasolna", "Zespół Południe", ("śląskie",), date(2021, 1, 4)),
        Rep("Ździsław Pajęczynek", "Zespół Południe", ("małopolskie",), date(2023, 10, 2)),
        Rep("Bożydar Ćmielaczek", "Zespół Południe", ("dolnośląskie",), date(2024, 5, 6)),
        Rep(
            "Jaśmina Źrebiątko",
            "Zespół Południe",
            ("podkarpackie",),
            date(2023, 1, 2),
            date(2026, 3, 31),
        ),
        Rep("Kazimiera Jeżynkowa", "Zespół Centrum", ("mazowieckie",), date(2020, 8, 3)),
        Rep("Dobromir Świerszczyk", "Zespół Centrum", ("łódzkie",), date(2023, 6, 1)),
        Rep("Nawojka Gżegżółkowa", "Zespół Centrum", ("wielkopolskie",), date(2024, 11, 4)),
    ),
    sources=(
        Source(
            "Polecenie",
            (0.45, 0.20),
            ((0.95, 0.90, 0.90, 0.68, 0.88, 0.93), (0.96, 0.92, 0.92, 0.74, 0.90, 0.94)),
        ),
        Source(
            "Targi",
            (0.25, 0.18),
            ((0.85, 0.80, 0.85, 0.58, 0.82, 0.90), (0.87, 0.82, 0.86, 0.64, 0.84, 0.91)),
        ),
        Source(
            "Formularz WWW",
            (0.30, 0.62),
            ((0.66, 0.62, 0.70, 0.42, 0.75, 0.86), (0.69, 0.66, 0.73, 0.47, 0.78, 0.88)),
        ),
    ),
    segments=(
        Segment("Małe firmy", "C", 0.50, 14_000, 0.45),
        Segment("Średnie firmy", "B", 0.35, 38_000, 0.50),
        Segment("Duże firmy", "A", 0.15, 115_000, 0.60),
    ),
    products=("Kwarc Magazyn", "Kwarc Trasa", "Kwarc Raport"),
    lost_reasons=(
        "Za drogo",
        "Brak budżetu",
        "Wybrali konkurencję",
        "Brak odpowiedzi",
        "Odłożone w czasie",
        "Inny",
    ),
    activities=("Telefon", "Spotkanie", "E-mail", "Zadanie"),
    visit_kinds=("wizyta handlowa", "prezentacja u klienta", "przegląd współpracy"),
    first_words=(
        *("Turkusowy", "Szeptany", "Granatowy", "Piegowaty", "Zaspany", "Kraciasty", "Wąsaty"),
        *("Bursztynowy", "Gadatliwy", "Mglisty", "Puchaty", "Żwawy", "Śnieżny", "Łaciaty"),
        *("Pędzący", "Tańczący", "Dziewiąty", "Ćwierkający", "Kulisty", "Rozmarzony"),
    ),
    second_words=(
        *("Bóbr", "Młyn", "Kogucik", "Świerk", "Kajak", "Żubr", "Guzik", "Rogalik", "Wiatrak"),
        *("Łabędź", "Dzięcioł", "Pierścień", "Grzebień", "Kołowrotek", "Źrebak", "Parasol"),
        *("Kaktus", "Jaśminowiec", "Ołówek", "Tramwaj"),
    ),
    forms=("sp. z o.o.", "S.A.", "sp.k."),
    headers={
        "id": "Szansa sprzedaży - ID",
        "title": "Szansa sprzedaży - Tytuł",
        "owner": "Szansa sprzedaży - Właściciel",
        "value": "Szansa sprzedaży - Wartość",
        "currency": "Szansa sprzedaży - Waluta",
        "probability": "Szansa sprzedaży - Prawdopodobieństwo",
        "pipeline": "Szansa sprzedaży - Lejek",
        "stage": "Szansa sprzedaży - Etap",
        "status": "Szansa sprzedaży - Status",
        "created": "Szansa sprzedaży - Szansa sprzedaży utworzona",
        "moved": "Szansa sprzedaży - Ostatnia zmiana etapu",
        "won": "Szansa sprzedaży - Czas wygranej",
        "lost": "Szansa sprzedaży - Czas przegranej",
        "reason": "Szansa sprzedaży - Powód przegranej",
        "expected": "Szansa sprzedaży - Oczekiwana data zamknięcia",
        "next": "Szansa sprzedaży - Data następnej aktywności",
        "last": "Szansa sprzedaży - Data ostatniej aktywności",
        "done": "Szansa sprzedaży - Wykonane aktywności",
        "organization": "Szansa sprzedaży - Organizacja",
        "team": "Szansa sprzedaży - Zespół",
        "segment": "Szansa sprzedaży - Segment",
        "source": "Szansa sprzedaży - Źródło",
        "territory": "Szansa sprzedaży - Region",
        "product": "Szansa sprzedaży - Produkt",
    },
    words={
        "open": "Otwarta",
        "won": "Wygrana",
        "lost": "Przegrana",
        "total": "Suma",
        "select": "Wybierz",
        "yes": "tak",
        "no": "nie",
        "odd_company": '=HYPERLINK("https://przyklad.invalid";"Kliknij") sp. z o.o.',
    },
    pipeline="Sprzedaż",
    quota=110_000,
    team_effect={("Zespół Południe", 3): 0.56},
)


ENGLISH = Company(
    key="marmalade_lighthouse",
    name="Marmalade Lighthouse Ltd",
    seed=20251103,
    currency="GBP",
    deals=1100,
    accounts=400,
    stages=(
        Stage("Enquiry", 3, 5),
        Stage("Discovery call", 6, 15),
        Stage("Demo", 8, 30),
        Stage("Proposal sent", 11, 50),
        Stage("Credit check", 7, 75),
        Stage("Contract out", 6, 90),
    ),
    teams={"Field": 0.36, "Inside Sales": 0.38, "Partners": 0.26},
    reps=(
        Rep("Poppy Thimblewick", "Field", ("North", "Scotland"), date(2022, 4, 4)),
        Rep("Rufus Quillfeather", "Field", ("South", "Midlands"), date(2023, 9, 4)),
        Rep("Maud Pebblecroft", "Field", ("South", "North"), date(2024, 1, 8)),
        Rep("Alfie Bramblethorpe", "Field", ("Scotland", "Midlands"), date(2025, 9, 1)),
        Rep("Winnie Larkspindle", "Inside Sales", ("North", "South"), date(2021, 6, 7)),
        Rep("Barnaby Mossgrave", "Inside Sales", ("Midlands", "Scotland"), date(2023, 2, 6)),
        Rep(
            "Tilda Foxbarrow",
            "Inside Sales",
            ("South", "Scotland"),
            date(2022, 11, 7),
            date(2026, 5, 29),
        ),
        Rep("Otis Wrenfield-Moth", "Inside Sales", ("North", "Midlands"), date(2024, 10, 7)),
        Rep("Hettie Cloudsley-Finch", "Partners", ("North", "Midlands"), date(2020, 2, 3)),
        Rep("Jasper Nettlebank", "Partners", ("South", "Scotland"), date(2024, 3, 4)),
        Rep("Saffron Teasdrop", "Partners", ("Scotland", "South"), date(2023, 5, 1)),
    ),
    sources=(
        Source("Referral", (0.25, 0.25), ((0.90, 0.86, 0.78, 0.66, 0.93, 0.92),) * 2),
        Source("Webinar", (0.35, 0.35), ((0.80, 0.78, 0.72, 0.58, 0.90, 0.88),) * 2),
        Source("Outbound call", (0.40, 0.40), ((0.74, 0.74, 0.70, 0.54, 0.90, 0.88),) * 2),
    ),
    segments=(
        Segment("Small", "C", 0.45, 3_200, 0.45),
        Segment("Mid-market", "B", 0.38, 9_500, 0.50),
        Segment("Enterprise", "A", 0.17, 31_000, 0.60),
    ),
    products=("Marmalade Rota", "Marmalade Fleet", "Marmalade Stock"),
    lost_reasons=(
        "Price",
        "No budget",
        "Chose a competitor",
        "Went quiet",
        "Bad timing",
        "Other",
    ),
    activities=("Call", "Meeting", "Email", "Task"),
    visit_kinds=("sales visit", "on-site demo", "account review"),
    first_words=(
        *("Velvet", "Quilted", "Whispering", "Paper", "Cobalt", "Freckled", "Drowsy", "Gingham"),
        *("Amber", "Tumbling", "Misty", "Woolly", "Thistly", "Snowy", "Dappled", "Galloping"),
        *("Waltzing", "Ninth", "Chirping", "Daydreaming"),
    ),
    second_words=(
        *("Otter", "Badger", "Cockerel", "Spruce", "Kayak", "Bison", "Button", "Crumpet"),
        *("Windmill", "Cygnet", "Woodpecker", "Thimble", "Comb", "Spindle", "Foal", "Parasol"),
        *("Cactus", "Jasmine", "Pencil", "Tramcar"),
    ),
    forms=("Haulage Ltd", "Foundry plc", "& Daughters Ltd"),
    headers={
        "id": "Deal - ID",
        "title": "Deal - Title",
        "owner": "Deal - Owner",
        "value": "Deal - Value",
        "currency": "Deal - Currency of Value",
        "probability": "Deal - Probability",
        "pipeline": "Deal - Pipeline",
        "stage": "Deal - Stage",
        "status": "Deal - Status",
        "created": "Deal - Deal created",
        "moved": "Deal - Last stage change",
        "won": "Deal - Won time",
        "lost": "Deal - Lost time",
        "reason": "Deal - Lost reason",
        "expected": "Deal - Expected close date",
        "next": "Deal - Next activity date",
        "last": "Deal - Last activity date",
        "done": "Deal - Done activities",
        "organization": "Deal - Organization",
        "team": "Deal - Team",
        "segment": "Deal - Segment",
        "source": "Deal - Source",
        "territory": "Deal - Territory",
        "product": "Deal - Product",
    },
    words={
        "open": "Open",
        "won": "Won",
        "lost": "Lost",
        "total": "Total",
        "select": "Select",
        "yes": "yes",
        "no": "no",
        "odd_company": "<b>Acme</b> & Sons",
    },
    pipeline="New business",
    quota=20_000,
    changed_stage=2,
    changed_on=SECOND_YEAR,
    changed_factor=0.66,
    slow_stage=("Scotland", 4, 3.5),
    mass_close=date(2026, 6, 30),
)

COMPANIES = (POLISH, ENGLISH)
