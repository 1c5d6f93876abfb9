"""Behind every number of an audit stand as many deals as it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.breakdowns import break_down
from salestoolkit.core.drill import COLUMNS, STAY_COLUMNS, Selection
from salestoolkit.core.drill_counts import Drill
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.funnel import audit_funnel as whole_audit
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_paths import paths_of
from salestoolkit.core.part import Part
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.samples import COMPANIES

audit_funnel = partial(whole_audit, whole=False)


STAGES = ["S1", "S2", "S3"]


@pytest.fixture(scope="module", params=[company.folder for company in COMPANIES])
def sample(request: Any, sample_folder: Any) -> DealBook:
    return open_book(sample_folder(request.param))


@pytest.fixture(scope="module")
def audit(sample: DealBook) -> FunnelAudit:
    return audit_funnel(sample)


def behind(book: DealBook, selection: Selection) -> int:
    """How many there are, by way of the text that a page would carry."""
    return book.count_selected(Selection.parse(str(selection)))


def told(audit: FunnelAudit, drill: Drill) -> list[tuple[str, Selection, float]]:
    """Every count of an audit with its selection: stages, leaks, figures."""
    found = []
    for row in audit.stages.to_dict("records"):
        for column, selection in drill.of_stage(row["stage"]).items():
            if column != "open_value":
                found.append((f"{row['stage']} {column}", selection, row[column]))
    for row in audit.leaks.to_dict("records"):
        row["not_advanced"] = row["entered"] - row["advanced"]
        for column, selection in drill.of_leak(row["stage"]).items():
            found.append((f"leak {row['stage']} {column}", selection, row[column]))
    for name, selection in drill.of_figures().items():
        figure = audit.figures[name]
        count = figure.value if figure.unit == "deals" else figure.n
        found.append((name, selection, count))
    return found


def mismatches(book: DealBook, audit: FunnelAudit, drill: Drill) -> list[str]:
    return [
        f"{name}: {behind(book, selection)} rows, {count} told ({selection})"
        for name, selection, count in told(audit, drill)
        if behind(book, selection) != count
    ]


def test_every_count_of_the_sample_companies_has_as_many_deals_behind_it(sample, audit):
    part = Part(dimension="team", value=sample.parts("team")[-1])
    earlier = sample.at(date(2026, 3, 1))
    for book, seen in ((sample, audit), (earlier, audit_funnel(earlier, part=part))):
        drill = Drill(audit=seen, mature_days=Source(book, None).usual_days(""))
        assert len(told(seen, drill)) > 100
        assert mismatches(book, seen, drill) == []
        # by way of the exported book: the selection says as of which day it is seen
        for _, selection, count in told(seen, drill)[::40]:
            assert len(sample.select(selection)) == count


def test_every_figure_that_counts_something_leads_to_its_deals(sample, audit):
    drill = Drill(audit=audit, mature_days=Source(sample, None).usual_days(""))
    counted = {name for name, figure in audit.figures.items() if figure.n}
    if audit.leak_stage is None:
        counted.discard("largest_leak")
    assert set(drill.of_figures()) == counted


LOG = st.lists(
    st.tuples(
        st.lists(st.sampled_from(STAGES), min_size=1, max_size=4),
        st.sampled_from(["won", "lost", None]),
        st.lists(st.integers(0, 40), min_size=5, max_size=5),
    ),
    max_size=25,
)


def events_of(rows):
    """Each deal's stages and its end, on days that do not run backwards."""
    for place, (stages, end, gaps) in enumerate(rows):
        days = np.cumsum(gaps).tolist()
        path = [*stages, *([end] if end else [])]
        yield from ((f"d{place}", entry, day) for entry, day in zip(path, days, strict=False))


@settings(max_examples=6, deadline=None)
@given(LOG, st.integers(0, 200))
def test_any_book_has_as_many_deals_behind_a_number_as_it_says(event_log, rows, day):
    book = event_log(list(events_of(rows)), STAGES)
    audit = audit_funnel(book)
    assert mismatches(book, audit, Drill(audit=audit)) == []
    counts = book.counts()
    for choice in ("visits", "revisited"):
        visits = counts.visits
        wanted = visits if choice == "visits" else visits[~visits["first"].astype(bool)]
        for (stage, after), group in wanted.groupby(["stage", "next"]):
            selection = Selection(what=choice, stage=stage, next=after)
            assert behind(book, selection) == group["n"].sum()
    for (stage, after), group in counts.passages.groupby(["stage", "next"]):
        within = group[group["days"] <= day]
        selection = Selection(what="entered", stage=stage, next=after)
        assert behind(book, selection) == group["n"].sum()
        if after not in ("lost", "open"):
            moved = Selection(what="advanced", stage=stage, next=after, within=day)
            assert behind(book, moved) == within["n"].sum()


def test_deals_that_skipped_a_stage_are_those_that_got_past_it_without_a_visit(event_log):
    book = event_log(
        [("a", "S1", 0), ("a", "S3", 2), ("b", "S1", 0), ("b", "S2", 1), ("c", "S1", 3)], STAGES
    )
    skipped = book.select(Selection(what="skipped", stage="S2"))
    assert skipped["deal_id"].tolist() == ["a"]
    stands = book.select(Selection(what="stands_here", stage="S2"))
    assert stands["deal_id"].tolist() == ["b"]


def test_provenances_of_visits_add_up_to_what_the_audit_trusts(sample, audit):
    for row in audit.trust.to_dict("records"):
        name = "" if row["provenance"] == "unknown" else row["provenance"]
        assert sample.count_selected(Selection(what="visits", provenance=name)) == row["entries"]


