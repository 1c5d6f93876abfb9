"""Quota pages: what they say to whom, in both languages, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

from salestoolkit import cli
from salestoolkit.book.deal_book import DealBook
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.quota_page import open_page, parts, quotas_of
from salestoolkit.reports.quota_sections import SECTIONS, QuotaPage
from salestoolkit.sources.books.store import save_book

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/quota.schema.json").read_text("utf-8")
)
HOSTILE = "<img src=x onerror=alert(1)>"
OWNERS = ("Ewa Lis", "Jan Kos", HOSTILE)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def tables() -> dict[str, pa.Table]:
    """Quotas of all kinds of trouble, reps and commits."""
    rows: list[tuple[str, str, float | None, str]] = [
        *((name, "2026-Q4", 900_000.0, "PLN") for name in OWNERS),
        ("Ewa Lis", "2026", -5.0, "PLN"),
        ("Jan Kos", "2026-Q4", None, "PLN"),
        ("Nobody", "2026-Q4", 1.0, "PLN"),
    ]
    quotas = [
        {"owner": owner, "period": period, "currency": coin}
        | {"target": None if target is None else Decimal(str(target))}
        for owner, period, target, coin in rows
    ]
    reps = [
        {"owner": "Ewa Lis", "team": "Północ", "started_at": None, "left_at": None},
        {
            "owner": "Jan Kos",
            "team": "Północ",
            "started_at": None,
            "left_at": _moment("2026-10-15"),
        },
        {
            "owner": HOSTILE,
            "team": "Południe",
            "started_at": _moment("2026-08-01"),
            "left_at": None,
        },
    ]
    commits = [
        {"owner": "Ewa Lis", "period": "2026-Q4", "committed": Decimal(700_000), "currency": "PLN"}
        | {"said_on": _moment("2026-10-05")}
    ]
    return {
        "quotas": pa.Table.from_pylist(quotas),
        "reps": pa.Table.from_pylist(reps),
        "commits": pa.Table.from_pylist(commits),
    }


@pytest.fixture(scope="module")
def book(make_book: Callable[..., DealBook], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_book(deals=150, owners=OWNERS, teams=("Północ", "Północ", "Południe"))
    folder = tmp_path_factory.mktemp("quota") / "book"
    save_book(replace(made, tables={**made.tables, **tables()}), folder)
    return folder


def said(page: QuotaPage) -> str:
    text = " ".join(getattr(page, name)().html for name in SECTIONS)
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


PAGES: list[dict[str, Any]] = [
    {},
    {"for_leader": True},
    {"dimension": "team", "value": "Północ"},
    {"dimension": "owner", "value": "Ewa Lis"},
    {"dimension": "owner", "value": "Jan Kos"},
    {"dimension": "owner", "value": HOSTILE},
    {"dimension": "owner", "value": "Nobody"},
]


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("given", PAGES, ids=lambda one: "-".join(map(str, one.values())) or "all")
def test_every_page_keeps_to_the_schema_and_is_whole(
    book: Path, given: dict[str, Any], language: str
) -> None:
    page = open_page(book, language=language, **given)
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    assert list(data["definitions"].values()) == [text for _, text in page.terms.values()]
    text = said(page)
    assert "{" not in text and "nan" not in text.lower().split()
    assert "<img" not in "".join(getattr(page, name)().html for name in SECTIONS)
    assert data["headline"][:12] in text.replace("\N{NO-BREAK SPACE}", " ")


def test_people_are_named_only_for_who_leads_them(book: Path) -> None:
    assert "Ewa Lis" not in said(open_page(book))
    assert open_page(book).as_data()["people"] == []
    leader = open_page(book, for_leader=True)
    names = [one["name"] for one in leader.as_data()["people"]]
    assert names == sorted(names) and "Ewa Lis" in names
    own = said(open_page(book, dimension="owner", value="Ewa Lis"))
    assert "Jan Kos" not in own
    assert "not a verdict" in own


def test_lines_that_are_wrong_are_counted_with_their_reason(book: Path) -> None:
    data = open_page(book).as_data()
    assert data["apart"] == {"missing": 1, "negative": 1, "unknown_owner": 1}
    text = said(open_page(book))
    assert "a quota below 0" in text and "no quota in it" in text


def test_whoever_left_has_no_chance_to_make_it_and_no_reproach(book: Path) -> None:
    page = open_page(book, dimension="owner", value="Jan Kos")
    whole = page.as_data()["whole"]
    assert (whole["reason"], whole["chance"], whole["left_on"]) == ("left", None, "2026-10-15")
    assert "agree on who takes each of them over" in said(page)


def test_a_person_s_page_says_what_luck_does_and_asks(book: Path) -> None:
    page = open_page(book, dimension="owner", value="Ewa Lis")
    text = said(page)
    assert "luck alone brings" in text
    assert "To ask:" in text
    assert "Committed to PLN" in text
    effects = page.as_data()["whole"]["why"]["factors"]
    gap = page.as_data()["whole"]["why"]["own"] - page.as_data()["whole"]["why"]["average"]
    assert sum(one["explains"] for one in effects.values()) == pytest.approx(gap)


def test_a_page_is_made_for_everyone_with_deals_or_a_quota(book: Path) -> None:
    from salestoolkit.sources.books.store import open_book

    opened = open_book(book)
    assert set(OWNERS) < set(parts(opened, "owner"))
    assert parts(opened, "team") == ["Południe", "Północ"]


def test_a_month_gets_its_working_days_of_a_longer_quota(book: Path) -> None:
    found = quotas_of(book, period="2026-10")
    # Q4 2026 in Poland: 62 working days, 22 of them in October; one person left after 11
    assert found.whole.quota == pytest.approx(900_000 / 62 * (22 + 22 + 11))
    assert "spread" in found.limits


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--period", "2026-Q9"], "2026-Q9"),
        (["--period", "2020"], "2020-01-01"),
        (["--team", "West"], "West"),
        (["--metric", "deals"], "revenue"),
        (["--as-of", "yesterday"], "yesterday"),
        (["--for", "everyone"], "everyone"),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_cannot_be_told_is_refused_in_one_sentence(
    book: Path, arguments: list[str], words: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["quota", "--book", str(book), *arguments, "--language", language])
    error = capsys.readouterr().err.strip()
    assert caught.value.code != 0
    assert len(error.splitlines()) == 1 and words in error
    assert "Traceback" not in error


def test_the_terminal_shows_people_to_who_leads_them_only(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more, named in (([], False), (["--for", "leader"], True)):
        with pytest.raises(SystemExit) as caught:
            cli.main(["quota", "--book", str(book), *more])
        out = capsys.readouterr().out
        assert not caught.value.code
        assert ("Ewa Lis" in out) == named
        assert "Południe" in out
        assert "a quota below 0" in out


def test_a_book_without_quotas_says_how_to_bring_them(
    book_at: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["quota", "--book", str(book_at(deals=30))])
    assert "salestoolkit import" in capsys.readouterr().err


@pytest.mark.slow
def test_a_file_for_each_person_is_made_for_who_leads_them(book: Path, tmp_path: Path) -> None:
    job = plan_report(
        "quota",
        book=book,
        to=tmp_path,
        per="owner",
        languages=["pl"],
        formats=["html", "json"],
        for_leader=True,
        period="2026-Q4",
    )
    results = list(job.run())
    assert [result.error for result in results] == [None] * len(results)
    assert len(results) == 1 + len(parts_of(book))
    for result in results:
        text = result.files["html"].path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "onerror=alert(1)>" not in text.replace("&gt;", "")


def parts_of(book: Path) -> list[str]:
    from salestoolkit.sources.books.store import open_book

    return parts(open_book(book), "owner")
