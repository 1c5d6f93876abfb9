"""What is dropped is imported and moved aside; nothing is lost, nothing overwritten, nothing followed."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from scheduled_team import MONDAY, Team

from salestoolkit.errors import ImportFailed
from salestoolkit.reports.batch.log import Log
from salestoolkit.reports.schedule import moved_files
from salestoolkit.reports.schedule.moved_files import Move, finish_moves, move_all
from salestoolkit.reports.schedule.said import event_lines
from salestoolkit.sources import importer
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.files import tables
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.words import load_words

LATER = "2030-01-07T09:00"
DEALS = "Deal ID,Title,Stage,Status,Value,Created,Closed\n"
NORTH = DEALS + "1,Acme,Offer,open,100,2026-11-02,\n2,Brill,Offer,won,50,2026-11-03,2026-11-20\n"
LATER_NORTH = NORTH + "3,Crest,Lead,open,70,2026-11-25,\n"

WithDrop = Callable[..., Team]


def test_an_export_is_read_and_moved_on(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("deals.csv", NORTH)
    assert team.call(LATER) == 0
    assert team.lying() == ["read/2030-01-07/deals.csv"]
    book = open_book(team.folder / "book")
    assert (book.deals.num_rows, book.timezone) == (2, "Europe/Warsaw")
    said = list(event_lines(team.events[0], team.schedule(), load_words("en")))
    assert said[0] == "Read: deals.csv."
    assert any("2 deals" in line for line in said)


def test_what_was_read_is_in_the_log(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("deals.csv", NORTH)
    team.call(LATER)
    log = team.folder / ".schedule" / "log.jsonl"
    (said,) = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert (said["event"], said["fate"], said["files"]) == ("import", "read", ["deals.csv"])
    assert (said["rows"], said["in_book"], said["quarantined"]) == (2, 2, 0)


def test_loose_files_of_one_day_are_one_import_older_days_first(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("b.csv", LATER_NORTH, day="2026-11-30")
    team.drop("a.csv", NORTH, day="2026-11-23")
    team.drop("quotas.csv", "Rep,Month,Quota\nAnna,2026-11,500\n", day="2026-11-30")
    assert team.call(LATER) == 0
    assert [event.files for event in team.events] == [("a.csv",), ("b.csv", "quotas.csv")]  # type: ignore[union-attr]
    assert open_book(team.folder / "book").deals.num_rows == 3


def test_a_folder_is_one_import_and_goes_when_it_is_read(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("november/deals.csv", NORTH, day="2026-11-01")
    team.drop("november/more/quotas.csv", "Rep,Month,Quota\nAnna,2026-11,500\n")
    team.call(LATER)
    assert team.lying() == [
        "read/2030-01-07/november/deals.csv",
        "read/2030-01-07/november/more/quotas.csv",
    ]
    assert not (team.inbox / "november").exists()


def test_a_folder_that_the_schedule_names_has_its_own_options_and_stays(
    with_drop: WithDrop,
) -> None:
    team = with_drop('[import.folder.shop]\nsource = "web shop"\nbook = "shop"\n')
    team.drop("shop/deals.csv", NORTH)
    team.drop("deals.csv", NORTH)
    assert team.call(LATER) == 0
    assert (team.inbox / "shop").is_dir()
    assert set(open_book(team.folder / "shop").deals["source_name"].to_pylist()) == {"web shop"}
    assert (team.folder / "book").is_dir()


def test_the_day_of_an_export_can_be_that_of_its_file(with_drop: WithDrop) -> None:
    team = with_drop('exported_at = "file_date"\n')
    team.drop("deals.csv", NORTH, day="2026-11-29")
    team.call(LATER)
    assert open_book(team.folder / "book").as_of.isoformat() == "2026-11-29"


def test_a_refused_file_lies_beside_its_reason_in_the_language_of_the_schedule(
    with_drop: WithDrop,
) -> None:
    team = with_drop()
    team.language = "pl"
    team.drop("deals.csv", "to nie jest eksport\n")
    assert team.call(LATER) == 1
    assert team.lying("refused", "2030-01-07") == ["deals.csv", "deals.csv.reason.txt"]
    reason = (team.inbox / "refused/2030-01-07/deals.csv.reason.txt").read_text(encoding="utf-8")
    assert reason.startswith("Ten plik nie został wczytany.")
    assert str(team.file) in reason


def test_a_file_that_nobody_can_read_does_not_keep_its_neighbours_out(
    with_drop: WithDrop,
) -> None:
    team = with_drop()
    team.drop("deals.csv", NORTH)
    team.drop("holiday.jpg", "\x89\x00\x01")
    assert team.call(LATER) == 1
    assert team.lying() == [
        "read/2030-01-07/deals.csv",
        "refused/2030-01-07/holiday.jpg",
        "refused/2030-01-07/holiday.jpg.reason.txt",
    ]


def test_an_export_of_which_no_deal_counts_is_refused(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("deals.csv", DEALS + ",,,,,,\n,Acme,Offer,open,100,2026-11-02,\n")
    assert team.call(LATER) == 1
    assert team.fates() == ["refused"]


def test_reports_are_made_all_the_same_when_a_file_is_refused(with_drop: WithDrop) -> None:
    team = with_drop(MONDAY)
    team.call("2029-12-31T12:00")
    team.drop("deals.csv", "nothing\n")
    assert team.call(LATER) == 1
    assert team.fates() == ["refused", "made"]


def test_a_book_in_use_leaves_the_file_for_the_next_call(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object, **options: object) -> None:
        raise ImportFailed("book_locked", value="book")

    team = with_drop()
    team.drop("deals.csv", NORTH)
    with monkeypatch.context() as patch:
        patch.setattr(importer, "import_files", busy)
        assert team.call(LATER) == 1
    assert (team.fates(), team.lying()) == (["left"], ["deals.csv"])
    assert team.call(LATER) == 0
    assert team.fates() == ["read"]


def test_a_fault_of_ours_sets_the_file_aside_and_says_so(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ZeroDivisionError("odd")

    team = with_drop()
    team.drop("deals.csv", NORTH)
    monkeypatch.setattr(importer, "import_files", broken)
    assert team.call(LATER) == 1
    assert [error.code for error in team.errors()] == ["dropped_unforeseen"]
    assert team.lying("refused", "2030-01-07") == ["deals.csv", "deals.csv.reason.txt"]


def test_a_fault_of_ours_in_reading_one_file_stops_neither_the_others_nor_the_reports(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(path: Path) -> list[RawTable]:
        if path.name == "odd.csv":
            raise ZeroDivisionError("odd")
        return read_tables(path)

    team = with_drop(MONDAY)
    team.call("2029-12-31T12:00")
    team.drop("deals.csv", NORTH)
    team.drop("odd.csv", NORTH)
    for module in (importer, tables):
        monkeypatch.setattr(module, "read_tables", stumbling)
    assert team.call(LATER) == 1
    assert team.fates() == ["refused", "read", "made"]
    assert [error.code for error in team.errors()] == ["dropped_unforeseen"]
    assert team.lying("read", "2030-01-07") == ["deals.csv"]


def damaged_workbook() -> bytes:
    """An archive whose list of what is in it is torn."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("sheet.xml", "<sheet/>")
    return whole.getvalue().replace(b"PK\x01\x02", b"PK\x09\x02")


