"""The sliders on the open deals, driven without a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from salestoolkit.charts.pipeline_what_if import alt_text_months, pipeline_months_chart
from salestoolkit.core.pipeline_levers import OpenPipeline, days_ahead, month_ends
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.pipeline_what_if import PipelineSliders
from salestoolkit.widgets.pipeline_what_if_desk import PipelineDesk

AS_OF = date(2026, 10, 30)


def pipeline(*, value: float = 1000.0) -> OpenPipeline:
    n = 24
    ends = month_ends(AS_OF)
    made: dict[str, Any] = {
        "as_of": AS_OF,
        "keys": [("crm", str(at)) for at in range(n)],
        "stage": [("offer", "talks", "")[at % 3] for at in range(n)],
        "value": np.full(n, value) * np.arange(1, n + 1),
        "ends": ends,
        "stages": ("offer", "talks", ""),
        "currency": "PLN",
    }
    empty = OpenPipeline(**made, reach=np.zeros((n, 12)))
    reach = np.outer(np.linspace(0.1, 0.6, n), 1 - np.exp(-days_ahead(empty) / 90))
    return OpenPipeline(
        **made,
        reach=reach,
        new_a_month=4.0,
        new_seen=24,
        new_reach=np.linspace(0.02, 0.24, 12),
        new_cases=100,
        sizes=np.array([500.0, 9000.0]),
    )


@pytest.fixture(scope="module")
def shown() -> Callable[..., PipelineSliders]:
    def make(**more: Any) -> PipelineSliders:
        desk = PipelineDesk(
            pipeline(**more),
            names={"offer": "Oferta <b>", "talks": "Negocjacje"},
            titles={("crm", "23"): "=Sowa"},
            language="pl",
            draws=2000,
        )
        return PipelineSliders(desk)

    return make


def test_every_control_has_its_name_and_unit(shown: Callable[..., PipelineSliders]) -> None:
    names = [control.description for control in shown().controls.values()]
    assert names[0] == "Oferta <b>: wygrane w ciągu 12 miesięcy (%)"
    assert "Bez etapu: wygrane w ciągu 12 miesięcy (%)" in names
    assert "Wartość szansy (% dzisiejszej)" in names and "Nowe szanse miesięcznie" in names
    assert len(set(names)) == len(names) and all(names)


def test_each_lever_moves_totals_and_picture(shown: Callable[..., PipelineSliders]) -> None:
    sliders = shown()
    for key, to in (("chance_0", 90), ("time", 50), ("new_a_month", 12)):
        before = sliders.desk.found.now.deals.mean
        picture = sliders.picture.value
        sliders.controls[key].value = to
        assert sliders.desk.found.now.deals.mean > before
        assert sliders.picture.value != picture and "<svg" in sliders.picture.value
        assert "zamiast" in sliders.figures.value


def test_size_moves_money_and_the_metric_turns_the_picture(
    shown: Callable[..., PipelineSliders],
) -> None:
    sliders = shown()
    sliders.controls["metric"].value = "revenue"
    assert "zł" in sliders.figures.value and "Przychód" in sliders.picture.value
    before = sliders.desk.found.now.value
    sliders.controls["size"].value = 200
    after = sliders.desk.found.now.value
    assert before is not None and after is not None
    assert after.mean == pytest.approx(2 * before.mean, rel=1e-4)


def test_a_deal_can_be_taken_out_and_its_title_is_only_text(
    shown: Callable[..., PipelineSliders],
) -> None:
    sliders = shown()
    first = sliders.desk.largest()[0]
    assert first == ("crm", "23")
    assert "=Sowa (crm 23)" in dict(sliders.controls["without"].options)
    sliders.controls["without"].value = (first,)
    assert "Pominięte: 1 szansa" in sliders.figures.value


def test_a_target_has_a_chance_and_a_wrong_one_is_said(
    shown: Callable[..., PipelineSliders],
) -> None:
    sliders = shown()
    sliders.controls["target"].value = "5"
    assert "Prawdopodobieństwo osiągnięcia celu (5)" in sliders.figures.value
    good = (sliders.figures.value, sliders.picture.value)
    sliders.controls["target"].value = "-3"
    assert 'role="alert"' in sliders.status.value and "Cel na ten czas" in sliders.status.value
    assert (sliders.figures.value, sliders.picture.value) == good
    assert sliders.desk.target == 5


@pytest.mark.slow
def test_back_to_today_moves_every_slider_back(shown: Callable[..., PipelineSliders]) -> None:
    sliders = shown()
    before = sliders.desk.found.now
    for key, to in (("chance_1", 5), ("size", 50), ("time", 300), ("new_a_month", 0)):
        sliders.controls[key].value = to
    sliders.controls["without"].value = (("crm", "23"),)
    sliders.reset.click()
    assert sliders.desk.found.now == before
    assert sliders.controls["size"].value == 100 and not sliders.controls["without"].value
    assert "zamiast" not in sliders.figures.value


def test_deals_without_any_value_have_no_revenue(shown: Callable[..., PipelineSliders]) -> None:
    made = pipeline(value=float("nan"))
    desk = PipelineDesk(
        OpenPipeline(**{**vars(made), "sizes": np.zeros(0)}), language="en", draws=500
    )
    sliders = PipelineSliders(desk)
    sliders.controls["metric"].value = "revenue"
    assert "no values" in sliders.figures.value and "no values" in sliders.picture.value


def test_what_there_is_not_cannot_be_moved(shown: Callable[..., PipelineSliders]) -> None:
    with pytest.raises(InvalidValue) as refused:
        shown().desk.move("mood", 1)
    assert refused.value.code == "sheet_unknown_key"


@pytest.mark.parametrize("metric", ["deals", "revenue"])
def test_the_months_are_drawn_and_told(metric: str, shown: Callable[..., PipelineSliders]) -> None:
    desk = shown().desk
    desk.move("chance_0", 90)
    for width in (340, 720):
        chart = pipeline_months_chart(
            desk.found.months,
            desk.words,
            today=desk.today_months,
            metric=metric,
            currency="PLN",
            width=width,
        )
        assert len(chart.layer) >= 6
    told = alt_text_months(desk.found.months, desk.words, metric=metric, currency="PLN")
    assert told.count(";") == 11 and "październik 2026" in told
