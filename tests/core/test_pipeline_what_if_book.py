"""The open deals of a book as a what-if begins with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from salestoolkit.core.part import Part
from salestoolkit.core.pipeline_what_if import PipelineSimulation
from salestoolkit.core.pipeline_what_if_book import open_pipeline
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.samples import COMPANIES, import_sample

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "book"
    import_sample(COMPANIES[1], to=path)
    return path


def test_a_book_gives_its_open_deals_with_chances_that_only_rise(folder: Path) -> None:
    book = open_book(folder)
    found = open_pipeline(book)
    assert len(found.keys) == len(book.deals_frame(fate="open"))
    assert (np.diff(found.reach, axis=1) >= 0).all() and found.reach.max() <= 1
    assert set(found.chances) == set(found.stage)
    chances = list(found.chances.values())
    assert chances[-1] > chances[0]
    assert found.ends[0] > book.as_of and len(found.ends) == 12
    assert 0 < found.new_reach[-1] < 1 and (np.diff(found.new_reach) >= 0).all()
    year = PipelineSimulation(found, draws=2000).totals()
    assert year.deals.mean > found.reach[:, -1].sum()


def test_the_teams_deals_and_pace_make_up_the_whole(folder: Path) -> None:
    book = open_book(folder)
    whole = open_pipeline(book)
    parts = [
        open_pipeline(book, part=Part(dimension="team", value=team)) for team in book.parts("team")
    ]
    assert sum(len(one.keys) for one in parts) == len(whole.keys)
    assert sum(one.new_a_month for one in parts) == pytest.approx(whole.new_a_month)
    assert sum(one.reach[:, -1].sum() for one in parts) == pytest.approx(whole.reach[:, -1].sum())


def test_where_nothing_can_be_tried_out_it_is_said(folder: Path) -> None:
    book = open_book(folder)
    first = min(book.deals_frame()["created_on"].dropna()).date()
    with pytest.raises(InvalidValue) as refused:
        open_pipeline(book.at(first))
    assert refused.value.code == "pipeline_too_little"
    with pytest.raises(InvalidValue) as refused:
        open_pipeline(book, part=Part(dimension="team", value="none of them"))
    assert refused.value.code == "pipeline_nothing"
