"""Pages about customers that stay: what they say, whom they show, and that they keep to their schema."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from salestoolkit.errors import BookError
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.retention_page import open_page, rehearse
from salestoolkit.reports.retention_sections import SECTIONS, RetentionPage
from salestoolkit.sources.importer import import_files

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/retention.schema.json").read_text("utf-8")
)
HOSTILE = "<img src=x onerror=alert(1)>"
DEALS = "Deal ID,Title,Stage,Status,Value,Currency,Created,Closed,Organization,Owner,Segment\n"
CONTRACTS = "Customer,Starts,Ends,Amount,Currency,Decision,Decided on,Owner,Segment\n"


def deals(rows: int = 24) -> str:
    """Won deals of eight customers; the later ones buy three times."""
    lines = []
    for at in range(rows):
        won = date(2024, 1, 10) + timedelta(days=30 * at)
        name = f"Client {at % 8}" if at % 8 > 3 else f"Client {at}"
        lines.append(
            f"{at},Deal,Offer,won,{1000 + at},GBP,{won - timedelta(days=20)},{won},{name},Ann Lee,Small"
        )
    return DEALS + "\n".join(lines) + "\n"


def contracts() -> str:
    lines = []
    for at in range(40):
        starts = date(2024, 1, 1) + timedelta(days=25 * at)
        name = HOSTILE if at == 28 else f"Client {at}"
        owner = ("Zoe Ray", "Ann Lee")[at % 2]
        segment = ("Small", "Large")[at % 3 == 0]
        lost = at % 4 == 0
        ends = starts.replace(year=starts.year + 1) - timedelta(days=1)
        decided = ends - timedelta(days=20)
        told = (
            ("lost" if lost else "renewed", decided) if decided <= date(2026, 10, 31) else ("", "")
        )
        lines.append(
            f"{name},{starts},{ends},{1000 + at},GBP,{told[0]},{told[1]},{owner},{segment}"
        )
    return CONTRACTS + "\n".join(lines) + "\n"


def made(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_files(
        [folder / f"{name}.csv" for name in texts],
        to=folder / "book",
        timezone="Europe/London",
        exported_at=date(2026, 10, 31),
    )
    return folder / "book"


@pytest.fixture(scope="module")
def with_contracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("with"), deals=deals(), contracts=contracts())


@pytest.fixture(scope="module")
def with_purchases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("purchases"), deals=deals())


def said(page: RetentionPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize(("dimension", "value"), [(None, ""), ("segment", "Large"), ("team", "")])
def test_every_page_keeps_to_the_schema_and_agrees_with_it(
    dimension: str | None, value: str, language: str, with_contracts: Path
) -> None:
    page = open_page(with_contracts, dimension=dimension, value=value, language=language)
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    assert list(data["definitions"].values()) == [text for _, text in page.terms.values()]
    text = said(page).replace("\N{NO-BREAK SPACE}", " ")
    assert data["headline"].replace("\N{NO-BREAK SPACE}", " ") in text
    assert "{" not in text
    assert data["due"]["n"] == len(data["due"]["contracts"])
    assert data["due"]["value"] == sum(one["amount"] for one in data["due"]["contracts"])


@pytest.mark.parametrize("language", ["en", "pl"])
def test_contracts_without_amounts_are_never_worth_nought(tmp_path: Path, language: str) -> None:
    bare = re.sub(r",1\d{3},GBP,", ",,,", contracts())
    page = open_page(made(tmp_path, deals=deals(), contracts=bare), language=language)
    data = page.as_data()
    assert data["due"]["n"] > 0 and data["due"]["value"] is None
    assert data["pending"] and not any(re.search(r"[(\s]0\)", one) for one in data["actions"])


def test_what_comes_from_data_is_escaped_everywhere(with_contracts: Path) -> None:
    page = open_page(with_contracts)
    html = "".join(getattr(page, name)().html for name in SECTIONS)
    assert HOSTILE not in html
    assert "&lt;img" in html


def test_owners_stand_on_the_leaders_page_only_and_by_name(with_contracts: Path) -> None:
    plain = open_page(with_contracts)
    leader = open_page(with_contracts, for_leader=True)
    assert "owner" not in plain.as_data()["parts"]
    assert [row["value"] for row in leader.as_data()["parts"]["owner"]] == ["Ann Lee", "Zoe Ray"]
    assert "For whoever leads the team" in said(leader)


def test_parts_add_up_to_the_whole(with_contracts: Path) -> None:
    data = open_page(with_contracts).as_data()
    rows = data["parts"]["segment"]
    assert sum(row["customers"] for row in rows) == data["customers"]
    assert sum(row["due"] for row in rows) == data["due"]["n"]
    assert sum(row["renewals"]["due"] for row in rows) == data["renewals"]["due"]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_book_without_contracts_tells_who_buys_again(with_purchases: Path, language: str) -> None:
    page = open_page(with_purchases, language=language)
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    assert data["source"] == "purchases"
    assert data["repeat"]["returned"] == 4
    assert data["repeat"]["customers"] == 16
    assert data["renewals"]["rate"] is None
    assert data["revenue"]["gross"] is None
    assert ("buy again" if language == "en" else "kupuje ponownie") in said(page)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_book_with_neither_says_what_to_import(team_book: Path, language: str) -> None:
    page = open_page(team_book, language=language)
    jsonschema.validate(page.as_data(), SCHEMA)
    assert page.found.source is None
    assert "salestoolkit import" in said(page)
    assert page.key_figures().html == ""
    assert "0%" not in page.headline_text


def test_the_page_of_an_earlier_day_knows_nothing_of_later(with_contracts: Path) -> None:
    then = open_page(with_contracts, as_of="2025-01-31").as_data()
    assert then["as_of"] == "2025-01-31"
    assert then["customers"] == sum(
        date(2024, 1, 1) + timedelta(days=25 * at) <= date(2025, 1, 31) for at in range(40)
    )
    assert all(one["ends"] > "2025-01-31" for one in then["due"]["contracts"])


def test_a_column_that_is_not_there_is_refused_and_a_rehearsal_hides_it(
    with_contracts: Path,
) -> None:
    with pytest.raises(BookError):
        open_page(with_contracts, dimension="colour", value="red")
    rehearse(book=with_contracts, dimension="colour", value="red")


@pytest.mark.slow
def test_pages_are_made_with_the_same_machinery_as_all_others(
    with_contracts: Path, tmp_path: Path
) -> None:
    job = plan_report(
        "retention",
        book=with_contracts,
        to=tmp_path,
        per="segment",
        languages=["pl"],
        formats=["html", "json"],
    )
    results = list(job.run())
    assert not [result.error for result in results if result.error]
    text = results[0].files["html"].path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert text.count("<svg") == 6
    for result in results:
        jsonschema.validate(json.loads(result.files["json"].path.read_text("utf-8")), SCHEMA)


@pytest.mark.slow
def test_the_sample_companies_tell_the_story_that_was_planted(
    sample_folder: Callable[[str], Path],
) -> None:
    for name in ("marmalade_lighthouse", "kwarcowa_sowa"):
        found = open_page(sample_folder(name)).found
        assert found.churn.peak is not None
        assert found.churn.peak.month == 12
        assert found.check_in is not None
        assert found.check_in.tells
        assert (found.check_in.difference or 0) > 0.1
        (segments,) = [table for table in found.parts if table.dimension == "segment"]
        assert any((row.revenue.decided.net or 0) > 1 for row in segments.rows)
        assert found.notes.apart == {"left_before_joining": 1, "repeated": 1}
