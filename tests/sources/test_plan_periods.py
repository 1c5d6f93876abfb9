"""Periods and metrics of a plan as people write them, and plans with a column a month."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.periods import span_of
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.plan_periods import month_number, plan_period
from salestoolkit.sources.plan_words import metric_of

DEALS = (
    "Deal ID,Owner,Status,Created,Closed,Value,Currency\n1,Ala,won,2026-01-02,2026-10-03,100,PLN\n"
)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026-1", "2026-01"),
        ("2026/10", "2026-10"),
        ("10.2026", "2026-10"),
        ("Październik 2026", "2026-10"),
        ("października 2026", "2026-10"),
        ("paź. 2026", "2026-10"),
        ("Oct-26", "2026-10"),
        ("2026 October", "2026-10"),
        ("2026-10-01", "2026-10"),
        ("01.10.2026", "2026-10"),
        ("Q4 2026", "2026-Q4"),
        ("4Q2026", "2026-Q4"),
        ("IV kw. 2026", "2026-Q4"),
        ("II kwartał 2026", "2026-Q2"),
        ("2026-q4", "2026-Q4"),
        ("FY2026", "2026"),
        ("rok 2026", "2026"),
        ("2026-13", None),
        ("Q5 2026", None),
        ("soon", None),
        ("October", None),
        ("", None),
    ],
)
def test_a_period_is_known_however_it_is_written(text: str, period: str | None) -> None:
    assert plan_period(text) == period
    assert period is None or span_of(period) is not None


@given(st.text(max_size=20))
def test_no_text_is_taken_for_what_is_no_period(text: str) -> None:
    found = plan_period(text)
    assert found is None or span_of(found) is not None


def test_a_month_and_a_metric_are_known_in_both_languages() -> None:
    assert (month_number("Sty"), month_number("December"), month_number("x")) == (1, 12, None)
    assert (metric_of("Won deals"), metric_of("marża"), metric_of("x")) == ("deals", "margin", None)


def imported(folder: Path, text: str, *, as_table: str | None = None) -> list[dict[str, object]]:
    files = {"deals.csv": DEALS, "plan.csv": text}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    import_files([folder / "deals.csv"], to=folder / "book")
    import_files([folder / "plan.csv"], to=folder / "book", as_table=as_table)
    table = open_book(folder / "book").tables["quotas"].select(["owner", "period", "target"])
    return [{**row, "target": float(row["target"])} for row in table.to_pylist()]


def test_a_column_for_each_month_becomes_a_line_for_each(tmp_path: Path) -> None:
    text = "Rep;paź 2026;lis 2026;Razem\nAla;30 000,00;31000;61000\nOla;;5;5\nRazem;30000;31005;0\n"
    rows = imported(tmp_path, text)
    assert [tuple(row.values()) for row in rows] == [
        ("Ala", "2026-10", 30_000.0),
        ("Ala", "2026-11", 31_000.0),
        ("Ola", "2026-11", 5.0),
    ]


def test_months_take_their_year_from_a_column(tmp_path: Path) -> None:
    rows = imported(tmp_path, "Rep,Year,Jan,Feb\nAla,2026,1,2\n")
    assert [row["period"] for row in rows] == ["2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Rep,Jan,Feb\nAla,1,2\n", "quota_no_year"),
        ("Foo,2026-01,2026-02\nAla,1,2\n", "quota_wide"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        imported(tmp_path, text, as_table="quotas")
    assert caught.value.code == code


def test_a_team_s_quota_that_is_exported_again_replaces_the_old_one(tmp_path: Path) -> None:
    imported(tmp_path, "Team,Quarter,Quota\nNorth,Q4 2026,5\n")
    (tmp_path / "plan.csv").write_text("Team,Quarter,Quota\nNorth,Q4 2026,6\n", encoding="utf-8")
    import_files([tmp_path / "plan.csv"], to=tmp_path / "book")
    table = open_book(tmp_path / "book").tables["quotas"]
    assert [float(one) for one in table["target"].to_pylist()] == [6.0]


@pytest.mark.slow
@pytest.mark.skipif("REALDATA" not in os.environ, reason="REALDATA names no folder of exports")
def test_another_company_s_sales_and_targets_run_through(tmp_path: Path) -> None:
    from salestoolkit.reports.quota_page import open_page, quotas_of
    from salestoolkit.reports.quota_sections import SECTIONS

    folder = Path(os.environ["REALDATA"]) / "maven_crm"
    import_files(sorted(folder.glob("*.csv")), to=tmp_path / "book")
    reps = (folder / "sales_teams.csv").read_text(encoding="utf-8").splitlines()[1:]
    lines = [f"{line.split(',')[0]},{60_000 + 500 * place}" for place, line in enumerate(reps)]
    plan = tmp_path / "targets.csv"
    plan.write_text("\n".join(["Sales agent,Q4 2017", *lines]), encoding="utf-8")
    import_files([plan], to=tmp_path / "book")
    given = {"period": "2017-Q4", "as_of": "2017-11-15"}
    found = quotas_of(tmp_path / "book", **given)
    assert len(found.people) == len(reps) and len(found.teams) == 6
    assert sum(one.amount for one in found.people) == pytest.approx(found.whole.amount)
    assert 0 < (found.whole.chance or 0) < 1
    assert found.as_of == date(2017, 11, 15)
    page = open_page(tmp_path / "book", for_leader=True, **given)
    for section in SECTIONS:
        getattr(page, section)()


def test_a_plan_names_regions_as_the_list_of_people_does(tmp_path: Path) -> None:
    for header in ("regional_office,quarter,quota", "Oddział,Kwartał,Plan sprzedaży"):
        imported(tmp_path, f"{header}\nEast,Q4 2026,5\n")
        found = open_book(tmp_path / "book").tables["quotas"]
        assert found["territory"].to_pylist() == ["East"]
