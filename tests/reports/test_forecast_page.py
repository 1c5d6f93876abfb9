"""The forecast's page and command: what they say, what they keep, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

from salestoolkit import cli
from salestoolkit.book.deal_book import DealBook
from salestoolkit.errors import ReportError
from salestoolkit.reports.forecast_keep import keep_page
from salestoolkit.reports.forecast_page import open_page, rehearse
from salestoolkit.reports.forecast_sections import SECTIONS, ForecastPage
from salestoolkit.reports.make import plan_report
from salestoolkit.sources.books.names import FORECAST_DEALS, FORECASTS
from salestoolkit.sources.books.store import save_book
from salestoolkit.sources.forecasts import read_forecasts

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/forecast.schema.json").read_text("utf-8")
)
Save = Callable[..., Path]


def said(page: ForecastPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def run(capsys: pytest.CaptureFixture[str], *arguments: Any) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main([str(one) for one in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture(scope="module")
def page(team_book: Path) -> ForecastPage:
    return open_page(team_book, language="pl", target="30")


@pytest.mark.slow
def test_the_page_agrees_with_itself_and_with_its_schema(page: ForecastPage) -> None:
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    assert list(data["definitions"].values()) == [text for _, text in page.terms.values()]
    assert data["totals"]["deals"] == sum(data["totals"][name] for name in ("won", "lost", "open"))
    assert (data["target"], data["target_origin"]) == (30, "given")
    for one in (data["period"], *data["spans"].values()):
        wins = one["wins"]
        ends = [wins[f"{end}_{level}"] for level in (95, 80, 50) for end in ("low",)]
        assert ends == sorted(ends) and ends[-1] <= wins["median"] <= wins["high_50"]
        assert one["done"]["n"] <= wins["low_95"]
    assert data["spans"]["quarter"]["wins"] == data["period"]["wins"]
    moves = data["moves"]
    total = moves["then"] + sum(part["amount"] for part in moves["parts"])
    assert total == pytest.approx(moves["now"])
    assert len(data["matter"]) == min(10, len(data["deals"]))
    assert len(data["deals"]) == data["totals"]["open"]
    assert sum(deal["spread_share"] for deal in data["deals"]) == pytest.approx(1)


@pytest.mark.slow
def test_the_page_says_it_in_polish_and_leaves_no_gap(page: ForecastPage) -> None:
    text = said(page)
    assert text.count("IV kwartał 2026") and "Co dalej" in text and "{" not in text
    assert page.headline_text.startswith("IV kwartał 2026: prawdopodobnie")
    assert "Prawdopodobieństwo osiągnięcia celu (30)" in page.headline_text
    for word in ("deals", "probably", "cases", "week"):
        assert word not in text


@pytest.mark.slow
def test_what_it_says_is_kept_once_and_as_it_was(page: ForecastPage, book_at: Save) -> None:
    book = book_at(deals=40)
    record = page.as_data()
    assert keep_page(book, record) == len(record["keep"]) == 8
    assert keep_page(book, record) == 0
    first = read_forecasts(book)[0]
    assert (first.median, first.target) == (record["period"]["wins"]["median"], 30)
    assert (book / FORECAST_DEALS).is_file()


def test_with_too_little_history_it_says_not_yet_and_warns_of_the_weighted_pipeline(
    book_at: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    book = book_at(deals=16)
    shown = open_page(book, language="en")
    assert shown.view.main.reason == "too_little_history"
    text = said(shown)
    assert "no forecast yet" in text and "Too little has been decided so far" in text
    jsonschema.validate(json.loads(json.dumps(shown.as_data())), SCHEMA)
    assert shown.as_data()["keep"] == []
    code, out, _ = run(capsys, "forecast", "--book", book, "--keep")
    assert code == 0 and "no forecast yet" in out
    assert not (book / FORECASTS).exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--target", "-5"), "−5"),
        (("--target", "many"), "many"),
        (("--metric", "margin"), "deals, revenue"),
        (("--period", "2026-13"), "2026-13"),
        (("--period", "2025-Q4"), "2025-12-31"),
        (("--part", "team=Nowhere"), "Nowhere"),
        (("--part", "team"), "team"),
        (("--part", "owner=Ewa Lis"), "leader"),
        (("--currency", "GBP"), "GBP"),
        (("--goals", "missing.toml"), "missing.toml"),
        (("--as-of", "soon"), "soon"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_kept(
    given: tuple[str, ...], told: str, team_book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "forecast", "--book", team_book, "--keep", *given)
    assert code != 0 and not out
    assert len(err.strip().splitlines()) == 1 and told in err
    assert not (team_book / FORECASTS).exists()


def test_what_is_no_book_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "forecast", "--book", tmp_path / "none", "--language", "pl")
    assert code == 1 and len(err.strip().splitlines()) == 1


def test_other_pages_take_no_target(team_book: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as refused:
        plan_report("funnel_audit", book=team_book, to=tmp_path, told={"target": "3"})
    assert refused.value.code == "report_without"


def test_rehearsing_hides_a_fault(team_book: Path) -> None:
    rehearse(book=str(team_book), period="never")


@pytest.mark.slow
def test_amounts_in_two_currencies_are_never_added(
    book_at: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    book = book_at(currencies=["PLN", "EUR"], deals=240)
    code, _, err = run(capsys, "forecast", "--book", book, "--metric", "revenue")
    assert code == 1 and "--currency" in err
    code, out, _ = run(capsys, "forecast", "--book", book)
    assert code == 0 and "won deals" in out and "PLN" not in out
    code, out, _ = run(capsys, "forecast", "--book", book, "--currency", "EUR", "--keep")
    assert code == 0 and "€" in out
    assert {one.currency for one in read_forecasts(book)} == {"EUR"}


@pytest.mark.slow
def test_a_forecast_of_a_period_that_is_over_is_judged(book_at: Save) -> None:
    book = book_at()
    for day in ("2026-07-15", "2026-08-15"):
        then = open_page(book, as_of=day, period="2026-Q3", language="en")
        keep_page(book, then.as_data())
    now = open_page(book, period="2026-Q3", language="en")
    assert now.view.main.reason == "period_over"
    # the weeks and months of those days are judged too
    assert len(now.view.judged) == 6
    own = [one for one in now.view.judged if one.kept.start == now.view.main.start]
    quarter = [one for one in own if one.kept.until == now.view.main.until]
    assert [one.kept.as_of.isoformat() for one in quarter] == ["2026-07-15", "2026-08-15"]
    assert {one.outcome for one in quarter} == {now.view.main.done.n}
    text = said(now)
    assert "Q3 2026 is over" in text and "15 Jul 2026" in text
    jsonschema.validate(json.loads(json.dumps(now.as_data())), SCHEMA)


@pytest.mark.slow
def test_pages_of_teams_add_up_and_keep_their_forecasts(team_book: Path, tmp_path: Path) -> None:
    book = tmp_path / "book"
    shutil.copytree(team_book, book)
    job = plan_report(
        "forecast",
        book=book,
        to=tmp_path / "pages",
        per="team",
        languages=["en", "pl"],
        formats=["html", "json"],
        told={"target": "30"},
        period="2026-Q4",
    )
    results = list(job.run())
    assert [result.error for result in results] == [None] * 8
    whole, *parts = (result.record for result in results if result.spec.language == "pl")
    assert whole["totals"]["deals"] == sum(one["totals"]["deals"] for one in parts)
    done = sum(one["period"]["done"]["n"] for one in parts)
    assert whole["period"]["done"]["n"] == done
    text = results[0].files["html"].path.read_text(encoding="utf-8")
    assert "<script" not in text and text.count("<svg") == 4
    kept = read_forecasts(book)
    assert {one.part for one in kept} == {"", "Północ", "Południe"}
    assert {one.version for one in kept} == {1}
    assert (book / FORECAST_DEALS).is_file()


@pytest.mark.slow
def test_a_deal_that_grew_since_last_week_is_told_apart(
    make_book: Callable[..., DealBook], tmp_path: Path
) -> None:
    book, folder = make_book(), tmp_path / "book"
    save_book(book, folder)
    keep_page(folder, open_page(folder, metric="revenue").as_data())
    column = book.deals.schema.get_field_index("value")
    grown = pa.array(
        [
            value * 2 if status == "open" else value
            for value, status in zip(
                book.deals["value"].to_pylist(), book.deals["status"].to_pylist(), strict=True
            )
        ],
        type=book.deals.schema.field(column).type,
    )
    deals = book.deals.set_column(column, book.deals.schema.field(column), grown)
    week = timedelta(days=7)
    save_book(replace(book, deals=deals, as_of=book.as_of + week), folder)
    now = open_page(folder, metric="revenue")
    moves = now.view.moves
    assert moves is not None and moves.sizes_known
    assert moves.amount("resized") > 0
    assert moves.then + sum(part.amount for part in moves.parts) == pytest.approx(moves.now)
    assert "changes in value" in said(now) or "What raised it most" in said(now)
