from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from salestoolkit.charts.render import spec
from salestoolkit.charts.time_in_stage import (
    alt_text_time_in_stage,
    time_in_stage_chart,
    timed_stages,
)
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")


def texts(drawn: Any) -> list[str]:
    return [box.text for box in drawn.texts]


def unreached(audit: FunnelAudit, *columns: str, row: int = 1) -> FunnelAudit:
    audit.stages.loc[row, list(columns)] = np.nan
    return audit


def test_a_median_stands_with_its_interval(audit: FunnelAudit, drawn: Callable[..., Any]) -> None:
    assert "12 days (10 to 14 days)" in texts(drawn(time_in_stage_chart(audit, EN)))
    assert "12 dni (od 10 do 14 dni)" in texts(drawn(time_in_stage_chart(audit, PL)))


def test_a_median_that_is_not_reached_is_said_to_be_more(
    audit: FunnelAudit, drawn: Callable[..., Any]
) -> None:
    beyond = unreached(audit, "median_days", "median_low", "median_high", "q75_days")
    assert "more than 120 days" in texts(drawn(time_in_stage_chart(beyond, EN)))
    assert "Presentation: ponad 120 dni" in alt_text_time_in_stage(beyond, PL)


def test_a_quarter_that_stays_longer_is_drawn_in_dashes(audit: FunnelAudit) -> None:
    plain = spec(time_in_stage_chart(audit, EN))
    dashed = spec(time_in_stage_chart(unreached(audit, "q75_days"), EN))
    assert "strokeDash" not in str(plain["layer"])
    assert "strokeDash" in str(dashed["layer"])
    assert EN.text("charts.time_in_stage.dashes") in " ".join(dashed["title"]["subtitle"])


def test_an_open_ended_interval_is_said_to_be_open(
    audit: FunnelAudit, drawn: Callable[..., Any]
) -> None:
    open_ended = unreached(audit, "median_high")
    assert "12 days (at least 10 days)" in texts(drawn(time_in_stage_chart(open_ended, EN)))


def test_waiting_stages_come_last_under_their_own_heading(
    audit: FunnelAudit, drawn: Callable[..., Any]
) -> None:
    assert [stage["name"] for stage in timed_stages(audit)][-1] == "Credit check"
    said = texts(drawn(time_in_stage_chart(audit, EN)))
    assert EN.text("charts.time_in_stage.waiting") in said


def test_stages_without_times_are_left_out(audit: FunnelAudit) -> None:
    audit.stages.loc[0, "timed"] = 0
    assert "Qualification" not in alt_text_time_in_stage(audit, EN)


def test_without_any_time_a_sentence_says_so(audit: FunnelAudit, drawn: Callable[..., Any]) -> None:
    audit.stages["timed"] = 0
    sentence = EN.text("charts.time_in_stage.none")
    assert sentence in " ".join(texts(drawn(time_in_stage_chart(audit, EN))))
    assert alt_text_time_in_stage(audit, EN) == sentence


def test_the_alt_text_names_the_slowest_stage(audit: FunnelAudit) -> None:
    assert "Deals stay longest at Credit check: 34 days." in alt_text_time_in_stage(audit, EN)
