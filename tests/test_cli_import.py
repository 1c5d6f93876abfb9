"""``salestoolkit import`` says what it did, and what went wrong in one sentence."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salestoolkit.cli import app as cli
from salestoolkit.cli import main
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.recognition.mapping import load_mapping

HEADERS = (
    "ID",
    "Title",
    "Owner",
    "Value",
    "Stage",
    "Status",
    "Deal created",
    "Won time",
    "Shoe size",
)
EXPORT = f"""\
{",".join(f"Deal - {name}" for name in HEADERS)}
1,=HYPERLINK("http://x"),Ala,100.50,Contact,Open,2025-01-03 10:00:00,,44
2,[red]Acme[/red],Ala,200.00,Closing,Won,2025-01-04 10:00:00,2025-01-20 12:00:00,
3,C,Ola,300.00,Closing,Won,2025-01-25 10:00:00,2025-01-20 12:00:00,
,no id,Ola,1.00,Closing,Open,2025-01-25 10:00:00,,
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def test_the_command_says_what_it_read_and_where_it_went(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--timezone", "Europe/Warsaw", "--exported-at", "2025-01-31")
    code, out, err = run(capsys, "import", export, "--to", tmp_path / "book", *options)
    assert (code, err) == (0, "")
    assert "deals.csv: deals from Pipedrive, 4 rows" in out
    assert "Deal - Stage → stage" in out
    assert "columns not used: Deal - Shoe size" in out
    assert "Contact → Closing" in out
    assert "4 rows = 3 in the book + 0 repeated + 1 set aside" in out
    assert "3 deals: won 2, lost 0, open 1" in out
    assert "As of the end of 31 January 2025 (time zone Europe/Warsaw)" in out
    assert str(tmp_path / "book") in out


def test_defects_and_rows_set_aside_are_counted(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "book"
    _, out, _ = run(capsys, "import", export, "--to", book, "--timezone", "UTC")
    after = out.split("Defects")[1]
    assert after.splitlines()[1].split(maxsplit=1)[0] == "1"
    assert str(book / "quarantine.csv") in after
    assert open_book(book).tables["quarantine"].num_rows == 1


def test_polish_is_spoken_where_it_is_asked_for(
    export: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = tmp_path / "book"
    _, out, _ = run(capsys, "import", export, "--to", book, "--timezone", "UTC", "--language", "pl")
    assert "4 wiersze = w bazie 3 + powtórzone 0 + odłożone 1" in out
    monkeypatch.setenv(cli.LANGUAGE_VARIABLE, "pl")
    code, _, err = run(capsys, "import", tmp_path / "nie.csv", "--to", book)
    assert code == 1
    assert "nie.csv" in err
    assert "pliku" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.csv", "--to", "book"),
        ("empty.csv", "--to", "book"),
        ("header.csv", "--to", "book"),
        ("picture.csv", "--to", "book"),
        ("deals.csv", "--to", "deals.csv"),
        ("deals.csv", "--to", "."),
        ("deals.csv", "--to", "deals.csv/book"),
        ("deals.csv", "--to", "book"),
        ("deals.csv", "--to", "book", "--timezone", "Warsaw"),
        ("deals.csv", "--to", "book", "--exported-at", "31.1.2025"),
        ("deals.csv", "--to", "book", "--date-order", "ymd"),
        ("deals.csv", "--to", "book", "--decimal", "dot"),
        ("deals.csv", "--to", "book", "--as", "shoes"),
        ("deals.csv", "--to", "book", "--mapping", "missing.toml"),
        ("deals.csv", "--to", "book", "--rates", "missing.csv"),
        ("deals.csv", "--to", "book", "--language", "de"),
        ("deals.csv",),
        ("deals.csv", "--write-mapping", "deals.csv"),
    ],
)
def test_every_fault_is_one_sentence_and_leaves_nothing(
    export: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    folder = export.parent
    (folder / "empty.csv").write_bytes(b"")
    (folder / "header.csv").write_text(EXPORT.splitlines()[0] + "\n")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 50)
    monkeypatch.chdir(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, err = run(capsys, "import", *arguments)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert "{" not in err
    assert "generic" not in err
    assert "fault of ours" not in err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_wrong_option_is_a_fault_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "import", "--no-such-option")
    assert code == 2
    assert "--no-such-option" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (PermissionError(13, "Permission denied", "book"), 1, "“book”: no right to it."),
        (OSError(28, "No space left on device"), 1, "no space left on the disk"),
        (MemoryError(), 1, "memory"),
        (KeyboardInterrupt(), 130, "Stopped"),
        (ZeroDivisionError("x"), 1, "fault of ours"),
    ],
)
def test_what_nobody_foresaw_is_one_sentence_too(
    export: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise error

    monkeypatch.setattr("salestoolkit.sources.importer.import_files", fail)
    found, out, err = run(capsys, "import", export, "--to", "book")
    assert (found, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1
    monkeypatch.setenv(cli.DEBUG_VARIABLE, "1")
    assert "Traceback" in run(capsys, "import", export, "--to", "book")[2]


def test_a_mapping_is_drafted_filled_in_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "ours.csv"
    export.write_text("Sprawa,Kto,Ile,Gdzie,Od kiedy\nA1,Ala,100,Rozmowa,2025-01-03\n")
    draft = tmp_path / "mapping.toml"
    code, out, _ = run(capsys, "import", export, "--write-mapping", draft)
    assert code == 0
    assert str(draft) in out
    assert set(load_mapping(draft)["columns"]) == {"Sprawa", "Kto", "Ile", "Gdzie", "Od kiedy"}
    text = draft.read_text()
    assert '"Rozmowa"' in text
    fields = {"Sprawa": "deal_id", "Kto": "owner", "Ile": "value", "Gdzie": "stage"}
    for header, field in fields.items():
        text = text.replace(f'{header} = ""', f'{header} = "{field}"')
    draft.write_text(text.replace('"Od kiedy" = ""', '"Od kiedy" = "created_at"'))
    code, out, err = run(capsys, "import", export, "--to", tmp_path / "book", "--mapping", draft)
    assert (code, err) == (0, "")
    assert "Kto → owner (rep)" in out
    (deal,) = open_book(tmp_path / "book").deals.to_pylist()
    assert (deal["deal_id"], deal["owner"], deal["stage"]) == ("A1", "Ala", "Rozmowa")


def test_nothing_from_data_reaches_the_terminal_as_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "deals.csv"
    header = EXPORT.splitlines()[0] + ",\x9b31mevil [bold]x[/bold]"
    export.write_text(f"{header}\n1,A,Ala,1,[bold]S[/bold]\x9b2J,Open,2025-01-03 10:00:00,,1,1\n")
    code, out, _ = run(capsys, "import", export, "--to", tmp_path / "book", "--timezone", "UTC")
    assert code == 0
    assert "\x9b" not in out
    assert "\x1b" not in out
    assert "[bold]S[/bold]" in out


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made the Unix way")
@pytest.mark.slow
def test_a_bar_is_drawn_for_who_watches_and_for_nobody_else(export: Path, tmp_path: Path) -> None:
    def command(book: str) -> list[str]:
        arguments = ["import", str(export), "--to", str(tmp_path / book), "--timezone", "UTC"]
        return [sys.executable, "-m", "salestoolkit.cli", *arguments]

    quiet = subprocess.run(command("quiet"), capture_output=True, text=True, check=True)
    assert quiet.stderr == ""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(
        command("watched"), stderr=theirs, stdout=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                seen += os.read(ours, 4096)
            except OSError:
                break
        process.wait()
    os.close(ours)
    assert process.returncode == 0
    assert "reading the files" in seen.decode()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals work the Unix way")
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_import_leaves_the_book_that_was_there(
    export: Path, tmp_path: Path, kind: signal.Signals
) -> None:
    book = tmp_path / "book"
    program = [sys.executable, "-m", "salestoolkit.cli", "import"]
    options = ["--to", str(book), "--timezone", "UTC"]
    subprocess.run([*program, str(export), *options], check=True, capture_output=True)
    before = {path.name: path.read_bytes() for path in book.iterdir()}
    big = tmp_path / "big.csv"
    lines = EXPORT.splitlines()
    big.write_text("\n".join([lines[0], *(f"{i}{lines[1][1:]}" for i in range(200_000))]) + "\n")
    later = ["--exported-at", "2025-02-28"]
    with subprocess.Popen(
        [*program, str(big), *options, *later],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None and not _writes(book):
            time.sleep(0.002)
        process.send_signal(kind)
        _, said = process.communicate()
    assert process.returncode in (-signal.SIGKILL, cli.INTERRUPTED)
    if kind == signal.SIGINT:
        assert said == "Stopped. Nothing was changed; what was there before is still there.\n"
    kept = {path.name: path.read_bytes() for path in book.iterdir() if path.name in before}
    assert kept == before
    assert open_book(book).deals.num_rows == 3


def _writes(book: Path) -> bool:
    return any(book.glob(".new-*"))


def test_the_command_line_starts_without_heavy_libraries() -> None:
    program = (
        "import sys, salestoolkit.cli; "
        "print([m for m in ('pandas', 'pyarrow', 'scipy', 'altair', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_an_import_in_which_nothing_could_be_counted_says_so_and_keeps_the_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("Deal - ID,Deal - Title,Deal - Status\n,A,Open\n,B,Won\n")
    book = tmp_path / "book"
    code, out, err = run(capsys, "import", nameless, "--to", book)
    assert code == 1
    assert "2 rows = 0 in the book + 0 repeated + 2 set aside" in out
    assert "No row could be counted as a deal" in err
    assert len((book / "quarantine.csv").read_text().splitlines()) == 3


def test_a_newer_export_whose_dates_look_older_is_asked_for_its_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "Deal - ID,Deal - Stage,Deal - Status,Deal - Deal created\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(f"{header}1,Lead,Open,2025-01-01\n2,Lead,Open,2025-03-01\n")
    second.write_text(f"{header}1,Offer,Open,2025-01-01\n")
    book = tmp_path / "book"
    assert run(capsys, "import", first, "--to", book)[0] == 0
    code, _, err = run(capsys, "import", second, "--to", book)
    assert code == 1
    assert "--exported-at" in err
    assert open_book(book).deals["stage"].to_pylist() == ["Lead", "Lead"]
    assert run(capsys, "import", second, "--to", book, "--exported-at", "2025-03-31")[0] == 0
    assert open_book(book).deals["stage"].to_pylist() == ["Offer", "Lead"]


def test_the_total_row_of_a_report_without_ids_is_set_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.csv"
    report.write_text(
        "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date\n"
        'Ann,Acme,Big deal,Closed Won,"$1,234,567",01/31/2025\n'
        'Grand Totals (1 record),,,,"$1,234,567",\n'
    )
    code, out, _ = run(capsys, "import", report, "--to", tmp_path / "book")
    assert code == 0
    assert "2 rows = 1 in the book + 0 repeated + 1 set aside" in out


def test_a_book_that_ends_on_a_day_still_to_come_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    export = tmp_path / "deals.csv"
    export.write_text(
        "deal_id,status,created_at,closed_at\n1,open,2099-01-01,\n2,won,2026-01-05,2026-02-01\n",
        encoding="utf-8",
    )
    arguments = ("import", export, "--timezone", "UTC", "--to")
    code, _, err = run(capsys, *arguments, tmp_path / "book")
    assert code == 0, err
    assert "2099" in err
    assert "--exported-at" in err
    code, _, err = run(capsys, *arguments, tmp_path / "new", "--exported-at", "2026-03-01")
    assert (code, err) == (0, "")
