"""A deal book on disk is read and written whole."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, QUARANTINE, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError, ImportFailed
from salestoolkit.sources.books.folder import LOCK
from salestoolkit.sources.books.store import is_book, open_book, save_book, writing_book

PROCESS = SalesProcess(name="Sales", stages=(Stage(key="Offer", name="Offer"),))


def book_of(n: int = 2, **more: object) -> DealBook:
    deals = [
        {"source_name": "x", "deal_id": str(i), "status": "open", "value": Decimal("512.77")}
        for i in range(n)
    ]
    defaults = {
        "deals": pa.Table.from_pylist(deals, schema=DEALS),
        "stage_log": STAGE_LOG.empty_table(),
        "processes": {None: PROCESS},
        "as_of": date(2026, 1, 31),
        "timezone": "Europe/Warsaw",
    }
    return DealBook(**{**defaults, **more})  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_book_that_was_saved_is_read_back_as_it_was(tmp_path: Path) -> None:
    book = book_of(tables={"reps": pa.table({"owner": ["Ala"], "team": [None]})})
    save_book(book, tmp_path / "deep" / "book")
    found = open_book(tmp_path / "deep" / "book")
    assert found.deals.equals(book.deals)
    assert found.stage_log.equals(book.stage_log)
    assert found.tables["reps"].to_pylist() == [{"owner": "Ala", "team": None}]
    assert (found.as_of, found.timezone) == (book.as_of, book.timezone)
    assert found.processes == book.processes


def test_another_day_can_be_looked_at(tmp_path: Path) -> None:
    save_book(book_of(), tmp_path / "book")
    found = open_book(tmp_path / "book", as_of=date(2025, 12, 31))
    assert (found.as_of, found.exported_on) == (date(2025, 12, 31), date(2026, 1, 31))
    save_book(found, tmp_path / "copy")
    assert open_book(tmp_path / "copy").as_of == date(2026, 1, 31)


def test_saving_the_same_book_again_changes_no_file(tmp_path: Path) -> None:
    save_book(book_of(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    save_book(book_of(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_saving_another_book_leaves_nothing_of_the_old_one(tmp_path: Path) -> None:
    save_book(book_of(tables={"reps": pa.table({"owner": ["Ala"]})}), tmp_path)
    save_book(book_of(5), tmp_path)
    assert [name.split("-")[0] for name in names(tmp_path) if name.endswith("parquet")] == [
        "deals",
        "stage_log",
    ]
    assert open_book(tmp_path).deals.num_rows == 5


def test_a_column_that_an_older_book_lacks_is_null(tmp_path: Path) -> None:
    book = book_of()
    save_book(book_of(deals=book.deals.drop_columns(["currency_original"])), tmp_path)
    assert open_book(tmp_path).deals.equals(book.deals)


def test_a_process_that_a_person_edited_is_copied_before_it_is_replaced(tmp_path: Path) -> None:
    save_book(book_of(), tmp_path)
    path = tmp_path / "process.toml"
    edited = path.read_text() + "# ours\n"
    path.write_text(edited)
    other = SalesProcess(name="Other", stages=())
    save_book(book_of(processes={None: other}, provenance=open_book(tmp_path).provenance), tmp_path)
    assert (tmp_path / "process.before-1.toml").read_text() == edited
    assert open_book(tmp_path).processes == {None: other}


def test_a_lost_process_file_is_taken_from_the_record(tmp_path: Path) -> None:
    save_book(book_of(), tmp_path)
    (tmp_path / "process.toml").unlink()
    assert open_book(tmp_path).processes == {None: PROCESS}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_in_the_quarantine_for_people_runs_in_a_spreadsheet(
    tmp_path: Path, start: str
) -> None:
    row = {"file": f"{start}HYPERLINK(1)", "line": 2, "reason": "no_id", "row": "{}"}
    table = pa.Table.from_pylist([row], schema=QUARANTINE)
    save_book(book_of(tables={"quarantine": table}), tmp_path)
    with (tmp_path / "quarantine.csv").open(encoding="utf-8-sig", newline="") as file:
        shown = list(csv.DictReader(file))
    assert shown[0]["file"] == f"'{start}HYPERLINK(1)"
    assert open_book(tmp_path).tables["quarantine"].to_pylist()[0]["file"] == row["file"]


@given(st.text())
def test_no_cell_of_the_quarantine_begins_like_a_formula(value: str) -> None:
    from salestoolkit.sources.books.store import harmless

    assert not harmless(value).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert harmless(value).endswith(value)


class TestBadFolders:
    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "book").write_text("x")
        with pytest.raises(ImportFailed) as caught:
            save_book(book_of(), tmp_path / "book")
        assert caught.value.code == "book_is_file"

    def test_a_folder_with_other_files_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Dear")
        with pytest.raises(ImportFailed) as caught:
            save_book(book_of(), tmp_path)
        assert caught.value.code == "book_not_ours"
        assert names(tmp_path) == ["letter.txt"]

    def test_a_folder_below_a_file_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        with pytest.raises(ImportFailed) as caught:
            save_book(book_of(), tmp_path / "file" / "book")
        assert caught.value.code == "cannot_write"

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_closed_folder_cannot_be_written(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(ImportFailed) as caught:
            save_book(book_of(), tmp_path / "book")
        tmp_path.chmod(0o700)
        assert caught.value.code == "cannot_write"

    def test_a_full_disk_leaves_the_old_book(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        save_book(book_of(), tmp_path)
        before = names(tmp_path)

        def full(*args: object, **more: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("salestoolkit.sources.books.store.write_whole", full)
        with pytest.raises(ImportFailed) as caught:
            save_book(book_of(5), tmp_path)
        assert caught.value.fields["reason"] == "No space left on device"
        assert names(tmp_path) == before
        assert open_book(tmp_path).deals.num_rows == 2

    def test_a_first_book_that_fails_leaves_no_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*args: object, **more: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("salestoolkit.sources.books.store.write_whole", full)
        with pytest.raises(ImportFailed):
            save_book(book_of(), tmp_path / "deep" / "book")
        assert names(tmp_path) == []

    def test_a_folder_without_a_book_is_none(self, tmp_path: Path) -> None:
        assert not is_book(tmp_path)
        with pytest.raises(BookError) as caught:
            open_book(tmp_path)
        assert caught.value.code == "not_a_book"

    @pytest.mark.parametrize("content", ["", "[]", "{}", "\x00"])
    def test_a_broken_record_is_said(self, tmp_path: Path, content: str) -> None:
        (tmp_path / "import.json").write_text(content)
        with pytest.raises(BookError) as caught:
            open_book(tmp_path)
        assert caught.value.code == "book_broken"

    def test_a_missing_or_broken_table_is_said(self, tmp_path: Path) -> None:
        save_book(book_of(), tmp_path)
        table = next(tmp_path.glob("deals-*.parquet"))
        table.write_bytes(b"PAR1 no")
        with pytest.raises(BookError) as caught:
            open_book(tmp_path)
        assert caught.value.fields["reason"] == table.name
        table.unlink()
        with pytest.raises(BookError) as caught:
            open_book(tmp_path)
        assert caught.value.code == "book_broken"

    def test_a_book_of_a_later_version_is_not_guessed_at(self, tmp_path: Path) -> None:
        save_book(book_of(), tmp_path)
        record = json.loads((tmp_path / "import.json").read_text())
        (tmp_path / "import.json").write_text(json.dumps({**record, "format": 99}))
        with pytest.raises(BookError) as caught:
            open_book(tmp_path)
        assert caught.value.code == "book_newer"


class TestOneWriterAtATime:
    def test_a_second_writer_is_refused(self, tmp_path: Path) -> None:
        folder = tmp_path / "book"
        with writing_book(folder), pytest.raises(ImportFailed) as caught:
            save_book(book_of(), folder)
        assert caught.value.code == "book_locked"
        save_book(book_of(), folder)

    def test_a_second_writer_that_came_in_the_same_moment_leaves_the_folder_alone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "book"
        with writing_book(folder):
            # both saw that there was no folder
            monkeypatch.setattr("salestoolkit.sources.books.folder._make", lambda path: [path])
            with pytest.raises(ImportFailed, match="book_locked"), writing_book(folder):
                pass
            assert folder.is_dir()

    def test_the_lock_of_a_dead_writer_holds_nobody(self, tmp_path: Path) -> None:
        program = (
            "import sys, time, pathlib\n"
            "from salestoolkit.sources.books.store import writing_book\n"
            "with writing_book(pathlib.Path(sys.argv[1])):\n"
            "    print('held', flush=True)\n"
            "    time.sleep(60)\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            with pytest.raises(ImportFailed):
                save_book(book_of(), tmp_path)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert (tmp_path / LOCK).exists()
        save_book(book_of(), tmp_path)
        assert open_book(tmp_path).deals.num_rows == 2


KILLED = """
import os, signal, sys, pathlib
from dataclasses import replace
from salestoolkit.sources.books import store

