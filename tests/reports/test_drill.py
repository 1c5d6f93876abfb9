"""A page leads from its counts to the deals behind them."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.drill import Selection
from salestoolkit.core.drill_counts import Drill
from salestoolkit.core.funnel import FunnelAudit, Part, audit_funnel
from salestoolkit.reports.drill import leak_note, selection_record, stage_note
from salestoolkit.sources.books.store import open_book
from salestoolkit.words import load_words

SOUTH = Part(dimension="team", value="Zespół Południe")


@pytest.fixture(scope="module")
def book(sample_folder: Callable[[str], Path]) -> DealBook:
    return open_book(sample_folder("kwarcowa_sowa"))


@pytest.fixture(scope="module")
def audit(book: DealBook) -> FunnelAudit:
    return audit_funnel(book, part=SOUTH, whole=False)


def test_each_count_of_the_record_has_as_many_deals_behind_it(book: DealBook) -> None:
    narrowed = book.where(currency="PLN")
    audit = audit_funnel(narrowed, part=SOUTH, whole=False)
    record = selection_record(Drill(audit=audit), "PLN")
    stages: dict[str, Any] = {row["stage"]: row for row in audit.stages.to_dict("records")}
    assert set(record["stages"]) == set(stages)
    for stage, columns in record["stages"].items():
        for column, text in columns.items():
            if column != "open_value":
                assert book.count_selected(Selection.parse(text)) == stages[stage][column]
    leaks: dict[str, Any] = {row["stage"]: row for row in audit.leaks.to_dict("records")}
    for stage, columns in record["leaks"].items():
        assert book.count_selected(Selection.parse(columns["entered"])) == leaks[stage]["entered"]
    deals = book.count_selected(Selection.parse(record["figures"]["deals"]))
    assert deals == audit.figures["deals"].n


def test_the_notes_name_a_command_that_lists_the_deals(book: DealBook, audit: FunnelAudit) -> None:
    drill, words = Drill(audit=audit), load_words("pl")
    for note, count in (
        (stage_note(drill, words, None), 137),
        (leak_note(drill, words, None), 205 - 67),
    ):
        assert note is not None
        assert "Oferta wysłana" in note
        *_, option, text = shlex.split(note.split(": ", 1)[1])
        assert option == "--select"
        assert book.count_selected(Selection.parse(text)) == count


def test_a_name_that_a_shell_would_read_as_something_else_is_quoted(book: DealBook) -> None:
    audit = audit_funnel(book, part=Part(dimension="team", value='$HOME "x", it\'s'), whole=False)
    text = selection_record(Drill(audit=audit), None)["figures"]
    assert text == {}
    stages = audit.stages.assign(lost_here=1)
    note = stage_note(Drill(audit=replace(audit, stages=stages)), load_words("en"), None)
    assert note is not None
    *_, chosen = shlex.split(note.split("”: ", 1)[1])
    assert Selection.parse(chosen).where == (("team", '$HOME "x", it\'s'),)


def test_nothing_lost_has_no_note(book: DealBook) -> None:
    nobody = audit_funnel(book.where(team="Nobody"), whole=False)
    words = load_words("en")
    assert stage_note(Drill(audit=nobody), words, None) is None
    assert leak_note(Drill(audit=nobody), words, None) is None
