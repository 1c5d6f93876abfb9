"""What the notebook's sections say, in both languages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.reports.blocks import Chart
from salestoolkit.reports.detail_sections import CHAPTERS
from salestoolkit.reports.page import open_page, rehearse
from salestoolkit.reports.sections import KEY_FIGURES, SECTIONS, FunnelPage
from salestoolkit.words import load_words

Save = Callable[..., Path]
ENGLISH = (
    *("funnel", "deals", "stage", "win", "won", "lost", "open", "median", "value", "leak"),
    *(
        "conversion",
        "probably",
        "interval",
        "days",
        "figures",
        "definition",
        "details",
        "None",
        "nan",
    ),
)


def words_of(page: FunnelPage) -> str:
    """All that the page's HTML says, without its markup."""
    parts = [getattr(page, name)().html for name in SECTIONS]
    parts += [page.chapter(name).html for name in CHAPTERS]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    labels = " ".join(re.findall(r'(?:data-label|aria-label)="([^"]*)"', text))
    text = html.unescape(re.sub(r"<[^>]+>", " ", text) + " " + labels)
    return re.sub(r"\s+", " ", text)


def alt_texts(page: FunnelPage) -> str:
    charts = [page.funnel(), page.time_in_stage(), page.leaks(), page.win_curve()]
    charts += [page.chapter(name) for name in CHAPTERS]
    return " ".join(
        str(block.bundle()[0]["text/plain"])
        for chart in charts
        for block in chart.blocks
        if isinstance(block, Chart)
    )


@pytest.fixture(scope="module")
def part(team_book: Path) -> FunnelPage:
    return open_page(team_book, dimension="team", value="Południe", language="pl")


def test_the_page_for_all_counts_every_deal(team_book: Path) -> None:
    page = open_page(team_book)
    assert page.audit.figures["deals"].n == 420
    assert page.title == "Funnel analysis"
    said = words_of(page)
    assert "All deals" in said
    assert "420 deals as of 31 October 2026" in said


def test_a_part_has_its_own_deals_and_title(part: FunnelPage) -> None:
    assert part.title == "Analiza lejka – Zespół: Południe"
    assert part.audit.figures["deals"].n == 140
    assert "140 szans, stan na 31 października 2026" in words_of(part)


def test_deals_without_a_value_have_a_page_with_a_name(team_book: Path) -> None:
    page = open_page(team_book, dimension="team", value="", language="pl")
    assert page.title == "Analiza lejka – Zespół: bez zespołu"
    assert page.audit.figures["deals"].n == 140


def test_the_headline_and_the_largest_leak_name_the_weak_stage(part: FunnelPage) -> None:
    assert part.audit.leak_stage == "Pokaz"
    assert words_of(part).count("„Pokaz”") >= 2
    said = load_words("pl").headline(part.audit).replace("\N{NO-BREAK SPACE}", " ")
    assert said in words_of(part)
    assert "Co zrobić w poniedziałek" in words_of(part)
    assert part.next_steps().html.count("<li>") == 3


def test_stages_are_held_against_the_targets_that_were_given(
    team_book: Path, part: FunnelPage
) -> None:
    stage = next(one for one in part.audit.process.deal_stages if one.name == "Pokaz")
    page = open_page(team_book, language="en", targets=f"{stage.name}=95%")
    row = page.audit.leaks.set_index("stage").loc[stage.key]
    assert (row["reference"], row["reference_kind"]) == (0.95, "target")
    assert page.audit.leak_stage == stage.key
    others = page.audit.leaks[page.audit.leaks["stage"] != stage.key]
    assert others["lost_value"].isna().all()


def test_each_key_figure_has_its_n_and_date_and_interval(part: FunnelPage) -> None:
    cards = part.key_figures().html.split("<dt>")[1:]
    assert len(cards) == len(KEY_FIGURES)
    for name, card in zip(KEY_FIGURES, cards, strict=True):
        figure = part.audit.figures[name]
        assert f"n = {figure.n} · 31.10.2026" in card
        if figure.low is not None:
            assert "prawdopodobnie od" in card


