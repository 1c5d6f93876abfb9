"""The whole audit: every topic for any book, and nothing of it for a slider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError

Log = list[tuple[str, str, int]]
ODD: dict[str, Log] = {
    "one open deal": [("d", "S1", 0)],
    "one won deal": [("d", "S1", 0), ("d", "won", 3)],
    "all in one day": [(f"d{n}", "S1", 0) for n in range(40)]
    + [(f"d{n}", "won", 0) for n in range(40)],
    "all lost": [(f"d{n}", "S2", 0) for n in range(40)] + [(f"d{n}", "lost", n) for n in range(40)],
}


def test_a_slider_gets_the_funnel_alone(book_of: Callable[..., DealBook]) -> None:
    audit = audit_funnel(book_of(50), whole=False)
    assert len(audit.stages)
    assert audit.changes is None
    assert audit.breakdowns == ()
    assert audit.stalled is None


@pytest.mark.parametrize(
    "name",
    [
        "one open deal",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ODD if name != "one open deal"),
    ],
)
def test_odd_books_have_a_whole_audit(name: str, book_from: Callable[[Log], DealBook]) -> None:
    book = book_from(ODD[name])
    audit = audit_funnel(book)
    assert audit.changes is not None
    assert not audit.changes.named
    assert not any(part.stands_out for one in audit.breakdowns for part in one.parts)
    empty = audit_funnel(replace(book, deals=book.deals.slice(0, 0)))
    assert empty.stalled is not None
    assert not len(empty.stalled.rows)
    nobody = audit_funnel(book, part=Part(dimension="team", value="nobody"))
    assert nobody.flow is not None
    before = audit_funnel(book.at(book.as_of - timedelta(days=4000)))
    assert before.figures["deals"].n == 0


def test_a_book_without_a_log_is_told_apart_from_one_without_deals(
    book_of: Callable[..., DealBook],
) -> None:
    book = book_of(60)
    bare = audit_funnel(replace(book, stage_log=book.stage_log.slice(0, 0)))
    assert "no_stage_history" in bare.limits
    assert bare.figures["deals"].n == 60
    orphans = audit_funnel(replace(book, deals=book.deals.slice(0, 0)), whole=False)
    assert orphans.figures["deals"].n == 0
    assert "no_deals" in orphans.limits


def test_people_are_told_apart_for_their_leader_only(book_of: Callable[..., DealBook]) -> None:
    book = book_of(60)
    owners = pa.array(["Ada", "Bo"] * 30)
    place = book.deals.column_names.index("owner")
    book = replace(book, deals=book.deals.set_column(place, "owner", owners))
    team = {one.dimension for one in audit_funnel(book).breakdowns}
    leader = {one.dimension for one in audit_funnel(book, for_leader=True).breakdowns}
    assert leader - team == {"owner"}


def test_a_book_in_which_nothing_could_be_kept_says_so(book_of: Callable[..., DealBook]) -> None:
    book = book_of(3)
    with pytest.raises(BookError, match="book_without_deals"):
        audit_funnel(replace(book, deals=book.deals.slice(0, 0), processes={}))


def test_a_book_that_knows_of_no_stages_is_audited_as_far_as_it_goes(
    book_of: Callable[..., DealBook],
) -> None:
    found = audit_funnel(replace(book_of(80), processes={None: SalesProcess(name="s", stages=())}))
    assert found.figures["deals"].n == 80
    assert not len(found.stages)
    assert found.definitions is not None
    assert not len(found.definitions)
