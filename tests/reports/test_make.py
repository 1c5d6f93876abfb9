"""A report from the request to its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest

from salestoolkit import cli
from salestoolkit.book.deal_book import DealBook
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports import make
from salestoolkit.reports.make import PageResult, plan_report
from salestoolkit.reports.output import LEDGER
from salestoolkit.reports.plan import PageSpec
from salestoolkit.reports.publish import Page
from salestoolkit.sources.books.store import save_book

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def made(
    make_book: Callable[..., DealBook], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[PageResult], Path]:
    """The Polish pages by team, in three formats."""
    book, to = tmp_path_factory.mktemp("books") / "hostile", tmp_path_factory.mktemp("pages")
    stages = [(HOSTILE, "closing", 0.6, 9), ('=HYPERLINK("x.example")', None, 0.5, 9)]
    save_book(make_book(teams=[HOSTILE, None], stages=stages, deals=200), book)
    job = plan_report(
        "funnel_audit",
        book=book,
        to=to,
        per="team",
        languages=["pl"],
        formats=["html", "json", "ipynb"],
    )
    return list(job.run()), to


@pytest.mark.slow
def test_each_page_lies_where_the_result_says(made: tuple[list[PageResult], Path]) -> None:
    results, to = made
    assert [result.error for result in results] == [None] * 3
    files = {written.path for result in results for written in result.files.values()}
    assert len(files) == 9
    assert {path for path in to.iterdir() if path.name != LEDGER} == files
    assert all(path.stat().st_size > 1000 for path in files)


@pytest.mark.slow
def test_a_page_is_small_runs_nothing_and_asks_for_nothing(
    made: tuple[list[PageResult], Path],
) -> None:
    for result in made[0]:
        text = result.files["html"].path.read_text(encoding="utf-8")
        assert len(text.encode()) < 500_000
        assert '<html lang="pl">' in text
        assert "<script" not in text
        assert "open_page" not in text
        assert not re.search(r"\son\w+\s*=", re.sub(r">[^<]*<", "><", text))
        assert set(re.findall(r"https?://[^\s\"'<>]+", text)) <= {"http://www.w3.org/2000/svg"}
        # each chart wide and narrow, each with what it shows in words
        assert text.count("<svg") == text.count("<desc") >= 8
        assert text.count("<svg") % 2 == 0


@pytest.mark.slow
def test_page_and_json_of_a_part_tell_of_the_same_deals(
    made: tuple[list[PageResult], Path],
) -> None:
    for result in made[0]:
        data = json.loads(result.files["json"].path.read_text(encoding="utf-8"))
        text = result.files["html"].path.read_text(encoding="utf-8")
        assert data == result.record
        assert f"{data['totals']['deals']} szans" in text.replace("\N{NO-BREAK SPACE}", "")
        value = data["part"]["value"] if data["part"] else ""
        assert value == result.spec.value


@pytest.mark.slow
def test_the_notebook_that_made_a_page_can_be_opened(
    made: tuple[list[PageResult], Path],
) -> None:
    notebook = nbformat.read(made[0][-1].files["ipynb"].path, as_version=4)
    nbformat.validate(notebook)
    charts = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "application/vnd.vegalite.v5+json" in output.get("data", {})
    ]
    assert len(charts) >= 4


@pytest.mark.slow
def test_a_second_run_gives_the_same_pages_and_no_copies(team_book: Path, tmp_path: Path) -> None:
    contents = []
    for _ in range(2):
        job = plan_report("funnel_audit", book=team_book, to=tmp_path)
        (result,) = job.run()
        assert result.files["html"].copy is None
        contents.append(result.files["html"].path.read_bytes())
    assert contents[0] == contents[1]
    assert len(list(tmp_path.glob("*.html"))) == 1


@pytest.mark.slow
def test_a_name_that_would_run_something_is_text(made: tuple[list[PageResult], Path]) -> None:
    for result in made[0]:
        text = result.files["html"].path.read_text(encoding="utf-8")
        assert "<img" not in text
        # links lead to chapters of the page itself, and nowhere else
        links = re.findall(r"<a [^>]*>", text)
        assert all(re.fullmatch(r'<a href="#[a-z_]+">', link) for link in links)
        assert "&lt;img src=x onerror=alert(1)&gt;" in text


class Failing:
    """A publisher that fails for one page."""

    def __init__(self) -> None:
        self.seen = 0

    def page(self, notebook: Any) -> Any:
        self.seen += 1
        if self.seen == 2:
            raise ReportError("page_too_large", value=2, allowed=1)
        return Page("<p>page</p>", {"totals": {}})


def test_a_page_that_fails_leaves_the_others_and_no_file(tmp_path: Path) -> None:
    press = make.Press(Failing(), make.OutputFolder(tmp_path), ["html", "json"], None)  # type: ignore[arg-type]
    results = []
    for value in ("a", "b", "c"):
        run: Future[Any] = Future()
        run.set_result(None)
        spec = PageSpec(report="funnel_audit", dimension="team", value=value)
        results.append(press.page(spec, run))
    assert [result.error is None for result in results] == [True, False, True]
    names = {path.name for path in tmp_path.iterdir() if path.name != LEDGER}
    assert names == {
        f"{results[at].spec.stem}.{kind}" for at in (0, 2) for kind in ("html", "json")
    }


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"name": "other"}, "unknown_report"),
        ({"formats": ["docx"]}, "unknown_format"),
        ({"formats": []}, "unknown_format"),
        ({"per": "colour"}, "unknown_page_column"),
        ({"per": "owner"}, "people_for_leader"),
        ({"languages": ["de"]}, "unknown_language"),
        ({"currency": "USD"}, "unknown_currency"),
        ({"pipeline": "none such"}, "unknown_pipeline"),
        ({"as_of": date(2026, 11, 1)}, "as_of_after_export"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_is_written(
    team_book: Path, tmp_path: Path, options: dict[str, Any], code: str
) -> None:
    given = {"name": "funnel_audit", "book": team_book, "to": tmp_path / "pages"} | options
    with pytest.raises(SalesToolkitError) as caught:
        plan_report(**given)
    assert caught.value.code == code
    assert not (tmp_path / "pages").exists()


def run_cli(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main(["report", "funnel_audit", *arguments])
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--per", "colour"], "colour"),
        (["--per", "owner"], "--for leader"),
        (["--per", "owner", "--for", "everyone"], "everyone"),
        (["--format", "docx"], "docx"),
        (["--as-of", "yesterday"], "yesterday"),
        (["--book", "no-such-folder"], "no-such-folder"),
    ],
)
def test_a_wrong_request_gets_one_sentence_and_exit_code_1(
    team_book: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
    language: str,
) -> None:
    base = ["--book", str(team_book), "--to", str(tmp_path), "--language", language]
    assert run_cli(*base, *arguments) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert len(shown.err.strip().splitlines()) == 1
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_gets_one_sentence(
    team_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "pages"
    place.write_text("mine")
    assert run_cli("--book", str(team_book), "--to", str(place)) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert place.read_text() == "mine"


@pytest.mark.slow
def test_the_command_says_where_each_page_lies_and_that_they_add_up(
    team_book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--book", str(team_book), "--to", str(tmp_path), "--per", "team"]
    assert run_cli(*arguments, "--language", "pl", "--format", "json") == 0
    shown = capsys.readouterr().out
    paths = [line.strip() for line in shown.splitlines() if line.startswith("  ")]
    assert len(paths) == 4
    assert all(Path(path).is_file() for path in paths)
    assert "Zespół: bez zespołu: 140 szans" in shown
    assert "razem 420 szans" in shown
    assert "tyle samo co na stronie wszystkich szans" in shown
