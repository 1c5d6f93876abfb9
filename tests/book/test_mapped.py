"""The deal book seen through a team's own map."""

from dataclasses import replace

import pyarrow as pa
import pytest

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.process_language import in_language
from salestoolkit.errors import BookError

EVENTS = [
    ("a", "Lead in", 0), ("a", "Call", 2), ("a", "Offer sent", 5), ("a", "won", 9),
    ("b", "Call", 0), ("b", "Legal", 3), ("b", "Offer sent", 4), ("b", "lost", 8),
    ("c", "Lead in", 0), ("c", "Legal", 6),
]  # fmt: skip


@pytest.fixture(scope="module")
def book(event_log):
    return event_log(EVENTS, ["Lead in", "Call", "Legal", "Offer sent"])


def the_map(*stages):
    return SalesProcess(name="Map", stages=stages)


CALL = Stage(key="call", name="First call", crm=("  lead IN ", "CALL"))
OFFER = Stage(key="offer", name="Offer sent")


def visits(book):
    found = book.counts().visits
    return {(row.stage, row.next, row.days): row.n for row in found.itertuples()}


def test_stages_of_the_crm_come_under_the_names_of_the_map(book):
    mapped = book.with_process(the_map(CALL, OFFER))
    assert visits(mapped) == {
        ("call", "offer", 5): 1, ("call", "offer", 4): 1, ("call", "open", 400): 1,
        ("offer", "won", 4): 1, ("offer", "lost", 4): 1,
    }  # fmt: skip


def test_moves_between_stages_that_are_one_on_the_map_are_none(book):
    passages = book.with_process(the_map(CALL, OFFER)).counts().passages
    assert passages.loc[passages["stage"] == "call", "n"].sum() == 3


def test_stages_that_the_map_lacks_are_named_and_can_be_kept(book):
    process = the_map(CALL, OFFER)
    kept = book.with_process(process, keep_unknown=True)
    assert [stage.key for stage in kept.process_of().stages] == ["call", "offer", "Legal"]
    assert visits(kept) == {
        ("call", "offer", 5): 1, ("call", "Legal", 3): 1, ("call", "Legal", 6): 1,
        ("Legal", "offer", 1): 1, ("Legal", "open", 394): 1,
        ("offer", "won", 4): 1, ("offer", "lost", 4): 1,
    }  # fmt: skip


def test_the_book_itself_stays_as_it_is(book):
    before = visits(book)
    book.with_process(the_map(CALL, OFFER))
    assert visits(book) == before


def test_a_name_that_the_map_lists_itself_comes_before_a_key(book):
    other = Stage(key="Call", name="Something else")
    mapped = book.with_process(the_map(CALL, other, OFFER))
    assert mapped.counts().visits["stage"].isin(["call", "offer"]).all()


def test_the_stage_that_an_open_deal_was_exported_in_is_mapped_too(book):
    place = book.deals.column_names.index("stage")
    stages = pa.array(["Offer sent", None, "OFFER SENT "], pa.string())
    book = replace(book, deals=book.deals.set_column(place, "stage", stages))
    frame = book.with_process(the_map(CALL, OFFER)).deals_frame(fate="open")
    assert frame["stage"].tolist() == ["offer"]


def test_only_the_deals_of_its_pipeline_are_seen_through_a_map(book):
    place = book.deals.column_names.index("pipeline")
    pipelines = pa.array(["one", "two", "one"], pa.string())
    old = book.process_of()
    two = replace(
        book,
        deals=book.deals.set_column(place, "pipeline", pipelines),
        processes={"one": old, "two": old},
    )
    mapped = two.with_process(the_map(CALL, OFFER), pipeline="one")
    assert mapped.counts(pipeline="two").visits["stage"].tolist() == ["Call", "Legal", "Offer sent"]
    assert set(mapped.counts(pipeline="one").visits["stage"]) == {"call", "offer"}
    named = replace(the_map(CALL, OFFER), pipeline="two")
    assert two.pipeline_for(named) == "two"
    with pytest.raises(BookError, match="unknown_pipeline"):
        two.with_process(replace(named, pipeline="three"))
    assert book.pipeline_for(replace(named, pipeline="three")) is None


def test_a_map_in_one_language_knows_the_stages_of_a_crm_in_another(book):
    polish = Stage(key="offer", name="Oferta wysłana")
    process = replace(
        the_map(CALL, polish),
        language="pl",
        translations={"en": {"Oferta wysłana": "Offer sent", "First call": "First call"}},
    )
    for shown in (process, in_language(process, "en")):
        kept = book.with_process(shown, keep_unknown=True)
        assert [stage.key for stage in kept.process_of().stages] == ["call", "offer", "Legal"]
