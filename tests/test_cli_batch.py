"""The batch on the command line: its plan, its sentences and its exit codes; no kernel is started."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from batch_notebooks import write_notebook

from salestoolkit import cli
from salestoolkit.reports.batch import run as running
from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.batch.orders import order_of
from salestoolkit.reports.batch.planned import Made, PlannedReport

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command: its exit code, what it printed, and what it said on stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        code = ended.value.code
        assert isinstance(code, int)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def batch(sample_folder: Callable[[str], Path], tmp_path: Path) -> Path:
    """A notebook per team of the Polish sample company, and one that fails."""
    write_notebook(tmp_path / "own.ipynb")
    write_notebook(tmp_path / "bad.ipynb")
    path = tmp_path / "monday.toml"
    path.write_text(
        f'book = "{sample_folder("kwarcowa_sowa")}"\nto = "out"\nlanguages = ["pl", "en"]\n'
        '[[report]]\nnotebook = "own.ipynb"\nper = "team"\n[[report]]\nnotebook = "bad.ipynb"\n',
        encoding="utf-8",
    )
    return path


@pytest.fixture
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are made of nothing; those of ``bad.ipynb`` fail."""
    from salestoolkit.errors import ReportError

    def made(batch: object, due: list[PlannedReport], executor: object) -> object:
        for report in due:
            order = order_of(report)
            if order.notebook.name == "bad.ipynb":
                error = ReportError("page_timed_out", value=120)
                yield report, Made(key=report.key, error=error, partial=b"{}")
            else:
                yield report, Made(key=report.key, files={"html": b"x"}, record={"title": "T"})

    monkeypatch.setattr(running, "_made", made)


def test_the_plan_is_printed_with_its_counts_and_nothing_is_written(
    command: Command, batch: Path
) -> None:
    code, out, _ = command("batch", str(batch), "--dry-run", "--language", "pl")
    assert code == 0
    assert "W planie: 8 raportów" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["own.ipynb", "team", "pl", "html", "3", "0"] in lines
    assert ["bad.ipynb", "całość", "en", "html", "1", "0"] in lines
    assert not (batch.parent / "out").exists()


@pytest.mark.usefixtures("without_kernels")
def test_it_says_what_was_made_what_failed_and_what_to_do(command: Command, batch: Path) -> None:
    code, out, said = command("batch", str(batch), "--language", "en")
    assert code == 1
    assert "Made: 6. Up to date already: 0. Failed: 2." in out
    assert str(batch.parent / "out" / "latest" / "index.html") in out
    assert said.count("longer than 120 seconds") == 2 and "run the same command again" in said
    code, out, _ = command("batch", str(batch), "--dry-run")
    assert code == 0
    assert ["own.ipynb", "team", "pl", "html", "3", "3"] in [
        line.split() for line in out.splitlines()
    ]


@pytest.mark.usefixtures("without_kernels")
def test_options_name_another_folder_and_some_reports(command: Command, batch: Path) -> None:
    to = batch.parent / "elsewhere"
    code, out, _ = command("batch", str(batch), "--only", "own*_pl", "--to", str(to))
    assert code == 0 and "Made: 3." in out
    assert len(list((to / "latest").glob("own*.html"))) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("to = 3\n", "monday.toml"),
        ('to = "out"\n[[report]]\nnotebook = "own.ipynb"\nparameters = { tema = 1 }\n', "“tema”"),
        ('to = "monday.toml"\n[[report]]\nnotebook = "own.ipynb"\n', "is a file"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_two(
    command: Command, batch: Path, text: str, said: str
) -> None:
    batch.write_text(text, encoding="utf-8")
    code, _, sentence = command("batch", str(batch))
    assert code == 2
    assert said in sentence and len(sentence.strip().splitlines()) == 1


def test_a_folder_that_another_batch_writes_to_is_exit_code_three(
    command: Command, batch: Path
) -> None:
    folder = BatchFolder(batch.parent / "out")
    with folder.open_run(started=datetime.now(UTC), language="en"):
        code, _, sentence = command("batch", str(batch), "--language", "pl")
    assert code == 3 and "inny zestaw raportów" in sentence
