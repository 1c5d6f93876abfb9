"""What channel tests say: the verdict first, in natural sentences, whatever came out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from channel_readings import MONEY, TEST, made, readings

from salestoolkit.core.channel_assign import Assignment, BalanceRow
from salestoolkit.core.channel_consent import LeftOut, MayTakePart
from salestoolkit.core.channel_plan import plan_channels
from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_setup import Outcome
from salestoolkit.words import Words, load_words
from salestoolkit.words.channel_accounts import account_lines, old_results
from salestoolkit.words.channel_assign import balance_lines, draw_lines, left_out_lines
from salestoolkit.words.channel_headline import reading_headline
from salestoolkit.words.channel_looks import look_lines
from salestoolkit.words.channel_money import money_plan
from salestoolkit.words.channel_plan import plan_headline, plan_lines
from salestoolkit.words.channel_tests import (
    meaning_line,
    next_steps,
    reading_details,
    told_lines,
)

MADE = readings()
WORDS = {language: load_words(language) for language in ("en", "pl")}
UNFINISHED = re.compile(r"[{}]|\bNone\b|\bnan\b|  |–,|: \.|\(\)")


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("name", MADE)
def test_every_reading_is_told_to_the_end(name: str, words: Words) -> None:
    reading = MADE[name]
    lines = told_lines(words, reading, latest=None, own_arms=True)
    assert lines[0] == reading_headline(words, reading)
    for line in [*lines, meaning_line(words, reading)]:
        assert not UNFINISHED.search(line.strip()), line
    assert next_steps(words, reading)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("winner", "“Pytanie” works better: 14.2% instead of 8.1% (“odpowiedź” within 10 days)."),
        (
            "winner_many",
            "“Zdjęcie” works better than each of the others: 16.7%, the next best 8.3%",
        ),
        (
            "not_yet",
            "Too early to read: 600 of the 852 planned leads have completed their 10 days; the rest",
        ),
        (
            "cannot_tell",
            "Cannot tell yet: the difference may be chance (“Oferta” 7.9%, “Pytanie” 13.6%)",
        ),
        ("over", "The planned number is in, with no clear difference"),
        ("no_wins", "Not one “odpowiedź” in any variant: there is no winner."),
        ("no_outcomes", "Nothing to read yet: no lead in “Pytanie” has completed its 10 days."),
        (
            "blocked",
            "This result cannot be trusted: the variants are not the sizes that were planned (620 “Oferta”",
        ),
        ("no_difference", "No difference that matters"),
        ("winner_money", "“Pytanie” brings in more: PLN\N{NO-BREAK SPACE}85.00 a lead instead of"),
        ("few_buyers", "Cannot tell:"),
        (
            "groups",
            "Cannot tell: “Oferta” 8.1%, “Pytanie” 14.2%. Whole groups are in one variant (2 + 2)",
        ),
    ],
)
def test_the_verdict_comes_first_with_its_figures(name: str, said: str) -> None:
    assert reading_headline(WORDS["en"], MADE[name]).startswith(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("winner", "Lepiej działa „Pytanie”: 14,2% wobec 8,1% („odpowiedź” w ciągu 10 dni)."),
        (
            "cannot_tell",
            "Jeszcze nie wiadomo: „Oferta” 7,9%, „Pytanie” 13,6% to może być przypadek",
        ),
        ("no_wins", "W żadnym wariancie ani razu nie było wyniku „odpowiedź”: nie ma zwycięzcy."),
        (
            "winner_money",
            "„Pytanie” przynosi więcej: 85,00\N{NO-BREAK SPACE}zł na leada wobec 22,00",
        ),
    ],
)
def test_a_polish_seller_reads_polish(name: str, said: str) -> None:
    assert reading_headline(WORDS["pl"], MADE[name]).startswith(said)


def test_the_details_name_the_test_used_the_chance_and_the_cost_of_being_wrong() -> None:
    said = " ".join(reading_details(WORDS["en"], MADE["winner"]))
    assert "+6 percentage points" in said or "+6.0" in said
    assert "Boschloo's exact test" in said
    assert (
        "Chance that “Pytanie” is really the better one (as if nobody had looked earlier): 99."
        in said
    )
    assert "if you stay with “Oferta”" in said
    large = " ".join(reading_details(WORDS["en"], MADE["no_difference"]))
    assert "pooled score test" in large


@pytest.mark.parametrize("name", ["blocked", "blocked_counted"])
def test_a_result_that_may_not_be_read_is_told_by_no_sentence(name: str) -> None:
    reading = MADE[name]
    rates = [WORDS["en"].percent(arm.rate, digits=1) for arm in reading.arms]
    told = " ".join(told_lines(WORDS["en"], reading))
    assert not any(rate in told for rate in rates)


def test_peeking_is_named_and_explained() -> None:
    said = " ".join(look_lines(WORDS["en"], MADE["cannot_tell"]))
    assert "Looks so far, including this one: 2;" in said
    assert "On 9 October 2026 a plain test would have called “Pytanie” the winner" in said
    earlier = " ".join(look_lines(WORDS["en"], MADE["winner_earlier"]))
    assert "It was decided on 9 October 2026" in earlier
    assert "first look" in " ".join(look_lines(WORDS["en"], MADE["winner"]))


def test_waiting_is_not_asking() -> None:
    asked = " ".join(next_steps(WORDS["en"], MADE["not_yet"]))
    assert "Contact another 252 leads" in asked
    waiting = " ".join(next_steps(WORDS["en"], MADE["not_yet_waiting"]))
    assert "only a matter of waiting" in waiting and "another" not in waiting


def test_every_reason_to_set_a_row_apart_is_named_with_its_leads() -> None:
    lines = account_lines(WORDS["en"], MADE["winner"].back)
    said = " ".join(lines)
    assert "Set aside, an outcome before the contact: 1 (X4)." in lines
    assert "never drawn into the test: 5 (X6, X7, X8, and 2 more)" in said
    assert "Rows of results: 900; used: 883; repeated: 6; set aside: 11." in lines


def test_an_old_file_of_results_is_warned_of() -> None:
    back = MADE["winner"].back
    assert old_results(WORDS["en"], back, back.as_of) is None
    warned = old_results(WORDS["pl"], back, back.as_of.replace(day=1))
    assert warned is not None and "--as-of" in warned


def test_names_that_people_typed_are_kept_short_and_inert() -> None:
    arms = (replace(TEST.arms[0], name="A\x1b[31m\n" + "x" * 90), TEST.arms[1])
    reading: Reading = made(replace(TEST, arms=arms), (430, 61), (430, 35))
    said = reading_headline(WORDS["en"], reading)
    assert "\x1b" not in said and "\n" not in said and len(said) < 200


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("looks", ["once", "daily", "any_time"])
@pytest.mark.parametrize("pace", [None, 3])
def test_a_plan_is_told_to_the_end(words: Words, looks: str, pace: float | None) -> None:
    plan = plan_channels(base=0.08, smallest=0.02, arms=3, leads_per_day=pace, looks=looks)  # type: ignore[arg-type]
    head = plan_headline(words, plan, leads_per_day=pace, window_days=14)
    lines = [head, *plan_lines(words, plan, cluster="rep")]
    assert not any(UNFINISHED.search(line) for line in lines)
    assert words.number(plan.leads_each) in head
    too_long = words.text("channel_test.plan.too_long")
    assert (too_long in lines) == (pace is not None)


def test_a_plan_beyond_all_leads_is_none() -> None:
    plan = plan_channels(base=0.9, smallest=0.2)
    assert "more than 100%" in plan_headline(WORDS["en"], plan, leads_per_day=9, window_days=1)
    assert plan_lines(WORDS["en"], plan) == []


def test_money_is_planned_where_its_spread_is_known() -> None:
    spread = Outcome(kind="amount", smallest=50, spread=300, currency="GBP")
    said = money_plan(WORDS["en"], replace(MONEY, outcome=spread))
    assert said is not None and said.startswith("It takes 1,132 leads, 566 a variant")
    assert money_plan(WORDS["en"], MONEY) is None


def test_a_draw_is_told_with_every_row() -> None:
    drawn = Assignment(
        arms={"L1": "Oferta", "L2": "Pytanie"}, kept={"L3": "Oferta"}, repeated=("L1",), no_id=2
    )
    said = " ".join(draw_lines(WORDS["pl"], TEST, drawn, broken=1))
    assert said.startswith("Wylosowano 2 leady: Oferta 1, Pytanie 1.")
    assert "złą liczbą komórek: 1" in said and "Wiersze bez leada: 2" in said
    rows = [BalanceRow(column="Segment", value="", counts={"Oferta": 3, "Pytanie": 4})]
    assert balance_lines(WORDS["pl"], TEST, rows)[1] == "  (puste): Oferta 3, Pytanie 4"
    assert balance_lines(WORDS["pl"], TEST, rows * 20) == []


def test_those_left_out_are_counted_by_channel_and_reason() -> None:
    left = tuple(
        LeftOut(lead=f"L{at}", name="", channel="email", reason="unknown") for at in range(3)
    )
    found = MayTakePart(
        allowed=frozenset(), left_out=left, unruled=("letter",), register_unchecked=True
    )
    lines = left_out_lines(WORDS["en"], found)
    assert lines[1] == "  e-mail: no consent on record – 3"
    assert "--register" in lines[2] and "letter" in lines[3]