def test_parts_left_out_and_parts_chosen_make_up_the_whole(sample):
    team = sample.parts("team")[0]
    own = sample.count_selected(Selection(where=(("team", team),)))
    others = sample.count_selected(Selection(but=(("team", team),)))
    assert own and others
    assert own + others == sample.count_selected(Selection())


def test_a_selection_of_deals_has_no_columns_of_a_visit(sample):
    stage = sample.process_of().deal_stages[1].key
    deals = sample.select(Selection(what="lost_here", stage=stage), limit=3)
    assert list(deals) == [name for name in COLUMNS if name not in STAY_COLUMNS]
    visits = sample.select(Selection(what="dropped", stage=stage), limit=3)
    assert list(visits) == list(COLUMNS)
    assert (visits["visit_next"] == "lost").all()
    assert len(deals) == len(visits) == 3


def test_a_planned_close_is_the_day_that_the_crm_showed(sample):
    frame = sample.select(Selection(what="open"))
    planned = frame["expected_close"].dropna()
    assert (planned == planned.dt.normalize()).all()
    exported = sample.deals_frame(fate="open")["expected_close"].dropna()
    local = exported.dt.tz_convert(sample.timezone).dt.tz_localize(None)
    assert planned.tolist() == local.tolist()


def test_looking_back_shows_nothing_that_was_known_only_later(sample):
    then = Selection(what="open", as_of=date(2026, 3, 1))
    frame = sample.select(then)
    assert frame["lost_reason"].isna().all()
    assert frame["closed_on"].isna().all()
    assert pd.Timestamp(2026, 3, 1) >= frame["created_on"].max()


def test_what_the_book_lacks_is_named(sample):
    with pytest.raises(InvalidValue, match="process_no_stage"):
        sample.select(Selection(what="reached", stage="Nowhere"))
    with pytest.raises(BookError, match="unknown_dimension"):
        sample.select(Selection(where=(("planet", "Mars"),)))
    with pytest.raises(BookError, match="unknown_pipeline"):
        sample.select(Selection(pipeline="Nowhere"))


def test_a_stage_may_be_given_by_its_name(event_log):
    book = event_log([("a", "S1", 0), ("a", "lost", 2)], STAGES)
    name = book.process_of().stages[0].name
    assert book.count_selected(Selection(what="lost_here", stage=name)) == 1


def test_deals_created_in_a_window_are_those_of_the_book_narrowed_to_it(sample):
    first, before = date(2026, 1, 1), date(2026, 7, 1)
    narrowed = sample.created_within(first, before)
    stage = sample.process_of().deal_stages[2].key
    for what in ("lost_here", "advanced"):
        of_all = Selection(what=what, stage=stage, created_from=first, created_before=before)
        own = narrowed.count_selected(Selection(what=what, stage=stage))
        assert sample.count_selected(of_all) == own > 0
    assert sample.created_within(None, None).deals.num_rows == sample.deals.num_rows


def test_parts_of_a_breakdown_and_ways_between_stages_lead_to_their_deals(sample):
    part = Part(dimension="team", value=sample.parts("team")[0])
    source = Source(sample, None, part.dimension, part.value)
    audit = replace(
        audit_funnel(sample, part=part),
        breakdowns=break_down(source, dimensions=("source", "created_month")),
        paths=paths_of(source, level=0.95),
    )
    drill = Drill(audit=audit)
    parts, ways = drill.of_breakdowns(), drill.of_ways()
    for one in audit.breakdowns:
        for figures in one.parts:
            if figures.kind != "other":
                assert behind(sample, parts[one.dimension][figures.value]) == figures.deals
    assert audit.paths is not None and len(audit.paths.ways)
    for row in audit.paths.ways.to_dict("records"):
        assert behind(sample, ways[row["stage"]][row["next"]]) == row["n"]


def test_reasons_rivals_work_and_periods_lead_to_their_deals(sample):
    audit = whole_audit(sample)
    drill, told = Drill(audit=audit), audit.lost_reasons
    reasons = told.reasons[told.reasons["kind"] != "other"].set_index("reason")["n"]
    assert reasons.to_dict() == {
        name: sample.count_selected(one) for name, one in drill.of_reasons().items()
    }
    rivals = told.competitors.table.set_index("competitor")
    for name, fates in drill.of_competitors().items():
        assert {key: sample.count_selected(one) for key, one in fates.items()} == {
            key: rivals.loc[name, key] for key in fates
        }
    work = audit.flow.work.set_index("stage")
    for stage, places in drill.of_work().items():
        assert {key: sample.count_selected(one) for key, one in places.items()} == {
            key: work.loc[stage, key] for key in places
        }
    periods = drill.of_periods()
    assert set(periods) == {"first", "second"}
    for name, period in periods.items():
        said = getattr(audit.changes, name)
        assert sample.count_selected(period["deals"]) == said.deals
        assert sample.count_selected(period["won"]) == said.won


def test_a_reason_is_found_in_all_its_spellings(event_log):
    book = event_log([(name, "lost", 3) for name in "abc"], STAGES)
    place = book.deals.schema.get_field_index("lost_reason")
    typed = pa.array(["Price", " price.", "-"])
    book = replace(book, deals=book.deals.set_column(place, "lost_reason", typed))
    for value, n in (("PRICE", 2), ("", 1), ("Timing", 0)):
        assert book.count_selected(Selection(where=(("lost_reason", value),))) == n
