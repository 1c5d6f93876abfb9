"""The weekly page: what it says, for whom, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

from salestoolkit import cli
from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS
from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.review_page import open_page, rehearse
from salestoolkit.reports.review_record import lists_as_csv
from salestoolkit.reports.review_sections import SECTIONS, ReviewPage
from salestoolkit.sources.books.store import save_book

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/pipeline_review.schema.json").read_text("utf-8")
)
HOSTILE = "<img src=x onerror=alert(1)>"
GOALS = """
[[goal]]
name = "<b>Rok</b>"
metric = "deals"
amount = 300
start = 2026-01-01
until = 2026-12-31

[[goal]]
name = "Południe"
metric = "revenue"
amount = 900000
who = "Południe"
start = 2026-01-01
until = 2026-12-31
"""


def with_steps(book: DealBook) -> DealBook:
    """The book with titles that try to do harm, next steps for some deals, and close dates."""
    rows = book.deals.to_pylist()
    for number, row in enumerate(rows):
        day = row["created_at"]
        row["title"] = HOSTILE if number % 2 else f"=1+{number}"
        row["next_activity_at"] = None if number % 3 else day + timedelta(days=900)
        row["expected_close"] = day + timedelta(days=60)
        row["last_activity_at"] = day
    deals = pa.Table.from_pylist(rows, schema=DEALS)
    return DealBook(
        deals=deals,
        stage_log=book.stage_log,
        processes=book.processes,
        as_of=book.as_of,
        timezone=book.timezone,
    )


@pytest.fixture(scope="module")
def book(make_book: Callable[..., DealBook], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review") / "book"
    save_book(with_steps(make_book(deals=180)), folder)
    return folder


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("goals") / "goals.toml"
    path.write_text(GOALS, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["en", "pl"])
def page(request: pytest.FixtureRequest, book: Path) -> ReviewPage:
    return open_page(book, language=request.param)


def said(page: ReviewPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_page_keeps_to_its_schema_and_says_its_headline(page: ReviewPage) -> None:
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    plain = said(page).replace("\N{NO-BREAK SPACE}", " ")
    assert data["headline"] in plain
    assert "{" not in plain
    happened = data["changes"]
    came, left = happened["new"] + happened["reopened"], happened["won"] + happened["lost"]
    assert happened["open_then"] + came - left == happened["open_now"] == data["in_hand"]["n"]
    assert sum(row["kind"] in ("won", "lost") for row in data["deals"]) == left


def test_names_from_data_are_inert_on_the_page_and_in_the_list(page: ReviewPage) -> None:
    whole = " ".join(getattr(page, name)().html for name in SECTIONS)
    assert "<img" not in whole
    assert "&lt;img" in whole
    text = lists_as_csv(page.as_data(), page.words).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    titles = [row[2] for row in rows]
    assert any(title.startswith("'=1+") for title in titles)
    assert not any(title.startswith("=") for title in titles)
    assert len(set(header)) == len(header) == len(rows[0])
    assert len(rows) == len(page.as_data()["deals"])


def test_goals_of_nobody_are_held_against_all_deals_and_a_teams_against_its_own(
    book: Path, goals: Path
) -> None:
    whole = open_page(book, goals=goals)
    assert [need.name for need in whole.review.needs] == ["<b>Rok</b>"]
    assert "<b>Rok" not in whole.plan().html
    team = open_page(book, goals=goals, dimension="team", value="Południe", language="pl")
    (need,) = team.review.needs
    assert (need.metric, need.currency, need.amount) == ("revenue", "PLN", 900000)
    north = open_page(book, goals=goals, dimension="team", value="Północ", language="pl")
    assert north.review.needs == ()
    assert "Planu nie znamy" in said(north)


def test_a_page_with_a_handful_of_deals_says_so(
    make_book: Callable[..., DealBook], tmp_path: Path
) -> None:
    save_book(make_book(deals=9), tmp_path / "few")
    few = open_page(tmp_path / "few", as_of="2026-03-01", since="2025-11-01", language="pl")
    jsonschema.validate(json.loads(json.dumps(few.as_data(), allow_nan=False)), SCHEMA)
    assert few.review.hand.n and few.words.text("review.limit.few_ended") in said(few)


@pytest.mark.slow
def test_a_page_without_open_deals_says_so(book: Path) -> None:
    none = open_page(book, dimension="team", value="Nobody")
    jsonschema.validate(json.loads(json.dumps(none.as_data(), allow_nan=False)), SCHEMA)
    assert "No deal is open." in said(none)


def test_seen_as_at_an_earlier_day_it_tells_nothing_that_was_overwritten(book: Path) -> None:
    page = open_page(book, as_of="2026-06-30")
    assert page.review.dates.told == "looking_back"
    assert page.review.since == date(2026, 6, 23)
    assert {"no_next_steps"} <= set(page.review.limits)


def test_a_day_that_is_none_or_not_in_the_past_is_refused(book: Path) -> None:
    with pytest.raises(InvalidValue, match="not_a_date"):
        open_page(book, since="last week")
    with pytest.raises(InvalidValue, match="review_since"):
        open_page(book, since="2026-10-31")
    rehearse(book=book, since="last week")


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("funnel_audit", {"since": date(2026, 10, 1)}, "report_without"),
        ("funnel_audit", {"formats": ["csv"]}, "unknown_format"),
        ("pipeline_review", {"per": "owner"}, "people_for_leader"),
    ],
)
def test_what_a_kind_cannot_do_is_refused_before_a_page_is_begun(
    kind: str, options: dict[str, Any], code: str, book: Path, tmp_path: Path
) -> None:
    with pytest.raises(ReportError, match=code):
        plan_report(kind, book=book, to=tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_last_meeting_after_the_book_is_refused_before_a_page_is_begun(
    book: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidValue, match="review_since"):
        plan_report("pipeline_review", book=book, to=tmp_path / "o", since=date(2027, 1, 1))


def test_the_day_of_the_last_meeting_reaches_the_notebook(book: Path, tmp_path: Path) -> None:
    job = plan_report("pipeline_review", book=book, to=tmp_path, since=date(2026, 10, 1))
    assert job.pages[0].parameters(book)["since"] == "2026-10-01"


@pytest.mark.slow
def test_the_command_writes_a_page_and_its_lists_for_each_rep_in_a_leaders_folder(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["report", "pipeline_review", "--book", str(book), "--to", str(tmp_path)]
    more = ["--per", "owner", "--for", "leader", "--format", "html,csv", "--since", "2026-10-20"]
    with pytest.raises(SystemExit) as ended:
        cli.main([*asked, *more])
    assert ended.value.code == 0
    assert len(list(tmp_path.glob("*.html"))) == len(list(tmp_path.glob("*.csv"))) == 3
    own = next(tmp_path.glob("*owner_ewa-lis*.html")).read_text("utf-8")
    assert "Jan Kos" not in own
    assert "<script" not in own and "<img" not in own