def test_the_biased_figures_are_called_so(team_book: Path) -> None:
    said = open_page(team_book).win_rates().html
    assert "Win rate of closed deals (biased)" in said
    assert "Median days of won deals (biased)" in said
    assert "Closed deals only, so it is distorted" in said


@pytest.mark.slow
def test_the_polish_page_holds_no_english_word(team_book: Path) -> None:
    for value in ("", "Południe"):
        page = open_page(team_book, dimension="team", value=value, language="pl")
        said = f"{words_of(page)} {alt_texts(page)}"
        # a command is typed as it stands, in any language
        said = re.sub(r"""salestoolkit deals --book \w+ --select ("[^"]*"|'[^']*'|\S+)""", "", said)
        found = [word for word in ENGLISH if re.search(rf"\b{word}\b", said, re.IGNORECASE)]
        assert not found
    assert "zł" in said


def test_the_english_page_of_english_data_holds_no_polish_letter(book_at: Save) -> None:
    stages = [("Lead in", "qualification", 0.8, 5), ("Offer", "closing", 0.4, 20)]
    book = book_at(teams=["North", "South"], stages=stages, currencies=["USD"], deals=200)
    page = open_page(book, dimension="team", value="North")
    assert not re.findall("[ąćęłńóśźż]", words_of(page).replace("Sprzedaż", ""))


ODD: dict[str, tuple[str, dict[str, Any]]] = {
    "one deal": ("en", {"deals": 1}),
    "few deals": ("pl", {"deals": 4}),
    "one stage": ("en", {"stages": [("Only", None, 0.4, 9)], "deals": 60}),
    "60 stages": ("pl", {"stages": [(f"Etap {n}", None, 0.99, 2) for n in range(60)], "deals": 60}),
    "no currency": ("pl", {"currencies": [None], "deals": 60}),
}
"""Books that are out of the ordinary, and in which language the quick tests look at their pages."""


@pytest.mark.parametrize(
    ("name", "language"),
    [
        pytest.param(name, language, marks=() if language == quick else pytest.mark.slow)
        for name, (quick, _) in ODD.items()
        for language in ("en", "pl")
    ],
)
def test_every_section_can_be_shown(book_at: Save, name: str, language: str) -> None:
    page = open_page(book_at(**ODD[name][1]), language=language)
    said = words_of(page)
    assert page.title in said
    assert "nan" not in said.lower().split()


def test_a_book_seen_before_its_first_deal_says_so(team_book: Path) -> None:
    page = open_page(team_book, as_of="2020-01-01")
    assert page.audit.as_of == date(2020, 1, 1)
    assert "There are no deals here yet" in words_of(page)


def test_a_currency_takes_only_its_own_deals(book_at: Save) -> None:
    book = book_at(currencies=["PLN", "EUR", "EUR", None], deals=200)
    pages = {currency: open_page(book, currency=currency) for currency in (None, "EUR", "")}
    counts = {currency: page.audit.figures["deals"].n for currency, page in pages.items()}
    assert counts == {None: 200, "EUR": 100, "": 50}
    assert "Amounts in EUR" in words_of(pages["EUR"])
    assert "no currency" in words_of(pages[""])


@pytest.mark.slow
def test_a_long_name_is_cut_and_a_hostile_one_is_text(book_at: Save) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    stages = [(hostile, "closing", 0.5, 9), ("S" * 10_000, None, 0.5, 9)]
    book = book_at(teams=[hostile, "T" * 10_000], stages=stages, deals=120)
    for value in (hostile, "T" * 10_000):
        page = open_page(book, dimension="team", value=value)
        markup = "".join(getattr(page, name)().html for name in SECTIONS)
        assert "<img" not in markup
        assert "S" * 100 not in markup
        assert "T" * 100 not in markup


def test_a_date_that_is_none_is_named(team_book: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        open_page(team_book, as_of="31.10.2026")
    assert caught.value.code == "not_a_date"


def test_a_rehearsal_leaves_a_wrong_book_for_the_page_to_say(tmp_path: Path) -> None:
    with pytest.raises(BookError):
        open_page(tmp_path)
    rehearse(book=str(tmp_path))
