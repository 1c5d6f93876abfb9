"""Pages about goals: whose goals they show, what they say, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from salestoolkit import cli
from salestoolkit.errors import BookError, ReportError, SalesToolkitError
from salestoolkit.reports.goal_page import country_of, open_page, rehearse
from salestoolkit.reports.goal_sections import SECTIONS, GoalPage
from salestoolkit.reports.make import plan_report

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/goal_check.schema.json").read_text("utf-8")
)
TEXT = """
[[goal]]
name = "<b>Rok</b> 2026"
metric = "deals"
amount = 60
who = "Dyrektor"
start = 2026-01-01
until = 2026-12-31

[[goal]]
name = "Przychód"
metric = "revenue"
amount = 2000000
start = 2026-01-01
until = 2026-12-31

[[goal]]
name = "Południe"
metric = "deals"
amount = 30
who = "południe"
start = 2026-01-01
until = 2026-12-31

[[goal]]
name = "Ewa"
metric = "win_rate"
amount = 0.3
who = "Ewa Lis"
until = 2026-12-31

[[goal]]
name = "Jan"
metric = "deals"
who = "Jan Kos"
"""


@pytest.fixture(scope="module")
def goals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("goals") / "goals.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["en", "pl"])
def page(request: pytest.FixtureRequest, team_book: Path, goals: Path) -> GoalPage:
    return open_page(team_book, goals=goals, language=request.param)


def said(page: GoalPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_the_page_for_all_has_its_own_goals_and_the_teams_but_nobodys(page: GoalPage) -> None:
    assert [one.goal.name for one in page.checks] == ["<b>Rok</b> 2026", "Przychód"]
    assert [one.goal.name for one in page.teams] == ["Południe"]
    assert page.checks[1].goal.currency == "PLN"
    text = said(page)
    assert "Ewa" not in text
    assert "<b>Rok" not in "".join(page.headline().html)
    assert "{" not in text


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize(
    ("dimension", "value"),
    [
        (None, ""),
        ("team", "Południe"),
        ("team", "Północ"),
        ("team", ""),
        ("owner", "Ewa Lis"),
        ("owner", "Jan Kos"),
    ],
)
def test_every_page_keeps_to_the_schema_and_agrees_with_it(
    dimension: str | None, value: str, language: str, team_book: Path, goals: Path
) -> None:
    page = open_page(team_book, goals=goals, dimension=dimension, value=value, language=language)
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    assert data["totals"]["deals"] == sum(data["totals"][name] for name in ("won", "lost", "open"))
    text = said(page)
    assert data["headline"].split(";")[0][:20] in text.replace("\N{NO-BREAK SPACE}", " ")
    for goal in data["goals"]:
        if goal["end"]["low"] is not None:
            assert goal["end"]["low"] <= goal["end"]["value"] <= goal["end"]["high"]
            assert goal["today"] == goal["path"][-1]["total"]


def test_a_team_is_found_by_its_name_however_it_is_written(team_book: Path, goals: Path) -> None:
    page = open_page(team_book, goals=goals, dimension="team", value="Południe", language="pl")
    assert [one.goal.name for one in page.checks] == ["Południe"]
    north = open_page(team_book, goals=goals, dimension="team", value="Północ", language="pl")
    assert north.main is None
    assert "Nie ma tu jeszcze żadnego celu." in said(north)


def test_a_goal_that_lacks_its_number_says_so(team_book: Path, goals: Path) -> None:
    page = open_page(team_book, goals=goals, dimension="owner", value="Jan Kos", language="pl")
    assert "nie ma miary, liczby albo ostatniego dnia" in said(page)


@pytest.mark.slow
def test_pages_are_made_with_the_same_machinery_and_their_deals_add_up(
    team_book: Path, goals: Path, tmp_path: Path
) -> None:
    job = plan_report(
        "goal_check",
        book=team_book,
        to=tmp_path,
        per="team",
        languages=["pl"],
        formats=["html", "json"],
        about={"goals": goals},
    )
    results = list(job.run())
    assert [result.error for result in results] == [None] * 4
    whole, *parts = (result.record["totals"]["deals"] for result in results)
    assert whole == sum(parts)
    text = results[0].files["html"].path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert text.count("<svg") == 4


@pytest.mark.parametrize(
    ("name", "file", "code"),
    [
        ("goal_check", None, "report_needs"),
        ("goal_check", "none.toml", "file_missing"),
        ("goal_check", "empty.toml", "goals_empty"),
        ("funnel_audit", "empty.toml", "report_without"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_written(
    name: str, file: str | None, code: str, team_book: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.toml").write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises((ReportError, BookError)) as caught:
        plan_report(
            name,
            book=team_book,
            to=tmp_path / "out",
            about={} if file is None else {"goals": tmp_path / file},
        )
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()


def test_a_fault_in_the_file_is_one_sentence(
    team_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "goals.toml"
    broken.write_text('[[goal]]\nname = "x"\namount = -3\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        cli.main(
            [
                "report",
                "goal_check",
                "--book",
                str(team_book),
                "--goals",
                str(broken),
                "--to",
                str(tmp_path / "o"),
                "--language",
                "pl",
            ]
        )
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "−3" in error


def test_rehearsing_hides_a_fault_and_a_page_says_it(team_book: Path) -> None:
    rehearse(book=str(team_book), goals="missing.toml", dimension="none")
    with pytest.raises(SalesToolkitError):
        open_page(team_book, goals="missing.toml", language="xx")


def test_holidays_are_those_of_the_books_time_zone() -> None:
    assert (country_of("Europe/Warsaw"), country_of("Europe/London"), country_of("UTC")) == (
        "PL",
        "GB",
        None,
    )


Save = Callable[..., Path]


def test_a_book_of_several_currencies_has_one_page_and_a_revenue_without_currency_says_so(
    book_at: Save, goals: Path, tmp_path: Path
) -> None:
    book = book_at(currencies=["PLN", "EUR"], deals=120)
    job = plan_report("goal_check", book=book, to=tmp_path / "out", about={"goals": goals})
    assert len(job.pages) == 1
    page = open_page(book, goals=goals, language="en")
    revenue = page.checks[1]
    assert revenue.reason == "goal_no_sizes"
    assert "No won deal has a value" in said(page) or revenue is not page.main