def damaged_log() -> bytes:
    """A compressed event log whose first block is of no kind there is."""
    whole = gzip.compress(b"<log>" + b"<event/>" * 90, mtime=0)
    return whole[:10] + b"\xff" * 8 + whole[18:]


@pytest.mark.parametrize(
    ("name", "content"), [("deals.xlsx", damaged_workbook()), ("log.xes.gz", damaged_log())]
)
def test_a_damaged_archive_is_set_aside_and_the_reports_are_made(
    with_drop: WithDrop, name: str, content: bytes
) -> None:
    team = with_drop(MONDAY)
    team.call("2029-12-31T12:00")
    team.drop(name).write_bytes(content)
    assert team.call(LATER) == 1
    assert team.fates() == ["refused", "made"]
    assert "dropped_unforeseen" not in [error.code for error in team.errors()]
    assert team.lying("refused", "2030-01-07") == [name, f"{name}.reason.txt"]


@pytest.mark.parametrize(
    "name", [".hidden.csv", "~$deals.xlsx", "Thumbs.db", "desktop.ini", "deals.csv.part"]
)
def test_what_is_not_an_export_is_left_alone(with_drop: WithDrop, name: str) -> None:
    team = with_drop()
    team.drop(name, "anything")
    assert team.call(LATER) == 0
    assert (team.lying(), team.events) == ([name], [])