def write(point, path):
    seen = 0
    def dying(function):
        def call(*args, **more):
            nonlocal seen
            seen += 1
            if seen == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **more)
        return call
    pathlib.Path.replace = dying(pathlib.Path.replace)
    os.fsync = dying(os.fsync)
    pathlib.Path.unlink = dying(pathlib.Path.unlink)
    old = store.open_book(path)
    store.save_book(replace(old, deals=old.deals.slice(0, 1), as_of=old.as_of.replace(year=2027)), path)

for point, path in enumerate(sys.argv[1:], 1):
    # What is loaded already need not be loaded for each of them.
    if not (child := os.fork()):
        write(point, pathlib.Path(path))
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_writer_killed_at_any_point_leaves_the_old_book_or_the_new_one(tmp_path: Path) -> None:
    folders = [tmp_path / f"{point:02}" for point in range(1, 25)]
    for folder in folders:
        save_book(book_of(), folder)
    program = [sys.executable, "-c", KILLED, *map(str, folders)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    outcomes = []
    for folder, status in zip(folders, map(int, done.stdout.split()), strict=True):
        found = open_book(folder)
        outcomes.append((found.deals.num_rows, found.as_of.year))
        save_book(book_of(3), folder)
        assert open_book(folder).deals.num_rows == 3
        assert sum(name.endswith(".parquet") for name in names(folder)) == 2
        assert not list(folder.glob(".new-*"))
        assert status in (0, signal.SIGKILL)
    assert set(outcomes) == {(2, 2026), (1, 2027)}
    assert outcomes == sorted(outcomes, reverse=True), "from some point on it is the new book"
    assert done.stdout.split().count("9") >= 8, "the writer was killed at many points"
    assert done.stdout.split()[-1] == "0", "the writer came to its end"


def test_a_reader_beside_a_writer_always_sees_a_whole_book(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from salestoolkit.sources.books.store import open_book, save_book\n"
        "from dataclasses import replace\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "book = open_book(path)\n"
        "for n in range(20):\n"
        "    save_book(replace(book, deals=book.deals.slice(n % 2), stage_log=book.stage_log), path)\n"
    )
    save_book(book_of(), tmp_path)
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) as writer:
        seen = set()
        while writer.poll() is None:
            seen.add(open_book(tmp_path).deals.num_rows)
            time.sleep(0.001)
    assert writer.returncode == 0
    assert seen <= {1, 2}
