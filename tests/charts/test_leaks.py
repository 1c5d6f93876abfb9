from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from salestoolkit.charts.leaks import MOST_STAGES, alt_text_leaks, leak_chart, priced_leaks
from salestoolkit.charts.render import spec
from salestoolkit.charts.theme import CALM, LOST
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
MONEY = ["lost_value", "lost_value_low", "lost_value_high"]


def fills(audit: FunnelAudit) -> list[str]:
    layers = spec(leak_chart(audit, EN))["layer"]
    return [layer["mark"]["fill"] for layer in layers if layer["mark"]["type"] == "rect"]


def test_only_a_named_leak_stands_out(made: Callable[..., FunnelAudit]) -> None:
    assert fills(made()) == [LOST, CALM]
    assert fills(made(leak=None)) == [CALM]


def test_the_alt_text_names_the_leak_and_its_interval(audit: FunnelAudit) -> None:
    assert (
        alt_text_leaks(audit, PL)
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(
            "Największa strata jest na etapie „Offer”: 180 000 zł (od 120 000 zł do 250 000 zł)."
        )
    )


def test_no_named_leak_is_said_plainly(made: Callable[..., FunnelAudit]) -> None:
    assert alt_text_leaks(made(leak=None), EN).startswith(EN.text("charts.leaks.alt_none"))


def test_without_anything_to_compare_a_sentence_says_so(audit: FunnelAudit) -> None:
    audit.leaks[MONEY] = None
    bare = replace(audit, leaks=audit.leaks.drop(columns=MONEY), leak_stage=None)
    assert alt_text_leaks(bare, EN) == EN.text("charts.leaks.none")
    assert alt_text_leaks(replace(bare, leaks=bare.leaks.iloc[:0]), EN) == EN.text(
        "charts.leaks.none"
    )
    assert "layer" in spec(leak_chart(bare, EN))


def test_deals_without_values_are_counted_in_wins(audit: FunnelAudit) -> None:
    audit.leaks[MONEY] = None
    audit.leaks["lost_wins"] = [0.4, -1.2, 11.6, 2.0, 3.0]
    assert "Offer: 12 wins" in alt_text_leaks(audit, EN)
    assert "Presentation: −1,2 wygranej" in alt_text_leaks(audit, PL)


def test_the_whole_deal_has_a_name(audit: FunnelAudit) -> None:
    whole = audit.leaks.iloc[:1].assign(stage="", name="")
    alone = replace(audit, leaks=whole, leak_stage="")
    assert "expected loss against the comparison is PLN" in alt_text_leaks(alone, EN)
    drawn = spec(leak_chart(alone, EN))
    assert drawn["title"]["text"] == [EN.text("charts.leaks.title_whole")]
    assert "The whole deal" in str(drawn)


@pytest.mark.parametrize("width", [340, 720])
def test_of_many_stages_the_costliest_and_the_named_are_shown(
    width: int, made: Callable[..., FunnelAudit], legible: Callable[..., Any]
) -> None:
    audit = made([f"Stage {at}" for at in range(40)], deals=100_000, leak=33)
    shown = priced_leaks(audit, "lost_value")
    assert len(shown) == MOST_STAGES
    assert "s33" in {leak["stage"] for leak in shown}
    legible(leak_chart(audit, EN, width=width), width=width)


def test_the_subtitle_says_what_it_is_held_against(audit: FunnelAudit) -> None:
    subtitle = " ".join(spec(leak_chart(audit, EN))["title"]["subtitle"])
    assert "in a quarter" in subtitle


def test_windows_that_differ_by_stage_are_said_from_to(audit: FunnelAudit) -> None:
    audit.leaks["window_days"] = [352.0, 356.0, 352.0, 353.0, 352.0]
    assert "Expected loss in 352 to 356 days, depending on the stage" in " ".join(
        spec(leak_chart(audit, EN))["title"]["subtitle"]
    )
    audit.leaks["window_days"] = None
    assert "Expected loss against" in " ".join(spec(leak_chart(audit, EN))["title"]["subtitle"])