def test_a_file_that_was_changed_a_moment_ago_waits_with_its_neighbours(
    with_drop: WithDrop,
) -> None:
    team = with_drop()
    team.write(team.file.read_text().replace("settle_seconds = 0", "settle_seconds = 60"))
    path = team.drop("deals.csv", NORTH)
    team.drop("kept/deals.csv", NORTH)
    changed = datetime.fromtimestamp(path.stat().st_ctime).astimezone()
    assert team.call(changed.isoformat()) == 0
    assert team.fates() == ["waiting_files", "waiting_files"]
    assert team.lying() == ["deals.csv", "kept/deals.csv"]
    team.call(LATER)
    assert team.fates() == ["read", "read"]


def test_a_download_under_way_holds_its_neighbours_back_for_an_hour(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop("history.csv.part", "…")
    path = team.drop("deals.csv", NORTH)
    changed = datetime.fromtimestamp(path.stat().st_ctime).astimezone()
    team.call((changed + timedelta(minutes=59)).isoformat())
    assert team.fates() == ["waiting_files"]
    team.call(LATER)
    assert team.fates() == ["read"]


def test_a_file_that_grows_while_it_is_read_stays(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = with_drop()
    path = team.drop("deals.csv", NORTH)
    real = importer.import_files

    def growing(*args: object, **options: object) -> object:
        summary = real(*args, **options)  # type: ignore[arg-type]
        path.write_text(LATER_NORTH)
        return summary

    with monkeypatch.context() as patch:
        patch.setattr(importer, "import_files", growing)
        team.call(LATER)
    assert (team.fates(), team.lying()) == (["waiting_files"], ["deals.csv"])
    team.call(LATER)
    assert open_book(team.folder / "book").deals.num_rows == 3


def test_links_are_set_aside_and_never_followed(with_drop: WithDrop, tmp_path: Path) -> None:
    team = with_drop()
    outside = tmp_path / "secret.csv"
    outside.write_text(NORTH)
    team.inbox.mkdir()
    (team.inbox / "link.csv").symlink_to(outside)
    (team.inbox / "folder").symlink_to(tmp_path, target_is_directory=True)
    team.drop("inside/deals.csv", NORTH)
    (team.inbox / "inside" / "link.csv").symlink_to(outside)
    assert team.call(LATER) == 1
    assert team.fates() == ["refused", "refused", "refused", "read"]
    assert (team.inbox / "refused/2030-01-07/link.csv").is_symlink()
    assert outside.read_text() == NORTH


@pytest.mark.parametrize("packed", ["zip", "gzip", "plain"])
def test_what_is_too_large_once_unpacked_is_refused(with_drop: WithDrop, packed: str) -> None:
    team = with_drop(top="largest_mb = 1\n")
    path = team.drop("deals.xlsx")
    if packed == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    else:
        content = b"0" * 2_000_000
        path.write_bytes(gzip.compress(content) if packed == "gzip" else content)
    assert team.call(LATER) == 1
    assert [error.code for error in team.errors()] == ["dropped_too_large"]


@pytest.mark.parametrize("name", ["d" * 251 + ".csv", "ą" * 126, "x." + "y" * 250])
def test_a_very_long_name_is_cut_and_holds_nothing_back(with_drop: WithDrop, name: str) -> None:
    team = with_drop()
    team.drop(name, "nothing")
    team.drop("deals.csv", NORTH)
    assert team.call(LATER) == 1
    refused, read = team.lying("refused"), team.lying("read")
    assert (len(refused), read) == (2, ["2030-01-07/deals.csv"])
    assert Path(refused[0]).name[:2] == name[:2]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_of_bytes_that_are_no_letters_holds_nothing_back(with_drop: WithDrop) -> None:
    team = with_drop()
    team.drop(os.fsdecode(b"bad\xff.csv"), "nothing")
    team.drop("deals.csv", NORTH)
    assert team.call(LATER) == 1
    assert sorted(team.fates()) == ["read", "refused"]
    log = Log(team.folder / ".schedule" / "log.jsonl")
    assert [os.fsdecode(b"bad\xff.csv")] in [line["files"] for line in log.lines()]


def test_nothing_that_was_moved_before_is_overwritten(with_drop: WithDrop) -> None:
    team = with_drop()
    for text in (NORTH, LATER_NORTH, LATER_NORTH + "4,Dun,Lead,open,1,2026-11-26,\n"):
        team.drop("deals.csv", text)
        team.call(LATER)
    assert team.lying("read", "2030-01-07") == ["deals (2).csv", "deals (3).csv", "deals.csv"]
    assert (team.inbox / "read/2030-01-07/deals.csv").read_text() == NORTH


def test_a_call_that_ended_before_the_move_imports_again_and_changes_nothing(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object) -> list[Path]:
        raise SystemExit(9)

    team = with_drop()
    team.drop("deals.csv", NORTH)
    with monkeypatch.context() as patch:
        patch.setattr("salestoolkit.reports.schedule.drop_folder.move_all", killed)
        with pytest.raises(SystemExit):
            team.call(LATER)
    assert team.lying() == ["deals.csv"]
    assert team.call(LATER) == 0
    (event,) = team.events
    assert event.summary is not None and event.summary.already_read  # type: ignore[union-attr]
    assert team.lying() == ["read/2030-01-07/deals.csv"]


def test_a_move_that_was_interrupted_half_way_is_finished(
    with_drop: WithDrop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, moved = moved_files._place, []

    def once(path: Path, target: Path) -> None:
        if moved:
            raise SystemExit(9)
        moved.append(path)
        real(path, target)

    team = with_drop()
    team.drop("deals.csv", NORTH)
    team.drop("quotas.csv", "Rep,Month,Quota\nAnna,2026-11,500\n")
    with monkeypatch.context() as patch:
        patch.setattr(moved_files, "_place", once)
        with pytest.raises(SystemExit):
            team.call(LATER)
    assert team.call(LATER) == 0
    assert team.events == []
    assert team.lying("read", "2030-01-07") == ["deals.csv", "quotas.csv"]


def test_another_file_that_took_the_place_of_a_moved_one_is_not_moved_for_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("old")
    move = Move.of(path, tmp_path / "read")
    path.write_text("newer")
    assert move_all([move], tmp_path / "state") == []
    assert path.read_text() == "newer"


def test_a_reason_replaces_no_other_text_that_lies_there(tmp_path: Path) -> None:
    path, folder = tmp_path / "deals.csv", tmp_path / "refused"
    path.write_text("content")
    folder.mkdir()
    (folder / "deals.csv.reason.txt").write_text("somebody's note")
    (moved,) = move_all([Move.of(path, folder, reason="why")], tmp_path / "state")
    assert moved.name == "deals (2).csv"
    assert (folder / "deals.csv.reason.txt").read_text() == "somebody's note"
    assert (folder / "deals (2).csv.reason.txt").read_text() == "why"


def test_a_disk_that_knows_no_links_still_gets_the_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    path = tmp_path / "deals.csv"
    path.write_text("content")
    safe: list[tuple[Path, bool]] = []
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(moved_files, "sync_folder", lambda at: safe.append((at, path.exists())))
    (moved,) = move_all([Move.of(path, tmp_path / "read")], tmp_path / "state")
    assert (moved.read_text(), path.exists()) == ("content", False)
    assert [one.name for one in (tmp_path / "read").iterdir()] == ["deals.csv"]
    # the disk had the new name while the old one was still there
    assert safe == [(tmp_path / "read", True)]


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second disk here")
def test_a_file_is_moved_to_another_disk(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("content")
    elsewhere = Path("/dev/shm") / f"salestoolkit-{tmp_path.name}"
    try:
        (moved,) = move_all([Move.of(path, elsewhere)], tmp_path / "state")
        assert (moved.read_text(), path.exists()) == ("content", False)
    finally:
        for one in elsewhere.iterdir():
            one.unlink()
        elsewhere.rmdir()


def test_notes_of_moves_that_cannot_be_read_move_nothing(tmp_path: Path) -> None:
    (tmp_path / "moving.json").write_text("[{]")
    assert finish_moves(tmp_path) == []
    assert not (tmp_path / "moving.json").exists()


def test_an_empty_folder_of_drops_is_made_and_nothing_happens(with_drop: WithDrop) -> None:
    team = with_drop()
    assert team.call(LATER) == 0
    assert team.inbox.is_dir() and team.events == []
