from dataclasses import replace

import pyarrow as pa
import pytest

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_trust import PROVENANCES, trust_of


@pytest.fixture(scope="module")
def with_provenance(book_of):
    """A book whose entries from a share of its deals on have another provenance."""
    book = book_of(200, seed=8)
    deals = [int(name[1:]) for name in book.stage_log["deal_id"].to_pylist()]

    def make(provenance, share, stage=None):
        entries = book.stage_log["entry"].to_pylist()
        marked = [
            provenance if deal < 200 * share and stage in {None, entry} else "observed"
            for deal, entry in zip(deals, entries, strict=True)
        ]
        at = book.stage_log.schema.get_field_index("provenance")
        field = book.stage_log.schema.field(at)
        log = book.stage_log.set_column(at, field, pa.array(marked, type=field.type))
        return trust_of(Source(replace(book, stage_log=log), None))

    return make


def test_what_was_recorded_as_it_happened_is_sound(with_provenance):
    found = with_provenance("observed", 1)
    assert set(found.rests["verdict"]) == {"sound"}
    assert (found.bulk, found.without.empty) == (0, True)
    assert found.stages["observed_share"].tolist() == [1.0] * 4


@pytest.mark.parametrize(
    ("provenance", "conversion", "times"),
    [
        ("bulk", "unusable", "unusable"),
        ("overwritten", "sound", "unusable"),
        ("inferred", "sound", "rough"),
        (None, "sound", "rough"),
    ],
)
def test_each_provenance_weakens_what_it_makes_wrong(
    with_provenance, provenance, conversion, times
):
    found = with_provenance(provenance, 0.8)
    assert found.verdict("conversion", "S1") == conversion
    assert found.verdict("win_rate") == conversion
    for figures in ("time_in_stage", "leak"):
        assert found.verdict(figures, "S1") == times
    assert found.verdict("changes") == times


def test_a_stage_of_bulk_moves_does_not_discredit_the_others(with_provenance):
    found = with_provenance("bulk", 1, stage="S4")
    # a visit to S3 that a bulk move ended is as weak as that move
    assert found.verdict("time_in_stage", "S4") == "unusable"
    assert found.verdict("time_in_stage", "S1") == "sound"


def test_visits_are_all_accounted_for(with_provenance):
    found = with_provenance("bulk", 0.3)
    counted = found.stages[list(PROVENANCES)].sum(axis=1)
    assert counted.tolist() == found.stages["events"].tolist()
    assert counted.sum() == found.entries
    assert found.stages["bulk"].sum() == found.bulk > 0


def test_without_bulk_moves_figures_are_computed_anew(with_provenance):
    found = with_provenance("bulk", 0.3)
    rows = found.without.set_index(["stage", "figure"])
    conversion, days = rows.loc[("S1", "conversion")], rows.loc[("S1", "median_days")]
    assert conversion["n"] == 200
    assert 0 < conversion["bulk"] < 100
    assert 0 < conversion["without_bulk"] < 1
    # visits that were cut short count as longer than that
    assert days["without_bulk"] >= days["value"]


def test_an_empty_stage_rests_on_nothing(book_from):
    found = trust_of(Source(book_from([("a", "S1", 0)]), None))
    assert found.verdict("conversion", "S2") is None
    assert found.verdict("conversion", "S1") is None
