"""What an index says of figures that are another than a week ago."""

from __future__ import annotations

import pytest

from salestoolkit.words import load_words
from salestoolkit.words.batch_index import figure_change, names, notebook_title


def said(language: str, value: float, then: float, unit: str, **more: str) -> str | None:
    text = figure_change(
        load_words(language), "won", {"value": value, "unit": unit, **more}, then, "PLN"
    )
    return None if text is None else text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_count_says_how_many_more() -> None:
    assert said("en", 1207, 1200, "count") == "won deals: 1,207 (+7)"
    assert said("pl", 12_070, 12_079.5, "count") == "wygrane szanse: 12 070 (−9,5)"


def test_a_share_differs_in_points_and_a_chance_in_whole_ones() -> None:
    assert said("en", 0.234, 0.2, "share") == "won deals: 23.4% (+3.4 pp)"
    assert said("pl", 0.234, 0.2, "share") == "wygrane szanse: 23,4% (+3,4 p.p.)"
    assert said("en", 0.2, 0.7, "chance") == "won deals: 20% (−50 pp)"


def test_a_difference_is_that_of_the_figures_as_they_are_shown() -> None:
    # 19.53% is shown as 20%, 38.17% as 38%: a reader subtracts what is there
    assert said("en", 0.1953, 0.3817, "chance") == "won deals: 20% (−18 pp)"


def test_money_has_its_currency() -> None:
    assert said("pl", 1_000_000.4, 2_500, "money") == "wygrane szanse: 1 000 000 zł (+997 500 zł)"


@pytest.mark.parametrize(("now", "then", "unit"), [(5, 5.0, "count"), (0.20001, 0.2, "share")])
def test_figures_that_are_shown_alike_are_no_change(now: float, then: float, unit: str) -> None:
    assert said("en", now, then, unit) is None


def test_a_teams_own_figure_bears_its_own_label_on_one_line() -> None:
    assert said("en", 3, 2, "count", label="Share of\n services") == "Share of services: 3 (+1)"


def test_a_long_row_of_names_is_cut_and_counted() -> None:
    words = load_words("en")
    assert names(words, ["a", "b"]) == "a; b"
    assert names(words, [str(number) for number in range(20)]).endswith("; 11; 8 more")


def test_a_notebook_is_called_as_its_page_or_by_its_file() -> None:
    assert notebook_title(load_words("pl"), "funnel_audit", "funnel_audit.ipynb") == "Analiza lejka"
    assert notebook_title(load_words("pl"), None, "weekly_mix.ipynb") == "weekly_mix"
