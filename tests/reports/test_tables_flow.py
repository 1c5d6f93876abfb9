"""Tables of flow, ways and trust, from a drawn book."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_definitions import funnel_by_definition
from salestoolkit.core.funnel_flow import flow_of
from salestoolkit.core.funnel_paths import paths_of
from salestoolkit.core.funnel_trust import trust_of
from salestoolkit.reports import tables_flow, tables_paths, tables_trust
from salestoolkit.reports.tables import stage_table
from salestoolkit.words import load_words

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from simulated_books import Funnel, simulate

EN, PL = load_words("en"), load_words("pl")
UNKNOWN = "\N{EN DASH}"


@pytest.fixture(scope="module")
def source():
    return Source(simulate(Funnel(), 300, seed=5), None)


@pytest.fixture(scope="module")
def flow(source):
    return flow_of(source, currency="EUR")


def texts(table):
    return [cell.text for row in table.rows for cell in row]


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
def test_flow_tables_say_every_figure_with_its_n(flow, words):
    times = tables_flow.flow_table(flow, words)
    assert len(times.rows) == len(flow.figures)
    assert all(row[-1].text != "0" for row in times.rows)
    levers = tables_flow.lever_table(flow, words)
    assert [row[0].text for row in levers.rows] == [
        words.text(f"flow.lever.{name}") for name in ("deals", "win_rate", "value", "cycle")
    ]
    assert all(row[0].note for row in levers.rows)
    work = tables_flow.work_table(flow, words)
    assert len(work.rows) == 5
    assert UNKNOWN not in texts(work)


def test_the_parts_of_a_change_stand_above_their_sum(flow):
    table = tables_flow.change_table(flow, EN)
    assert [row[0].text for row in table.rows][-1] == "Value won a month"
    assert table.rows[-1][-1].note is not None
    assert "Deals begun from" in (table.note or "")


def test_definitions_name_the_days_that_were_counted(flow):
    for words in (EN, PL):
        terms = dict(tables_flow.flow_definitions(flow, words))
        assert len(terms) == 6
        assert not any(UNKNOWN in said for said in terms.values())


def test_a_funnel_in_order_has_no_other_ways(source):
    table = tables_paths.ways_table(paths_of(source), EN)
    assert not table.rows
    assert "Every deal went through the stages in order." in (table.note or "")


def test_one_funnel_is_printed_in_four_ways(source):
    table = tables_paths.definition_table(funnel_by_definition(source.page()), PL)
    assert len(table.columns) == 5
    assert table.rows[0][1].text == "300"


def test_a_sound_log_has_no_doubtful_rows(source):
    trusted = trust_of(source)
    rests = tables_trust.rests_table(trusted, EN)
    assert (list(rests.rows), rests.note) == ([], EN.text("trust.table.all_sound"))
    stages = tables_trust.stage_trust_table(trusted, EN)
    assert len(stages.columns) == 2
    assert not tables_trust.without_bulk_table(trusted, EN).rows


def test_a_median_that_is_not_reached_is_more_than_the_follow_up(source):
    audit = audit_funnel(source.book, whole=False)
    stages = audit.stages.assign(median_days=None, median_low=None, median_high=None)
    stages = stages.assign(rmst_days=12.4, rmst_horizon=40.0)
    cells = [row[-1] for row in stage_table(replace(audit, stages=stages), EN).rows]
    assert {(cell.text, cell.note) for cell in cells} == {("> 40", "mean 12 until then")}
