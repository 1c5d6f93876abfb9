"""Kwarcowa Sowa: a Polish company that sells warehouse software to other companies.

Invented: no real person or company. Every true parameter of its simulation stands here; `STORIES.md`
tells what a reader can discover of them.
"""

from __future__ import annotations

from datetime import date

from companies import Company, Rep, Segment, Source, Stage

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
    tables={
        "activities": (
            *("Aktywność - ID", "Aktywność - Typ", "Aktywność - ID szansy sprzedaży"),
            *("Aktywność - Przypisano do użytkownika", "Aktywność - Termin"),
            *("Aktywność - Wykonano", "Aktywność - Czas oznaczenia jako wykonane"),
        ),
        "reps": ("Handlowiec", "Zespół", "Region", "Data zatrudnienia", "Data odejścia"),
        "accounts": (
            *("Firma", "Segment", "Klasa", "Województwo", "Handlowiec", "Potencjał"),
            "Obecny klient",
        ),
        "visits": ("Data wizyty", "Firma", "Handlowiec"),
        "quotas": ("Handlowiec", "Miesiąc", "Plan", "Waluta"),
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
    quota=45_000,
    team_effect={("Zespół Południe", 3): 0.56},
)
