"""A process held against what deals did."""

import importlib.util
import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.process import Handover, Move, SalesProcess, Stage
from salestoolkit.core.process_reality import compare_with_reality, live_numbers
from salestoolkit.core.process_reality_noise import ways_off
from salestoolkit.core.reality_moves import kind_of
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files

ROOT = Path(__file__).parents[2]
CRM = ["S1", "S2", "S3"]


@pytest.fixture(scope="module")
def from_events():
    path = ROOT / "tests" / "golden" / "golden_event_log.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return lambda events, as_of=400: module.event_book([list(e) for e in events], CRM, as_of)


def stage(key, **more):
    return Stage(key=key, name=key.title(), **more)


CALL, OFFER = stage("call", crm=("S1",), target_days=10), stage("offer", crm=("S3",))
SHORT = SalesProcess(name="Map", stages=(CALL, OFFER))
WHOLE = SalesProcess(
    name="Map",
    stages=(CALL, stage("pilot"), stage("demo", crm=("S2",)), OFFER),
    moves=(Move(start="offer", end="call"),),
)


def rows(table, *columns):
    return [tuple(row[name] for name in columns) for row in table.to_dict("records")]


LOG = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CRM), min_size=1, max_size=5),
        st.sampled_from(["won", "lost", None]),
        st.lists(st.integers(0, 40), min_size=6, max_size=6),
    ),
    min_size=1,
    max_size=20,
)


def events_of(log):
    for place, (stages, end, gaps) in enumerate(log):
        day = 0
        for entry, gap in zip([*stages, *([end] if end else [])], gaps, strict=False):
            day += gap
            yield (f"d{place}", entry, day)


@settings(max_examples=8)
@given(LOG, st.sampled_from([SHORT, WHOLE]))
def test_every_move_is_of_one_kind_and_none_is_lost(from_events, log, process):
    book = from_events(events_of(log))
    reality = compare_with_reality(process, book)
    counts = reality.moves.groupby("kind")["n"].sum() if len(reality.moves) else {}
    between = sum(counts.get(kind, 0) for kind in ("next", "skip", "back", "unknown"))
    steps = sum(one != other for stages, _, _ in log for one, other in pairwise(stages))
    assert between == steps
    ended = [end for _, end, _ in log if end]
    assert counts.get("won", 0) + counts.get("won_early", 0) == ended.count("won")
    assert counts.get("lost", 0) == ended.count("lost")
    assert ways_off(reality).of == steps
    for _, group in reality.moves.groupby("start"):
        assert group["n"].sum() == group["of"].iloc[0]


@settings(max_examples=8)
@given(LOG)
def test_what_entered_a_stage_went_on_was_lost_or_is_there(from_events, log):
    reality = compare_with_reality(WHOLE, from_events(events_of(log)))
    stages = reality.stages.set_index("stage")
    came = {name: {at for at, (path, _, _) in enumerate(log) if name in path} for name in CRM}
    assert stages.loc["call", "entered"] == len(came["S1"])
    assert stages.loc["offer", "entered"] == len(came["S3"])
    assert stages["open_now"].sum() == sum(end is None for _, end, _ in log)
    assert (stages["advanced"] + stages["lost"] <= stages["entered"]).all()


def test_kinds_of_moves_follow_the_order_of_deal_stages():
    lead = Stage(key="lead", name="Lead", passes="lead")
    process = SalesProcess(name="Map", stages=(CALL, lead, OFFER, stage("sign")))
    assert kind_of(process, "call", "offer") == "next"
    assert kind_of(process, "call", "sign") == "skip"
    assert kind_of(process, "sign", "call") == "back"
    assert kind_of(process, "S2", "call") == kind_of(process, "call", "S2") == "unknown"
    assert kind_of(process, "sign", "won") == "won"
    assert kind_of(process, "offer", "won") == "won_early"
    assert kind_of(process, "S2", "won") == "won"


def test_stages_that_the_map_lacks_and_stages_nobody_enters_are_told_apart(from_events):
    events = [("a", "S1", 0), ("a", "S2", 3), ("a", "S3", 5), ("a", "won", 9), ("b", "S1", 0)]
    short = compare_with_reality(SHORT, from_events(events))
    assert rows(short.unknown, "name", "entered", "of") == [("S2", 1, 2)]
    assert short.never_entered == ()
    whole = compare_with_reality(WHOLE, from_events(events))
    assert whole.unknown.empty
    assert whole.never_entered == ("pilot",)


def test_a_skip_over_a_stage_that_nobody_enters_is_no_way_off_the_map(from_events):
    events = [("a", "S1", 0), ("a", "S2", 3), ("a", "S3", 5), ("a", "S1", 9)]
    reality = compare_with_reality(WHOLE, from_events(events))
    assert rows(reality.moves, "kind", "meant") == [
        ("skip", False),
        ("next", False),
        ("back", True),
    ]
    assert (ways_off(reality).n, ways_off(reality).of) == (0, 3)


def test_a_stay_ends_where_the_deal_enters_a_stage_that_the_map_lacks(from_events):
    events = [("a", "S1", 0), ("a", "S2", 4), ("a", "S3", 104), ("a", "won", 110)]
    stages = compare_with_reality(SHORT, from_events(events)).stages.set_index("stage")
    assert stages.loc["call", "median_days"] == 4
    assert stages.loc["call", "advanced"] == 1


