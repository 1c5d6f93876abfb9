"""From a batch file to its reports, and what is said before a kernel starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from batch_notebooks import write_notebook

from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.digests import Digests
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.reports.batch.planning import plan_batch
from salestoolkit.words import load_words

Plan = Callable[..., list[PlannedReport]]
OWN = '[[report]]\nnotebook = "own.ipynb"\n'
AUDIT = '[[report]]\nnotebook = "funnel_audit"\n'


@pytest.fixture
def plan(team_book: Path, tmp_path: Path) -> Plan:
    """Plans a batch about the book of two teams and deals without one."""

    def planned(text: str, *, book: Path | None = team_book) -> list[PlannedReport]:
        path = tmp_path / "batch.toml"
        head = f"to = 'out'\n{'' if book is None else f'book = {str(book)!r}'}\n"
        path.write_text(head + text, encoding="utf-8")
        batch = read_batch(path)
        return plan_batch(batch, Sources(batch.book, batch.as_of, Digests()))

    return planned


def cause(caught: pytest.ExceptionInfo[ReportError]) -> SalesToolkitError:
    assert caught.value.code == "batch_in_file"
    assert isinstance(caught.value.__cause__, SalesToolkitError)
    for language in ("en", "pl"):
        assert "batch.toml" in load_words(language).error(caught.value)
    return caught.value.__cause__


def test_a_report_for_each_value_in_each_language(plan: Plan) -> None:
    found = plan(AUDIT + 'per = "team"\nlanguages = ["pl", "en"]\n')
    assert [(one.values["team"], one.language) for one in found] == [
        (team, language) for language in ("pl", "en") for team in ("", "Południe", "Północ")
    ]
    assert len({one.key for one in found}) == 6
    assert all(one.fingerprint and one.kind == "funnel_audit" for one in found)
    assert (found[1].label, found[4].label) == ("Zespół: Południe", "Team: Południe")


def test_several_columns_make_a_page_for_each_combination_that_has_deals(plan: Plan) -> None:
    found = plan(AUDIT + 'per = ["owner", "team"]\nfor = "leader"\nlanguages = ["en", "pl"]\n')
    assert len(found) == 12 and len({one.fingerprint for one in found}) == 12
    assert found[1].values == {"owner": "Ewa Lis", "team": "Południe"}
    assert found[1].parameters["within"] == {"owner": "Ewa Lis"}
    assert found[1].label == "Rep: Ewa Lis · Team: Południe"
    assert found[7].label == "Handlowiec: Ewa Lis · Zespół: Południe"
    assert all(one.for_leader for one in found)


def test_a_row_of_a_list_may_name_several_columns(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("source_name,team\ntest,Północ\n", encoding="utf-8")
    (found,) = plan(AUDIT + 'list = "rows.csv"\n')
    assert found.values == {"source_name": "test", "team": "Północ"}
    (tmp_path / "rows.csv").write_text("source_name,team\ntest,Wschód\n", encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        plan(AUDIT + 'list = "rows.csv"\n')
    row = cause(caught).__cause__
    assert isinstance(row, SalesToolkitError)
    assert row.fields["value"] == "test · Wschód" and "test · Północ" in row.fields["allowed"]


def test_without_a_column_there_is_the_page_of_all_deals(plan: Plan) -> None:
    (found,) = plan(AUDIT)
    assert found.values == {} and found.stem == "funnel_audit_all_en"


def test_pages_by_owner_are_for_who_leads_them(plan: Plan) -> None:
    with pytest.raises(ReportError) as caught:
        plan(AUDIT + 'per = "owner"\n')
    assert cause(caught).code == "people_for_leader"
    assert all(one.for_leader for one in plan(AUDIT + 'per = "owner"\nfor = "leader"\n'))


def test_an_own_notebook_gets_what_it_declares(plan: Plan, tmp_path: Path, team_book: Path) -> None:
    cell = (
        "book = None\nteam = ''\nowner = ''\nlanguage = 'en'\nas_of = None\nprices = None\ntop = 1"
    )
    write_notebook(tmp_path / "own.ipynb", parameters=cell)
    (tmp_path / "prices.csv").write_text("x")
    found = plan(
        OWN + 'per = ["team", "owner"]\nfor = "leader"\nlanguages = ["pl"]\n'
        'files = { prices = "prices.csv" }\nparameters = { top = 3 }\n'
    )
    assert len(found) == 6
    assert found[0].parameters == {
        "book": str(team_book),
        "language": "pl",
        "prices": str(tmp_path / "prices.csv"),
        "top": 3,
        "team": "",
        "owner": "Ewa Lis",
    }


def test_an_own_notebook_may_know_columns_as_dimension_and_value(
    plan: Plan, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "own.ipynb", parameters="dimension = None\nvalue = ''")
    found = plan(OWN + 'per = "team"\nlanguages = ["pl", "en"]\n')
    assert [one.parameters for one in found] == [
        {"dimension": "team", "value": value} for value in ("", "Południe", "Północ")
    ], "one language is enough for a notebook that knows of none"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (OWN + 'per = "territory"\n', "page_column_empty"),
        (OWN + 'per = "colour"\n', "unknown_page_column"),
        (OWN + 'per = "owner"\n', "people_for_leader"),
        (OWN + 'per = "source_name"\n', "batch_column_not_taken"),
        (OWN + "parameters = { topp = 3 }\n", "parameter_unknown"),
        (OWN + "parameters = { team = 3 }\n", "parameter_kind"),
        (AUDIT + "parameters = { book = 'x' }\n", "batch_own_parameters"),
        (AUDIT + 'per = ["team", "segment"]\n', "page_column_empty"),
        (AUDIT + 'per = ["owner", "team"]\n', "people_for_leader"),
        (AUDIT + 'per = ["team", "team"]\n', "unknown_page_column"),
        ('[[report]]\nnotebook = "quota"\nper = ["team", "owner"]\n', "batch_one_column"),
        ('[[report]]\nnotebook = "retention"\nper = ["team", "source"]\n', "batch_one_column"),
        (AUDIT + "goals = 'goals.toml'\n", "report_without"),
        ('[[report]]\nnotebook = "goal_check"\n', "report_needs"),
        (AUDIT + 'period = "2026-Q9"\n', "report_without"),
        (AUDIT + 'name = "{colour}"\nper = "team"\n', "batch_name_field"),
        (AUDIT + 'name = "../{team}"\nper = "team"\n', "batch_name_letters"),
        (AUDIT + 'name = "{team"\nper = "team"\n', "batch_name_letters"),
        (AUDIT + 'name = "same"\nper = "team"\n', "batch_names_clash"),
        (AUDIT + AUDIT, "batch_names_clash"),
        (AUDIT + 'name = "Index"\n', "batch_name_taken"),
        (AUDIT + 'name = "manifest"\nformats = ["json"]\n', "batch_name_taken"),
        (AUDIT + 'list = "none.csv"\n', "file_missing"),
        (AUDIT + 'formats = ["html", "csv"]\n', "unknown_format"),
        (OWN + 'formats = ["csv"]\n', "unknown_format"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_with_its_place(
    plan: Plan, tmp_path: Path, text: str, code: str
) -> None:
    write_notebook(tmp_path / "own.ipynb")
    with pytest.raises(ReportError) as caught:
        plan(text)
    assert cause(caught).code == code


def test_reports_per_column_need_a_book(plan: Plan, tmp_path: Path) -> None:
    write_notebook(tmp_path / "own.ipynb")
    with pytest.raises(ReportError) as caught:
        plan(OWN + 'per = "team"\n', book=None)
    assert cause(caught).code == "batch_needs_book"


def test_a_pattern_names_the_files(plan: Plan) -> None:
    found = plan(AUDIT + 'per = "team"\nname = "Lejek_{team}_{language}"\n')
    assert [one.stem for one in found] == ["lejek_none_en", "lejek_poludnie_en", "lejek_polnoc_en"]


def test_a_list_has_a_report_in_each_row(plan: Plan, tmp_path: Path) -> None:
    write_notebook(tmp_path / "own.ipynb", parameters="team = ''\ntop = 1\nlanguage = 'en'")
    (tmp_path / "rows.csv").write_text("team;top\nPółnoc;3\nPołudnie;\n", encoding="utf-8")
    found = plan(OWN + 'list = "rows.csv"\n')
    assert [one.parameters for one in found] == [
        {"language": "en", "team": "Północ", "top": 3},
        {"language": "en", "team": "Południe"},
    ]


def test_a_list_for_a_page_of_ours_names_columns_and_periods(plan: Plan, tmp_path: Path) -> None:
    text = "team,language,period\nPółnoc,pl,2026-Q4\n,en,2026-10\n"
    (tmp_path / "rows.csv").write_text(text, encoding="utf-8")
    first, second = plan('[[report]]\nnotebook = "forecast"\nlist = "rows.csv"\n')
    assert first.parameters["dimension"] == "team" and first.parameters["value"] == "Północ"
    assert (first.language, first.parameters["period"]) == ("pl", "2026-Q4")
    assert second.parameters["dimension"] is None and second.parameters["period"] == "2026-10"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("team\nWschód\n", "batch_no_such_value"),
        ("team,colour\nPółnoc,red\n", "batch_list_column"),
        ("team,language\nPółnoc,de\n", "batch_no_such_value"),
        ("team,since\nPółnoc,monday\n", "not_a_date"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_line(
    plan: Plan, tmp_path: Path, rows: str, code: str
) -> None:
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        plan('[[report]]\nnotebook = "pipeline_review"\nlist = "rows.csv"\n')
    row = cause(caught)
    assert (row.code, row.fields["line"]) == ("batch_in_list", 2)
    assert isinstance(row.__cause__, SalesToolkitError) and row.__cause__.code == code
