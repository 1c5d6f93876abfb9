"""What is said of a discount, in both languages, without a key that is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salestoolkit.core.approval_log import DiscountsSeen, Side, log_totals
from salestoolkit.core.approvals import Approval, Ladder, Rung
from salestoolkit.core.negotiation import Discount, Offer
from salestoolkit.core.negotiation_curve import discount_table
from salestoolkit.core.negotiation_sheet import Swap
from salestoolkit.core.proportions import Interval
from salestoolkit.core.purchase_path import NEEDED, PathGap
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import Words, load_words
from salestoolkit.words.approvals import approval_line, seen_lines, total_lines
from salestoolkit.words.negotiation import (
    ask_line,
    discount_headline,
    discount_lines,
    granting_line,
    path_gap,
    share_text,
)
from salestoolkit.words.negotiation_returns import ask_lists
from salestoolkit.words.negotiation_table import table_header, table_rows
from salestoolkit.words.negotiation_typed import typed_range

OFFER = Offer(price=Decimal(120000), cost=Decimal(90000), currency="PLN")
LADDER = Ladder(
    (
        Rung(role="Handlowiec", up_to=Decimal("0.05")),
        Rung(role="Prezes", up_to=Decimal("0.15"), people=("Edwin Bagno",)),
    )
)
both = pytest.mark.parametrize("language", ["en", "pl"])


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def discount(amount: int, chance_with: Any = None) -> Discount:
    return Discount(offer=OFFER, amount=Decimal(amount), chance_now=0.4, chance_with=chance_with)


@both
@pytest.mark.parametrize(
    ("amount", "chance_with"),
    [
        (0, None),
        (6000, (0.5, 0.5)),
        (6000, (0.5, 0.6)),
        (6000, (0.45, 0.55)),
        (6000, None),
        (12000, (0.5, 0.6)),
        (20000, None),
        (30000, (1, 1)),
        (120000, (1, 1)),
    ],
)
@pytest.mark.parametrize("judged", [True, False])
def test_every_case_has_its_sentences(
    language: str, amount: int, chance_with: Any, judged: bool
) -> None:
    words, found = load_words(language), discount(amount, chance_with)
    said = [discount_headline(words, found, judged=judged)]
    said += discount_lines(words, found, judged=judged)
    said += filter(None, [ask_line(words, found)])
    for line in said:
        assert line and "{" not in line and "None" not in line and "nan" not in line.lower()


def test_the_polish_sentence_is_polish() -> None:
    words = load_words("pl")
    said = plain(discount_headline(words, discount(12000, (0.5, 0.6))))
    assert said == (
        "Rabat 10% (12 000 zł) się nie opłaca: oczekiwana marża to od 9 000 zł do 10 800 zł zamiast "
        "12 000 zł. Prawdopodobieństwo wygranej musiałoby wzrosnąć powyżej 66,7%, a według Twojego "
        "szacunku wyniesie od 50% do 60%."
    )


def test_what_is_asked_is_rounded_up_never_down() -> None:
    offer = Offer(price=Decimal("1000.50"), cost=Decimal(500), currency="GBP")
    found = Discount(offer=offer, amount=Decimal("100.20"), chance_now=0.4)
    said = ask_line(load_words("en"), found)
    assert said is not None and "£101" in said


@pytest.mark.parametrize(
    ("share", "largest", "said"),
    [
        ("0.04", None, "Może go przyznać: Handlowiec (do 5%)."),
        ("0.12", None, "Może go przyznać: Prezes (do 15%): Edwin Bagno."),
        ("0.2", None, "najwyższy limit to 15% (Prezes)"),
        ("0.12", "0.1", "poniżej ceny minimalnej"),
    ],
)
def test_it_is_said_who_may_grant_it(share: str, largest: str | None, said: str) -> None:
    most = None if largest is None else Decimal(largest)
    line = granting_line(load_words("pl"), Decimal(share), LADDER, largest=most)
    assert line is not None and said in line


def test_without_a_discount_or_a_ladder_nobody_is_named() -> None:
    words = load_words("en")
    assert granting_line(words, Decimal(0), LADDER) is None
    assert granting_line(words, Decimal("0.1"), None) is None


@both
def test_a_table_says_who_may_grant_each_and_where_the_floor_is(language: str) -> None:
    words = load_words(language)
    rows = table_rows(
        words,
        discount_table(OFFER, chance_now=0.4),
        ladder=LADDER,
        floor=Decimal(106000),
    )
    assert len(table_header(words, ladder=LADDER)) == len(rows[0]) == 6
    assert [row[-1] for row in rows[:2]] == ["Handlowiec", "Handlowiec"]
    assert rows[-1][-1] == words.text("negotiation.table.floor")
    assert rows[-1][3] == words.text("negotiation.table.over")


@both
def test_what_to_ask_in_return_names_what_is_not_enough(language: str) -> None:
    words = load_words(language)
    swaps = [
        Swap(
            give="<b>Start",
            costs_us=Decimal(100),
            take=f"take {worth}",
            worth_to_us=None if worth is None else Decimal(worth),
            worth_to_them="much",
        )
        for worth in (100, 20000, None)
    ]
    (_, asked), (_, given) = ask_lists(words, swaps, discount(12000, (0.5, 0.6)))
    assert "take 20000" in asked[0] and "take 100" in asked[1] and len(given) == 3
    assert ask_lists(words, [], discount(12000)) == [(words.text("negotiation.ask.none"), [])]


@both
def test_every_gap_and_every_hurdle_has_what_to_do(language: str) -> None:
    words = load_words(language)
    codes = [
        *NEEDED.values(),
        *("no_steps", "step_without_person", "step_without_date", "obstacle_without_help"),
        *("out_of_order", "late"),
    ]
    for code in codes:
        lacks, action = path_gap(words, PathGap(code=code, step="x", day=date(2026, 12, 1)))  # type: ignore[arg-type]
        assert lacks and action
    for field in load_sheet("easy_yes", language):
        if field.type == "yes_no_unknown":
            assert words.text(f"negotiation.hurdle.{field.key}")


def seen(difference: Interval | None) -> DiscountsSeen:
    side = Side(won=12, lost=18, open=3)
    return DiscountsSeen(
        since=date(2026, 3, 1),
        as_of=date(2026, 10, 31),
        with_discount=side,
        without=Side(won=30, lost=30, open=5),
        unknown=("Młyn",),
        difference=difference,
    )


@both
@pytest.mark.parametrize(
    ("difference", "key"),
    [
        (None, "few"),
        (Interval(0.02, 0.3), "difference_plus"),
        (Interval(-0.3, -0.02), "difference_minus"),
        (Interval(-0.3, 0.1), "difference_unclear"),
    ],
)
def test_an_association_is_said_to_be_one(
    language: str, difference: Interval | None, key: str
) -> None:
    words: Words = load_words(language)
    lines = seen_lines(words, seen(difference))
    assert words.text("negotiation.log.association") in lines
    start = words.content.text(f"negotiation.log.{key}").split("{")[0]
    assert any(line.startswith(start) for line in lines)
    assert "Młyn" in lines[-1]


@both
def test_the_log_says_what_came_back(language: str) -> None:
    words = load_words(language)
    one = Approval(
        day=date(2026, 11, 26),
        deal="Młyn\x1b",
        asked_by="Anna",
        granted_by="Handlowiec",
        discount=Decimal("0.125"),
    )
    line = approval_line(words, one)
    assert words.text("negotiation.log.nothing") in line and "\x1b" not in line
    totals = total_lines(words, log_totals([one]), [one], LADDER)
    assert len(totals) == 2 and share_text(words, Decimal("0.125")) in totals[0]
    assert total_lines(words, log_totals([]), [], LADDER) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("50%", "0.5", "0.5"),
        ("45-60%", "0.45", "0.6"),
        ("45% – 60%", "0.45", "0.6"),
        ("0.45-0.6", "0.45", "0.6"),
    ],
)
def test_a_range_is_read_as_it_is_typed(text: str, low: str, high: str) -> None:
    assert typed_range(text, "--with") == (Decimal(low), Decimal(high))
