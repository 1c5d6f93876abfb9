"""The page as JSON: under its schema, and equal to what the page says."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.figures import Figure
from salestoolkit.reports.figures import plain_value
from salestoolkit.reports.page import open_page
from salestoolkit.reports.sections import KEY_FIGURES, WAYS_TO_COUNT, FunnelPage
from salestoolkit.words import load_words

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/funnel_audit.schema.json").read_text("utf-8")
)


def data_of(page: FunnelPage) -> dict[str, Any]:
    return json.loads(json.dumps(page.as_data(), allow_nan=False))


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ({}, {}),
        ({}, {"dimension": "team", "value": "Południe"}),
        ({}, {"dimension": "team", "value": ""}),
        ({}, {"as_of": "2020-01-01"}),
        ({"deals": 3}, {}),
        ({}, {"whole": False}),
        ({"stages": [("Only", None, 0.5, 9)], "deals": 50}, {}),
        ({"currencies": ["PLN", "EUR", None]}, {"currency": ""}),
    ],
)
def test_every_page_keeps_to_the_schema(
    book_at: Callable[..., Path],
    options: dict[str, Any],
    parameters: dict[str, Any],
    language: str,
) -> None:
    page = open_page(book_at(**options), language=language, **parameters)
    jsonschema.validate(data_of(page), SCHEMA)


def test_the_schema_is_one_and_refuses_what_it_does_not_know(team_book: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    data = data_of(open_page(team_book))
    data["figures"]["won"]["n"] = -1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_page_and_json_say_the_same(team_book: Path, language: str) -> None:
    page = open_page(team_book, dimension="team", value="Południe", language=language)
    words, data = load_words(language), data_of(page)
    shown = html.unescape(page.win_rates().html).replace("\N{NO-BREAK SPACE}", " ")
    for name in WAYS_TO_COUNT:
        told = data["figures"][name]
        figure = page.audit.figures[name]
        assert told["value"] == pytest.approx(figure.value)
        assert (told["n"], told["as_of"]) == (figure.n, "2026-10-31")
        again = Figure(
            name=name,
            value=told["value"],
            low=told["low"],
            high=told["high"],
            n=told["n"],
            unit=told["unit"],
            as_of=figure.as_of,
            definition=told["definition"]["key"],
            currency=told["currency"],
        )
        for text in (words.value(again), words.figure_interval(again)):
            assert text is None or text.replace("\N{NO-BREAK SPACE}", " ") in shown
    assert data["headline"] == words.headline(page.audit)
    assert set(KEY_FIGURES) < set(data["figures"])


def test_every_figure_has_its_definition_in_words(team_book: Path) -> None:
    data = data_of(open_page(team_book, dimension="team", value="Południe"))
    figures = [
        *data["figures"].values(),
        *(one for stage in data["stages"] for one in stage["figures"].values()),
        *(one for leak in data["leaks"] for one in leak["figures"].values()),
    ]
    assert len(figures) > 40
    for figure in figures:
        assert len(figure["definition"]["text"]) > 20
        assert figure["as_of"] == "2026-10-31"
        if figure["low"] is not None:
            assert figure["low"] <= figure["high"]
        if figure["unit"] == "share" and figure["value"] is not None:
            assert 0 <= figure["value"] <= 1


def test_the_parts_add_up_to_the_whole(team_book: Path) -> None:
    whole = data_of(open_page(team_book))["totals"]
    parts = [
        data_of(open_page(team_book, dimension="team", value=value))["totals"]
        for value in ("", "Południe", "Północ")
    ]
    for name in ("deals", "won", "lost", "open", "won_value"):
        assert sum(part[name] or 0 for part in parts) == whole[name]


@given(st.recursive(st.floats() | st.integers() | st.text() | st.booleans() | st.none(), st.lists))
@pytest.mark.slow
def test_any_value_becomes_json_without_nan(value: Any) -> None:
    json.dumps(plain_value(value), allow_nan=False)
