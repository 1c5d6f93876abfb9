"""The manifest of a run: what it says, and that its published layout is the one that is written."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from batch_runs import MONDAY, WEEK, failed, latest, made, planned, run_once, totals

from salestoolkit.reports.batch.manifest import Entry, manifest_text, read_manifest
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.reports.batch.record_figures import _FIGURES, is_small, key_figures, scope_of
from salestoolkit.reports.kinds import KINDS
from salestoolkit.words import load_words

SCHEMAS = files("salestoolkit").joinpath("content/schemas")
SCHEMA = json.loads(SCHEMAS.joinpath("batch_manifest.schema.json").read_text("utf-8"))


def two_weeks(folder: Path) -> dict[str, Any]:
    """The second of two runs, with a report of each status."""
    first = [
        planned(key, fingerprint="1") for key in ("made", "unchanged", "failed", "kept", "gone")
    ]
    run_once(folder, first, results=[made(one, **totals(won=10)) for one in first])
    second = [
        planned("made", fingerprint="2", parameters={"book": "/book", "as_of": None}),
        first[1],
        planned("failed", fingerprint="2"),
        planned("kept", fingerprint="2"),
        planned("missing", kind=None, notebook=Path("own.ipynb")),
    ]
    results = [made(second[0], **totals(won=13)), failed(second[2])]
    run_once(
        folder,
        second,
        started=MONDAY + WEEK,
        results=results,
        only=["made", "failed"],
        batch="monday",
        batch_sha256="0" * 64,
        notices=["The newest export is old."],
    )
    found: dict[str, Any] = json.loads((folder / "latest" / "manifest.json").read_text())
    return found


def test_a_manifest_is_what_the_published_layout_says(tmp_path: Path) -> None:
    found = two_weeks(tmp_path)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(found)
    assert found["counts"] == {
        "reports": 5,
        "made": 1,
        "unchanged": 1,
        "failed": 1,
        "kept": 1,
        "missing": 1,
    }
    assert [one["status"] for one in found["reports"]] == list(found["counts"])[1:]


def test_the_published_layout_names_every_field_of_an_entry() -> None:
    published = SCHEMA["$defs"]["report"]
    assert list(published["properties"]) == [field.name for field in fields(Entry)]
    assert published["required"] == list(published["properties"])


def test_the_page_of_docs_tells_every_field() -> None:
    page = (Path(__file__).parents[3] / "docs" / "batch_folder.md").read_text(encoding="utf-8")
    told = [*SCHEMA["properties"], *SCHEMA["$defs"]["report"]["properties"]]
    assert [name for name in told if f"`{name}`" not in page] == []


def test_a_manifest_that_was_read_is_written_as_it_was(tmp_path: Path) -> None:
    two_weeks(tmp_path)
    path = tmp_path / "latest" / "manifest.json"
    found = read_manifest(path)
    assert found is not None
    assert manifest_text(found) == path.read_text()


def test_a_manifest_says_by_how_much_figures_differ_from_a_week_ago(tmp_path: Path) -> None:
    two_weeks(tmp_path)
    manifest = latest(tmp_path)
    assert manifest.compared_with == {"run": "2026-11-30T070002", "day": "2026-11-29"}
    by_key = {entry.key: entry for entry in manifest.reports}
    assert by_key["made"].then == "made"
    assert by_key["made"].figures["won"]["value"] == 13
    assert by_key["made"].week_ago["won"] == 10
    assert by_key["missing"].then == "absent"
    # a page that is a week old says nothing of this week
    assert by_key["failed"].week_ago == by_key["kept"].week_ago == {}
    assert by_key["failed"].figures["won"]["value"] == 10


def test_figures_of_another_currency_or_period_are_not_compared(tmp_path: Path) -> None:
    one = planned("a", fingerprint="1")
    run_once(tmp_path, [one], results=[made(one, **totals(won=10))])
    other = planned("a", fingerprint="2")
    euro = {**totals(won=13), "currency": "EUR"}
    run_once(tmp_path, [other], started=MONDAY + WEEK, results=[made(other, **euro)])
    entry = latest(tmp_path).entry("a")
    assert entry is not None
    assert entry.then == "made"
    assert entry.week_ago == {}


def test_the_day_of_a_run_is_the_last_that_its_pages_say(tmp_path: Path) -> None:
    one, two = planned("a"), planned("b")
    results = [made(one, as_of="2026-11-27"), made(two, as_of="soon")]
    run_once(tmp_path, [one, two], results=results, as_of=date(2026, 11, 28))
    assert latest(tmp_path).as_of == date(2026, 11, 28)
    plan = [one, two, planned("c")]
    from salestoolkit.reports.batch.folder import BatchFolder

    with BatchFolder(tmp_path).open_run(started=MONDAY + WEEK, language="en") as run:
        run.put(plan[2], made(plan[2]))
        run.finish(plan)
    assert latest(tmp_path).as_of == date(2026, 11, 27)


@pytest.mark.parametrize("kind", sorted(_FIGURES.keys() & KINDS.keys()))
def test_key_figures_are_where_the_records_layout_has_them(kind: str) -> None:
    layout = {"funnel": "funnel_audit"}.get(kind, kind)
    schema = json.loads(SCHEMAS.joinpath(f"{layout}.schema.json").read_text("utf-8"))
    for figure in _FIGURES[kind]:
        place: Any = schema
        for name in figure.path.split("."):
            place = _within(schema, place, name)
        types = place.get("type", place.get("$ref", "")) if place else ""
        assert place, f"{kind}: {figure.path}"
        assert types not in ("string", "object", "array"), f"{kind}: {figure.path}"


def _within(schema: dict[str, Any], place: Any, name: str) -> Any:
    place = _resolved(schema, place)
    if name in place.get("properties", {}):
        return _resolved(schema, place["properties"][name])
    return _resolved(schema, place.get("additionalProperties") or {})


def _resolved(schema: dict[str, Any], place: Any) -> Any:
    for one in [place, *place.get("oneOf", [])]:
        if "$ref" in one:
            return schema["$defs"][one["$ref"].rsplit("/", 1)[1]]
    return next((one for one in place.get("oneOf", []) if one.get("type") != "null"), place)


def test_every_key_figure_and_kind_has_a_name_in_both_languages() -> None:
    for language in ("en", "pl"):
        words = load_words(language)
        for figures in _FIGURES.values():
            assert all(words.has(f"batch_index.figure.{figure.name}") for figure in figures)
        assert all(words.has(f"batch_index.kind.{kind}") for kind in KINDS)


def test_figures_that_are_not_known_are_left_out() -> None:
    record = {"totals": {"won": None, "open": 3, "open_value": "many"}, "figures": []}
    assert key_figures("funnel_audit", record) == {"open": {"value": 3, "unit": "count"}}
    assert key_figures("objections", record) == {}


def test_a_teams_own_page_names_its_figures_itself() -> None:
    figures = {
        "mix": {"label": "Share of services", "value": 0.3, "unit": "share", "n": 12},
        "deals": {"label": "Deals", "value": 12, "unit": "deals"},
        "unnamed": {"value": 3},
        "unknown": {"label": "Nothing", "value": None},
    }
    assert key_figures(None, {"figures": figures}) == {
        "mix": {"value": 0.3, "unit": "share", "label": "Share of services"},
        "deals": {"value": 12, "unit": "count", "label": "Deals"},
    }
    assert key_figures(None, {"figures": "none"}) == {}


def test_a_page_says_itself_whether_its_numbers_are_small() -> None:
    assert is_small({"limits": [{"code": "few_deals", "text": "..."}]})
    assert is_small({"small": True})
    assert is_small({"whole": {"small": True}})
    assert not is_small({"small": False, "limits": ["no_values"], "whole": None})


def test_figures_are_about_a_currency_a_part_and_a_period() -> None:
    record = {"currency": "PLN", "pipeline": None, "period": {"start": "a", "until": "b", "n": 3}}
    assert scope_of(record) == {"currency": "PLN", "period": ["a", "b"]}
    assert scope_of({}) == {}


def test_a_report_that_is_neither_made_nor_failed_is_no_failure(tmp_path: Path) -> None:
    from salestoolkit.reports.batch.entries import failed_entry

    report: PlannedReport = planned("a")
    with pytest.raises(ValueError, match="did not fail"):
        failed_entry(report, made(report), load_words("en"))