def test_a_stage_is_slow_where_even_the_low_end_of_its_median_is_beyond_the_target(from_events):
    events = [e for at in range(40) for e in ((f"d{at}", "S1", 0), (f"d{at}", "S3", 11 + at % 5))]
    stages = compare_with_reality(SHORT, from_events(events)).stages.set_index("stage")
    assert stages.loc["call", "slow"]
    assert stages.loc["call", "beyond_target"] == 1.0
    assert not stages.loc["offer", "slow"]
    few = compare_with_reality(SHORT, from_events(events[:30])).stages.set_index("stage")
    assert not few.loc["call", "slow"]


def test_open_deals_are_stuck_from_twice_the_target(from_events):
    events = [(f"d{at}", "S1", 380 if at < 6 else 379) for at in range(11)]
    stages = compare_with_reality(SHORT, from_events(events)).stages.set_index("stage")
    assert (stages.loc["call", "open_now"], stages.loc["call", "open_far"]) == (11, 5)
    assert stages.loc["call", "stuck"]
    assert stages.loc["call", "beyond_target"] == 1.0


def test_a_hand_over_counts_what_moved_on_in_time_and_what_was_sent_back(from_events):
    handover = Handover(giver="Marketing", taker="Sales", stage="demo", what="SQL", days=5)
    process = SalesProcess(name="Map", stages=WHOLE.stages, handovers=(handover,))
    events = [
        ("a", "S1", 0), ("a", "S2", 2), ("a", "S3", 6), ("a", "won", 9),
        ("b", "S1", 0), ("b", "S2", 2), ("b", "S1", 12), ("b", "S2", 20), ("b", "lost", 21),
        ("c", "S1", 0),
    ]  # fmt: skip
    (row,) = compare_with_reality(process, from_events(events)).handovers.to_dict("records")
    assert (row["n"], row["within"]) == (2, 0.5)
    assert (row["sent_back"], row["of"]) == (1, 3)
    assert row["low"] < row["share"] < row["high"]


def test_a_hand_over_of_which_the_book_knows_nothing_has_no_figures(from_events):
    handover = Handover(giver="Marketing", taker="Sales", stage="pilot", what="SQL", days=5)
    process = SalesProcess(name="Map", stages=(CALL, stage("pilot")), handovers=(handover,))
    (row,) = compare_with_reality(process, from_events([("a", "S1", 0)])).handovers.to_dict(
        "records"
    )
    assert (row["n"], row["of"]) == (0, 0)
    assert row["within"] is None
    assert row["share"] is None


def test_without_moves_nothing_is_said_of_stages_that_nobody_enters(from_events):
    reality = compare_with_reality(WHOLE, from_events([("a", "S1", 0), ("b", "S3", 2)]))
    assert "no_moves" in reality.limits
    assert reality.never_entered == ()


def test_an_empty_map_and_a_map_that_knows_nothing_are_compared_too(from_events):
    book = from_events([("a", "S1", 0), ("a", "S2", 3), ("a", "won", 9)])
    empty = compare_with_reality(SalesProcess(name="Empty", stages=()), book)
    assert set(empty.moves["kind"]) == {"unknown", "won"}
    strange = compare_with_reality(SalesProcess(name="X", stages=(stage("x"),)), book)
    assert strange.never_entered == ("x",)
    assert strange.unknown["entered"].tolist() == [1, 1]


def test_live_numbers_leave_out_what_the_book_cannot_know(from_events):
    lead = Stage(key="lead", name="Lead", passes="lead")
    process = SalesProcess(name="Map", stages=(lead, *WHOLE.stages))
    events = [("a", "S1", 0), ("a", "S2", 3), ("a", "S3", 5), ("a", "won", 9), ("b", "S1", 0)]
    numbers = live_numbers(process, from_events(events))
    assert list(numbers.stages) == ["call", "pilot", "demo", "offer"]
    call, pilot = numbers.stages["call"], numbers.stages["pilot"]
    assert (call.entered, call.advanced, call.open_now) == (2, 1, 1)
    assert (pilot.entered, pilot.median_days) == (0, None)


def test_the_sample_company_goes_the_ways_that_were_planted(tmp_path):
    folder = ROOT / "data" / "kwarcowa_sowa"
    files = [folder / name for name in ("deals.csv", "stage_history.json", "stages.json")]
    import_files(files, to=tmp_path / "book", timezone="Europe/Warsaw")
    book = open_book(tmp_path / "book")
    imported = book.process_of()
    reality = compare_with_reality(imported, book)
    counts = reality.moves.groupby("kind")["n"].sum()
    moves = counts["next"] + counts["skip"] + counts["back"]
    # planted: four deals in a hundred jump over a stage, three move back
    assert 0.01 < counts["skip"] / moves < 0.05
    assert 0.01 < counts["back"] / moves < 0.05
    assert reality.never_entered == ()
    assert reality.unknown.empty
    without = compare_with_reality(imported.without_stage("Negocjacje"), book)
    assert rows(without.unknown, "name", "entered") == [("Negocjacje", 327)]


@pytest.mark.slow
def test_a_real_export_without_history_says_only_where_deals_stand(tmp_path):
    folder = Path(os.environ.get("REALDATA") or ROOT.parent / "shared" / "realdata") / "maven_crm"
    if not (folder / "sales_pipeline.csv").is_file():
        pytest.skip("the data of Maven Analytics' CRM is not here")
    import_files([folder / "sales_pipeline.csv"], to=tmp_path / "book")
    book = open_book(tmp_path / "book")
    process = SalesProcess(
        name="Map",
        stages=(stage("talk", crm=("Prospecting",)), stage("engaged", crm=("Engaging",))),
    )
    reality = compare_with_reality(process, book)
    assert reality.deals == book.deals.num_rows
    assert "no_moves" in reality.limits
    assert reality.never_entered == ()
    assert reality.stages["open_now"].sum() > 1000
