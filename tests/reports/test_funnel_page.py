"""The short page: what the whole audit says of figures, stages and leaks, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from salestoolkit.reports import funnel_page, page
from salestoolkit.reports.sections import SECTIONS, FunnelPage


@pytest.fixture(scope="module")
def short(team_book: Path) -> FunnelPage:
    return funnel_page.open_page(team_book, dimension="team", value="Południe", language="pl")


def test_its_figures_stages_and_leaks_are_those_of_the_whole_page(
    short: FunnelPage, team_book: Path
) -> None:
    whole = page.open_page(team_book, dimension="team", value="Południe", language="pl").as_data()
    said = short.as_data()
    same = ("format", "title", "headline", "as_of", "part", "figures", "totals", "stages", "leaks")
    assert {name: said[name] for name in same} == {name: whole[name] for name in same}


def test_it_works_out_nothing_that_it_does_not_show(short: FunnelPage) -> None:
    details = short.as_data()["details"]
    assert details
    assert not any(details.values())


def test_it_points_at_nothing_that_is_not_on_it(short: FunnelPage) -> None:
    text = "".join(getattr(short, name)().html for name in SECTIONS)
    assert 'id="win_rates"' in text
    assert set(re.findall(r'href="#([\w-]+)"', text)) <= set(re.findall(r'id="([\w-]+)"', text))
