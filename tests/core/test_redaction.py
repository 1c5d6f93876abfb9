"""Personal data goes, what is no personal data stays: hand-made texts, generated ones, and traps."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.personal_numbers import identity_card, luhn, nip, pesel, regon
from salestoolkit.sources.redaction import load_redactor

CASES = Path(__file__).parents[1] / "objections"
ENOUGH = 0.95
LETTERS = "ABCDEFGHIJKLMNPRSTUWXYZ"


def _hand_made(language: str) -> list[dict[str, object]]:
    text = (CASES / f"redaction_{language}.toml").read_text(encoding="utf-8")
    cases: list[dict[str, object]] = tomllib.loads(text)["case"]
    return cases


@pytest.mark.parametrize("language", ["en", "pl"])
def test_of_texts_made_by_hand_nearly_all_that_must_go_is_gone_and_the_rest_stays(
    language: str,
) -> None:
    removed = kept = to_remove = to_keep = 0
    for case in _hand_made(language):
        text = load_redactor().redact(str(case["text"])).text
        to_remove += len(case["remove"])  # type: ignore[arg-type]
        to_keep += len(case["keep"])  # type: ignore[arg-type]
        removed += sum(one not in text for one in case["remove"])  # type: ignore[attr-defined]
        kept += sum(one in text for one in case["keep"])  # type: ignore[attr-defined]
    assert removed / to_remove >= ENOUGH
    assert kept / to_keep >= 0.97


# ---- numbers whose check digits hold


def _digits(random_: random.Random, n: int) -> str:
    return "".join(str(random_.randrange(10)) for _ in range(n))


def _checked(random_: random.Random, n: int, holds: object) -> str:
    while True:
        number = _digits(random_, n)
        if holds(number):  # type: ignore[operator]
            return number


def _iban(random_: random.Random, country: str, body: str) -> str:
    value = "".join(str(int(sign, 36)) for sign in f"{body}{country}00")
    return f"{country}{98 - int(value) % 97:02d}{body}"


def _identity(random_: random.Random) -> str:
    while True:
        card = "".join(random_.choice(LETTERS) for _ in range(3)) + _digits(random_, 6)
        if identity_card(card):
            return card


def _grouped(text: str, size: int) -> str:
    return " ".join(text[place : place + size] for place in range(0, len(text), size))


SURNAMES = ("Zającowa", "Wrona", "Dębski", "Nowicka", "Hollis", "Marsh", "Okoro", "Sanderson")
FIRST = ("Tomasz", "Beata", "Krzysztof", "Renata", "Colin", "Harriet", "Nigel", "Zuzanna")


def _generated(seed: int) -> tuple[str, list[str]]:
    """A letter with every kind of personal data in it, and what must go."""
    r = random.Random(seed)
    account = _iban(r, "PL", _digits(r, 24))
    number = _checked(r, 11, pesel)
    tax = _checked(r, 10, nip)
    card = _checked(r, 16, luhn)
    identity = _identity(r)
    land = f"WA{r.randrange(1, 9)}M/{_digits(r, 8)}/{r.randrange(10)}"
    phone = (
        f"{r.choice('5678')}{_digits(r, 2)} {_digits(r, 2)}{r.randrange(1, 10)} {_digits(r, 2)}7"
    )
    mail = f"x{_digits(r, 3)}@firma.example"
    house = r.randrange(1, 99)
    first = r.choice(FIRST)
    first2, last2 = r.choice(FIRST), r.choice(SURNAMES)
    polish = r.random() < 0.5
    head = f"Dzień dobry {first}," if polish else f"Hello {first},"
    lines = [
        head,
        f"cena 12 500 zł jest za wysoka, NIP {tax[:3]}-{tax[3:6]}-{tax[6:8]}-{tax[8:]}, PESEL {number}."
        if polish
        else f"the price of 12,500 PLN is too high, tax number PL{tax}, personal number {number}.",
        f"{_grouped(account[:2] + account[2:], 4)} / {_grouped(card, 4)}",
        f"dowód {identity}, księga {land}, tel. {phone}, {mail}",
        f"ul. Lipowa {house}, 00-950 Warszawa" if polish else f"{house} Willow Lane",
        "Pozdrawiam" if polish else "Kind regards",
        f"{first2} {last2}",
    ]
    gone = [tax, number, identity, land, phone, mail, first2, last2, first]
    gone += [_grouped(account, 4), _grouped(card, 4)]
    gone.append(f"Lipowa {house}" if polish else f"{house} Willow Lane")
    return "\n".join(lines), gone


def test_of_generated_letters_nearly_all_that_must_go_is_gone() -> None:
    gone = total = 0
    for seed in range(120):
        text, must_go = _generated(seed)
        clean = load_redactor().redact(text).text
        plain = clean.replace("-", "")
        gone += sum(one not in clean and one not in plain for one in must_go)
        total += len(must_go)
        assert "12 500 zł" in clean or "12,500 PLN" in clean
    assert gone / total >= ENOUGH


# ---- traps


@pytest.mark.parametrize(
    "text",
    [
        "The price is 1 250 000 zł, or 120 000 000 PLN for all 12 lines.",
        "Order no. 123 456 789 was delivered on 2026-11-26 at 14:30.",
        "Model HX-2041-77, serial 4471-88, version 3.12.1, invoice 2026/0412.",
        "Zamówienie nr 600 100 200 wyszło 26.11.2026, faktura 15/11/2026.",
        "We pay 2-3 % a month for 10-200 users, i.e. 24 months.",
        "Państwo prowadzicie firmę od 2004 roku, a Pani oferta jest ciekawa.",
        "Thanks for the demo. Monday works, but the price does not.",
        "Hi all, the team is happy. Dear customer, thank you very much.",
        "Our Model 300 in London and Kraków is too slow, so is Kwarc Magazyn.",
        "Rzut 3x4 m, ul to dom pszczół, a placówka jest zamknięta.",
    ],
)
def test_prices_dates_products_and_plain_words_stay(text: str) -> None:
    assert load_redactor().redact(text).text == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rozmawiałem z panią Anną Kowalską, a Kowalska powiedziała nie.", []),
        ("Ask Priscilla; Priscilla's budget is gone.", []),
        ("Według Dudzińskiej to za drogo, Dudzińska nie podpisze.", ["Ewa Dudzińska"]),
    ],
)
def test_a_name_that_was_found_goes_everywhere_in_any_form(text: str, names: list[str]) -> None:
    clean = load_redactor().redact(text, names=names).text
    for word in ("Ann", "Kowalsk", "Priscilla", "Dudzińsk"):
        assert word not in clean


def test_a_short_name_is_no_other_word() -> None:
    clean = load_redactor().redact("Hi Sam, Same price? Samples are fine. Sam knows.").text
    assert "Same price" in clean
    assert "Samples" in clean
    assert "Sam," not in clean
    assert "Sam knows" not in clean


@given(st.text(max_size=200))
def test_a_text_is_changed_where_something_was_counted_and_nowhere_else(text: str) -> None:
    found = load_redactor().redact(text)
    assert (found.text == text) == (sum(found.counts.values()) == 0)


def test_counts_tell_how_much_of_each_kind_was_taken_out() -> None:
    found = load_redactor().redact("Hi Tom, write to a@b.example or c@d.example. Regards, Beth")
    assert found.counts == {"email": 2, "name": 2}


def test_a_number_whose_check_digit_fails_is_no_personal_number() -> None:
    assert pesel("44051401359")
    assert not pesel("44051401358")
    assert nip("1234563218")
    assert not nip("1234563217")
    assert regon("123456785")
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
