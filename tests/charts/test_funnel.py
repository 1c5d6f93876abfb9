from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salestoolkit.charts.funnel import MOST_STAGES, alt_text_funnel, funnel_chart, shown_stages
from salestoolkit.charts.outcomes import open_stages
from salestoolkit.charts.render import spec
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
Made = Callable[..., FunnelAudit]


def boxes(chart: Any) -> list[dict[str, Any]]:
    """Rows behind the bars of a chart."""
    drawn = spec(chart)
    layer = next(item for item in drawn["layer"] if item["mark"]["type"] == "rect")
    rows: list[dict[str, Any]] = (
        drawn["datasets"][layer["data"]["name"]]
        if "name" in layer["data"]
        else layer["data"]["values"]
    )
    return rows


def texts(drawn: Any) -> list[str]:
    return [box.text for box in drawn.texts]


def test_a_bar_is_as_long_as_the_deals_that_reached_the_stage(audit: FunnelAudit) -> None:
    rows = boxes(funnel_chart(audit, EN))
    by_bar = {row["top"]: 0.0 for row in rows}
    for row in rows:
        assert row["from"] == by_bar[row["top"]]
        by_bar[row["top"]] = row["to"]
        assert row["to"] - row["from"] == row["deals"]
    won = audit.figures["won"].value
    assert list(by_bar.values()) == [*audit.stages["reached"], won]


def test_lost_and_open_deals_are_marked_where_they_left(audit: FunnelAudit) -> None:
    rows = boxes(funnel_chart(audit, EN))
    lost = [row["deals"] for row in rows if row["kind"] == "lost at this stage"]
    still = [row["deals"] for row in rows if row["kind"] == "still open"]
    waiting = [row["deals"] for row in rows if row["kind"].startswith("waiting")]
    stages = audit.stages
    assert lost == list(stages["lost_here"])
    assert still == list(stages.loc[~stages["waiting"], "open_here"])
    assert waiting == list(stages.loc[stages["waiting"], "open_here"])


def test_the_conversion_with_its_interval_stands_beside_each_stage(
    audit: FunnelAudit, drawn: Callable[..., Any]
) -> None:
    said = texts(drawn(funnel_chart(audit, PL)))
    for stage in audit.stages.to_dict("records"):
        low, high = (PL.percent(stage[f"conversion_{end}"]) for end in ("low", "high"))
        assert f"{PL.percent(stage['conversion'])} (od {low} do {high})" in said


def test_the_subtitle_names_definition_count_and_date(audit: FunnelAudit) -> None:
    subtitle = " ".join(spec(funnel_chart(audit, EN))["title"]["subtitle"])
    assert "480 deals · as of 31 October 2026" in subtitle
    assert EN.text("charts.funnel.reached_at_least") in subtitle


def test_an_unknown_conversion_is_left_blank(made: Made, drawn: Callable[..., Any]) -> None:
    audit = made()
    audit.stages[["conversion", "conversion_low", "conversion_high"]] = None
    assert not [text for text in texts(drawn(funnel_chart(audit, EN))) if "to" in text.split()]


def test_of_many_stages_the_first_the_last_and_the_costliest_are_shown(made: Made) -> None:
    audit = made([f"Stage {at}" for at in range(200)], deals=100_000, waiting=())
    shown = shown_stages(audit)
    assert len(shown) == MOST_STAGES
    assert (shown[0]["stage"], shown[-1]["stage"]) == ("s0", "s199")
    left = audit.stages.set_index("stage").eval("lost_here + open_here")
    hidden = left.drop([stage["stage"] for stage in shown])
    assert min(left[stage["stage"]] for stage in shown[1:-1]) >= hidden.max()
    subtitle = " ".join(spec(funnel_chart(audit, EN))["title"]["subtitle"])
    assert "15 of 200 stages are shown" in subtitle


def test_a_long_name_is_shortened_with_the_whole_in_its_tooltip(hostile: FunnelAudit) -> None:
    chart = str(spec(funnel_chart(hostile, EN)))
    assert "LLL…" in chart
    assert "'tip': '" + "L" * 300 in chart


def test_without_stage_history_deals_are_drawn_by_outcome(made: Made) -> None:
    audit = made(limits=("no_stage_history",))
    chart = funnel_chart(audit, EN)
    rows = boxes(chart)
    whole = {row["kind"]: row["deals"] for row in rows if row["top"] == rows[0]["top"]}
    assert whole == {
        kind: audit.figures[name].value
        for kind, name in (("won", "won"), ("still open", "open"), ("lost", "lost"))
    }
    assert EN.text("charts.outcomes.no_history") in " ".join(spec(chart)["title"]["subtitle"])
    assert [stage["open_here"] for stage in open_stages(audit)] == list(audit.stages["open_here"])


@pytest.mark.parametrize("columns", [["reached", "reached_share", "lost_here"]])
def test_unknown_counts_by_stage_are_no_stage_history(made: Made, columns: list[str]) -> None:
    audit = made()
    audit.stages[columns] = None
    assert spec(funnel_chart(audit, EN))["title"]["text"] == ["How deals end"]


def test_the_alt_text_says_where_most_deals_were_lost(audit: FunnelAudit) -> None:
    said = alt_text_funnel(audit, PL)
    assert "Najwięcej przegrano na etapie „Presentation”: 110." in said
    assert "Presentation: 393 · 82%" in said
    assert said.startswith("Lejek: 480 szans, stan na 31 października 2026")


def test_the_alt_text_without_history_says_how_deals_ended(made: Made) -> None:
    said = alt_text_funnel(made(limits=("no_stage_history",)), EN)
    assert "98 were won, 261 were lost and 121 are still open" in said
    assert "31% (95% interval: 26% to 36%)" in said


def test_one_deal_in_a_thousand_is_not_shown_as_none(made: Made) -> None:
    audit = made([f"Stage {at}" for at in range(20)], deals=5000, waiting=())
    assert "· <1%" in alt_text_funnel(audit, EN)
