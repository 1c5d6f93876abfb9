"""What a selection chooses, said in both languages."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from salestoolkit.core.drill import COLUMNS, OF_DEALS, OF_PASSAGES, OF_VISITS, Selection
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import load_words
from salestoolkit.words.drill import (
    drill_cells,
    drill_more,
    drill_rows,
    drill_sentence,
    drill_title,
)

EN, PL = load_words("en"), load_words("pl")
PROCESS = SalesProcess(name="sales", stages=(Stage(key="offer", name="Offer"),))
LATE = Selection(
    what="not_advanced",
    stage="offer",
    within=14,
    clock="whole",
    where=(("segment", ""), ("team", "North")),
    but=(("source", "Fair"),),
    entered_from=date(2026, 1, 1),
    entered_before=date(2026, 7, 1),
    as_of=date(2026, 10, 30),
)


def test_a_selection_is_told_with_all_that_narrows_it():
    assert drill_sentence(EN, LATE, PROCESS) == (
        "deals that did not move on from “Offer”; not within 14 days; no segment; Team: North; "
        "Source: all but Fair; seen from their first day; begun from 1 January 2026 to 30 June 2026; "
        "as of 30 October 2026"
    )
    polish = drill_sentence(PL, LATE, PROCESS)
    assert polish.startswith("szanse, które nie przeszły dalej z etapu „Offer”; nie w ciągu 14 dni")
    assert polish.endswith(
        "początek od 1 stycznia 2026 do 30 czerwca 2026; stan na 30 października 2026"
    )


@pytest.mark.parametrize("words", [EN, PL])
@pytest.mark.parametrize("what", [*OF_DEALS, *OF_VISITS, *OF_PASSAGES])
def test_every_way_to_choose_has_a_sentence(words, what):
    plain = what in ("deals", "closed", "won", "lost", "open")
    selection = Selection(what=what, stage=None if plain else "offer")
    assert drill_title(words, selection, PROCESS, 5).startswith("5 ")
    assert drill_sentence(words, selection, PROCESS) in drill_title(words, selection, PROCESS, 0)


def test_stays_are_counted_as_stays_and_deals_as_deals():
    assert drill_title(PL, Selection(what="visits"), PROCESS, 2).startswith("2 pobyty na etapie:")
    assert drill_title(PL, Selection(), PROCESS, 2).startswith("2 szanse:")
    assert "z 22 szans;" in drill_more(PL, Selection(), 20, 22)


def test_a_table_names_stages_and_outcomes_and_shows_nothing_that_breaks_the_screen():
    row = dict.fromkeys(COLUMNS) | {
        "deal_id": "7\x1b[31m",
        "stage": "offer",
        "visit_stage": "offer",
        "fate": "open",
        "value": 1250.0,
        "currency": "EUR",
        "created_on": pd.Timestamp(2026, 1, 31),
        "visit_next": "lost",
        "visit_days": 3,
    }
    frame = pd.DataFrame([row], columns=list(COLUMNS))
    header, rows = drill_cells(EN, frame, PROCESS)
    said = dict(zip(header, rows[0], strict=True))
    assert said["Deal"] == "7 [31m"
    assert said["Last stage"] == "Offer"
    assert said["Value"] == "€1,250"
    assert said["After (days)"] == "3"
    assert "Client" not in said
    saved = dict(zip(COLUMNS, next(drill_rows(PL, frame, PROCESS)), strict=True))
    assert (saved["fate"], saved["visit_next"]) == ("otwarta", "przegrana")
    assert (saved["value"], saved["created_on"]) == (1250, date(2026, 1, 31))
