"""A selection is plain text and back again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.drill import NEED_STAGE, OF_DEALS, OF_PASSAGES, OF_VISITS, Selection
from salestoolkit.errors import InvalidValue

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
COLUMN = st.sampled_from(["team", "owner", "source", "size_band", "lost_reason"])
PAIRS = st.lists(st.tuples(COLUMN, TEXT), max_size=3).map(tuple)


@st.composite
def selections(draw):
    what = draw(st.sampled_from([*OF_DEALS, *OF_VISITS, *OF_PASSAGES]))
    outcome = what in ("won", "advanced", "not_advanced")
    return Selection(
        what=what,
        stage=draw(TEXT.filter(bool)) if what in NEED_STAGE else None,
        where=draw(PAIRS),
        but=draw(PAIRS),
        pipeline=draw(st.none() | TEXT.filter(bool)),
        next=None if what in OF_DEALS else draw(st.none() | TEXT.filter(bool)),
        provenance=None if what in OF_DEALS else draw(st.none() | TEXT),
        clock=draw(st.sampled_from([None, "known", "watched", "whole", "unknown"])),
        within=draw(st.none() | st.integers(0, 999)) if outcome else None,
        entered_from=draw(st.none() | st.dates()),
        entered_before=draw(st.none() | st.dates()),
        created_from=draw(st.none() | st.dates()),
        created_before=draw(st.none() | st.dates()),
        valued=draw(st.booleans()),
        as_of=draw(st.none() | st.dates()),
    )


@settings(max_examples=30, deadline=None)
@given(selections())
def test_a_selection_reads_back_from_its_text(selection):
    assert Selection.parse(str(selection)) == selection


def test_no_text_at_all_means_every_deal():
    assert Selection.parse("") == Selection()


def test_a_narrower_selection_leaves_the_first_as_it_was():
    lost = Selection(what="lost_here", stage="offer")
    assert lost.narrowed(team="North", segment=None).where == (("segment", ""), ("team", "North"))
    assert lost.where == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("what=gone", "selection_what"),
        ("what=lost_here", "selection_needs_stage"),
        ("what=won,stage=offer", "selection_takes_no_stage"),
        ("what=open,next=lost", "selection_of_visits"),
        ("what=reached,stage=offer,within=3", "selection_within"),
        ("clock=stopped", "selection_clock"),
        ("within=soon,what=won", "selection_days"),
        ("within=-1,what=won", "selection_days"),
        ("valued=perhaps", "selection_valued"),
        ("from=yesterday", "not_a_date"),
        ("team", "selection_pair"),
        ("=North", "selection_pair"),
        ("stage!=offer", "selection_pair"),
        ("team=North,team=South", "selection_twice"),
        ("what=won,what=lost", "selection_twice"),
        ("the team=North", "selection_column"),
    ],
)
def test_a_text_that_means_nothing_is_refused_with_its_reason(text, code):
    with pytest.raises(InvalidValue) as refused:
        Selection.parse(text)
    assert refused.value.code == code


def test_a_window_is_read_as_days():
    selection = Selection.parse("from=2026-01-01,before=2026-07-01")
    assert selection.entered_from == date(2026, 1, 1)
    assert selection.entered_before == date(2026, 7, 1)
