"""The folder of a batch: whole runs only, nothing lost, one batch at a time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from batch_runs import MONDAY, WEEK, Clock, failed, latest, made, pages, planned, run_once

from salestoolkit.core.run_retention import Keep
from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.batch.manifest import read_manifest
from salestoolkit.reports.batch.planned import PlannedReport

PLAN = [planned("north"), planned("south"), planned("west")]


def statuses(folder: Path) -> dict[str, str]:
    return {entry.key: entry.status for entry in latest(folder).reports}


def runs(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "runs").iterdir())


def again(fingerprint: str = "other") -> list[PlannedReport]:
    return [planned(report.key, fingerprint=fingerprint) for report in PLAN]


def test_a_first_run_makes_all_and_becomes_the_latest(tmp_path: Path) -> None:
    assert run_once(tmp_path, PLAN) == ["north", "south", "west"]
    assert runs(tmp_path) == ["2026-11-30T070002"]
    assert (tmp_path / "latest").readlink() == Path("runs", "2026-11-30T070002")
    assert (tmp_path / "latest" / "north.html").read_text() == "page north html"
    assert set(pages(tmp_path)) == {"index.html", "north.html", "south.html", "west.html"}
    assert latest(tmp_path).counts["made"] == 3


def test_a_second_run_of_the_same_makes_nothing_and_no_folder(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    assert BatchFolder(tmp_path).unchanged(PLAN)
    as_of = latest(tmp_path).as_of
    assert run_once(tmp_path, PLAN, started=MONDAY + WEEK, as_of=as_of) == []
    assert runs(tmp_path) == ["2026-11-30T070002"]


def test_only_what_changed_is_made_and_the_rest_is_carried_over(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    plan = [PLAN[0], planned("south", fingerprint="other"), PLAN[2]]
    assert not BatchFolder(tmp_path).unchanged(plan)
    assert run_once(tmp_path, plan, started=MONDAY + WEEK) == ["south"]
    assert statuses(tmp_path) == {"north": "unchanged", "south": "made", "west": "unchanged"}
    assert len(runs(tmp_path)) == 2
    assert (tmp_path / "latest" / "west.html").read_text() == "page west html"
    older = latest(tmp_path).entry("west")
    assert older is not None
    assert older.made_at is not None
    assert older.made_at < MONDAY + timedelta(minutes=1)


def test_a_report_whose_sources_cannot_be_known_is_always_made(tmp_path: Path) -> None:
    plan = [planned("north", fingerprint=None)]
    run_once(tmp_path, plan)
    assert not BatchFolder(tmp_path).unchanged(plan)
    assert run_once(tmp_path, plan, started=MONDAY + WEEK) == ["north"]


def test_a_failed_report_leaves_its_last_good_page_with_its_day(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    plan = again()
    run_once(tmp_path, plan, started=MONDAY + WEEK, results=[failed(plan[1])])
    manifest = latest(tmp_path)
    entry = manifest.entry("south")
    assert entry is not None
    assert entry.status == "failed"
    assert entry.tries == 2
    assert entry.fingerprint == "same"
    assert entry.made_at is not None
    assert entry.made_at.date() == MONDAY.date()
    assert entry.error is not None
    assert entry.error["code"] == "unknown_report"
    assert "funnle" in entry.error["sentence"]
    assert (tmp_path / "latest" / "south.html").read_text() == "page south html"
    assert entry.partial == "failed/south.ipynb"
    assert json.loads((tmp_path / "latest" / entry.partial).read_text()) == {"cells": []}
    assert statuses(tmp_path)["north"] == "made"


def test_what_failed_is_tried_again_and_then_nobody_speaks_of_it(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN, results=[failed(PLAN[1])])
    assert not BatchFolder(tmp_path).unchanged(PLAN)
    assert run_once(tmp_path, PLAN, started=MONDAY + WEEK) == ["south"]
    assert statuses(tmp_path) == {"north": "unchanged", "south": "made", "west": "unchanged"}
    assert not (tmp_path / "latest" / "failed").exists()


def test_a_report_that_failed_when_it_was_forced_is_not_taken_for_unchanged(
    tmp_path: Path,
) -> None:
    run_once(tmp_path, PLAN)
    run_once(tmp_path, PLAN, started=MONDAY + WEEK, results=[failed(PLAN[1])], force=True)
    assert statuses(tmp_path)["south"] == "failed"
    assert not BatchFolder(tmp_path).unchanged(PLAN)


def test_a_report_that_was_not_chosen_stays_as_it_was(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN[:2], results=[failed(PLAN[1])])
    plan = again()
    assert run_once(tmp_path, plan, started=MONDAY + WEEK, only=[]) == []
    assert statuses(tmp_path) == {"north": "kept", "south": "failed", "west": "missing"}
    assert (tmp_path / "latest" / "north.html").read_text() == "page north html"
    assert (tmp_path / "latest" / "failed" / "south.ipynb").is_file()
    entry = latest(tmp_path).entry("north")
    assert entry is not None
    assert entry.fingerprint == "same"


def test_a_report_that_left_the_plan_leaves_the_new_run_and_stays_in_the_old(
    tmp_path: Path,
) -> None:
    run_once(tmp_path, PLAN)
    run_once(tmp_path, PLAN[:2], started=MONDAY + WEEK)
    assert "west.html" not in pages(tmp_path)
    assert (tmp_path / "runs" / "2026-11-30T070002" / "west.html").is_file()
    assert latest(tmp_path).gone == ({"key": "west", "label": "Team west"},)


def test_what_a_stopped_run_made_is_taken_by_the_next(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    plan = again()
    run_once(tmp_path, plan, started=MONDAY + WEEK, finish=False, only=["north", "south"])
    assert pages(tmp_path)["north.html"] == "page north html"
    assert statuses(tmp_path)["north"] == "made"
    assert runs(tmp_path) == ["2026-11-30T070002"]
    assert run_once(tmp_path, plan, started=MONDAY + 2 * WEEK) == ["west"]
    assert list((tmp_path / ".state" / "made").iterdir()) == []


def test_half_a_report_and_half_a_run_that_a_kill_left_are_cleared_away(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    plan = again()
    run_once(tmp_path, plan, finish=False, only=["north", "south"])
    state = tmp_path / ".state"
    (state / "made" / ".new-0123").mkdir()
    (state / "building" / "2026").mkdir(parents=True)
    (state / "trash" / "gone").mkdir(parents=True)
    torn = next(p for p in (state / "made").glob("*/html") if b"south" in p.read_bytes())
    torn.write_bytes(b"\0" * torn.stat().st_size)
    assert run_once(tmp_path, plan, started=MONDAY + WEEK) == ["south", "west"]
    assert not list(state.glob("*/*"))


def test_a_page_that_a_person_changed_is_made_anew_and_the_change_is_kept(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    page = tmp_path / "latest" / "north.html"
    page.write_text("page north html, with a remark")
    (tmp_path / "latest" / "notes.txt").write_text("mine")
    assert not BatchFolder(tmp_path).unchanged(PLAN)
    assert run_once(tmp_path, PLAN, started=MONDAY + WEEK) == ["north"]
    assert pages(tmp_path)["north.html"] == "page north html"
    kept = {path.name: path.read_text() for path in (tmp_path / "edited").iterdir()}
    assert kept == {"north.html": "page north html, with a remark", "notes.txt": "mine"}
    assert latest(tmp_path).edited == ("north.html", "notes.txt")


def test_a_change_of_the_same_length_is_noticed_too(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    page = tmp_path / "latest" / "north.html"
    page.write_text("PAGE north html")
    assert not BatchFolder(tmp_path).unchanged(PLAN)


def test_a_change_that_keeps_the_time_is_noticed_by_its_length(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    page = tmp_path / "latest" / "north.html"
    before = page.stat()
    page.write_text("half a page")
    os.utime(page, (before.st_atime, before.st_mtime))
    assert not BatchFolder(tmp_path).unchanged(PLAN)


def test_a_changed_page_that_cannot_be_made_anew_is_shown_as_it_is(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    (tmp_path / "latest" / "north.html").write_text("with a remark")
    plan = again()
    run_once(tmp_path, plan, started=MONDAY + WEEK, results=[failed(plan[0])])
    assert pages(tmp_path)["north.html"] == "with a remark"
    entry = latest(tmp_path).entry("north")
    assert entry is not None
    assert entry.fingerprint is None
    assert run_once(tmp_path, again("same"), started=MONDAY + 2 * WEEK) == [
        "north",
        "south",
        "west",
    ]


def test_a_folder_that_was_copied_needs_nothing_made(tmp_path: Path) -> None:
    run_once(tmp_path / "one", PLAN)
    run = BatchFolder(tmp_path / "one").latest
    assert run is not None
    for path in run.glob("*.html"):
        os.utime(path, (0, 0))
    assert BatchFolder(tmp_path / "one").unchanged(PLAN)


def test_a_page_that_was_deleted_is_made_again(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    (tmp_path / "latest" / "north.html").unlink()
    assert not BatchFolder(tmp_path).unchanged(PLAN)
    assert run_once(tmp_path, PLAN, started=MONDAY + WEEK) == ["north"]


def test_a_format_that_is_asked_for_now_is_made_and_one_that_is_not_goes(tmp_path: Path) -> None:
    run_once(tmp_path, [planned("north", formats=("html", "json"))])
    fewer = [planned("north", formats=("json",))]
    assert not BatchFolder(tmp_path).unchanged(fewer)
    assert run_once(tmp_path, fewer, started=MONDAY + WEEK) == []
    assert not (tmp_path / "latest" / "north.html").exists()
    more = [planned("north", formats=("json", "pdf"))]
    assert run_once(tmp_path, more, started=MONDAY + 2 * WEEK) == ["north"]


def test_another_name_for_the_same_pages_needs_no_kernel(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    renamed = [planned("north", stem="pólnoc"), *PLAN[1:]]
    assert run_once(tmp_path, renamed, started=MONDAY + WEEK) == []
    assert (tmp_path / "latest" / "pólnoc.html").read_text() == "page north html"
    assert not (tmp_path / "latest" / "north.html").exists()


def test_stems_of_any_length_and_letters_become_names_that_every_disk_takes(tmp_path: Path) -> None:
    plan = [planned("a", stem="żółć/" * 100), planned("b", stem="żółć/" * 100 + "b")]
    run_once(tmp_path, plan)
    names = [file.name for entry in latest(tmp_path).reports for file in entry.files]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 200 for name in names)
    assert all((tmp_path / "latest" / name).is_file() for name in names)


def test_two_runs_in_one_second_do_not_meet(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    run_once(tmp_path, again())
    assert runs(tmp_path) == ["2026-11-30T070002", "2026-11-30T070002-2"]
    assert (tmp_path / "latest").readlink().name.endswith("-2")


def test_runs_go_under_the_rule_and_what_a_person_wrote_there_stays(tmp_path: Path) -> None:
    for week in range(4):
        run_once(tmp_path, again(str(week)), started=MONDAY + week * WEEK, keep=Keep(runs=9))
    first = tmp_path / "runs" / "2026-11-30T070002"
    (first / "north.html").write_text("remembered")
    (tmp_path / "runs" / "2020 by hand").mkdir()
    shutil.copytree(first, tmp_path / "runs" / "2026 first of all")
    run_once(tmp_path, again("last"), started=MONDAY + 4 * WEEK, keep=Keep(runs=2))
    assert runs(tmp_path) == [
        "2020 by hand",
        "2026 first of all",
        "2026-12-21T070002",
        "2026-12-28T070002",
    ]
    assert (tmp_path / "edited" / "north.html").read_text() == "remembered"


def test_a_second_batch_is_refused_with_who_is_there_since_when(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path, clock=Clock())
    with folder.open_run(started=MONDAY, language="en"):
        with (
            pytest.raises(ReportError) as raised,
            BatchFolder(tmp_path).open_run(started=MONDAY, language="en"),
        ):
            raise AssertionError("two batches in one folder")
        assert raised.value.code == "batch_locked"
        assert raised.value.fields["value"] == str(os.getpid())
        assert raised.value.fields["since"] == "2026-11-30 07:00:02"
        assert raised.value.fields["folder"] == str(tmp_path)
    with folder.open_run(started=MONDAY, language="en"):
        pass


HOLDER = """
import sys, time
from datetime import datetime
from pathlib import Path
from salestoolkit.reports.batch.folder import BatchFolder
with BatchFolder(Path(sys.argv[1])).open_run(started=datetime.now().astimezone(), language="en"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_killed_batch_leaves_no_lock_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(ReportError) as raised,
            BatchFolder(tmp_path).open_run(started=MONDAY, language="en"),
        ):
            raise AssertionError("two batches in one folder")
        assert raised.value.fields["value"] == str(holder.pid)
        holder.kill()
    run_once(tmp_path, PLAN)


def test_a_batch_that_says_nothing_of_itself_still_holds_the_folder(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path)
    with folder.open_run(started=MONDAY, language="en"):
        (folder.state / "lock").write_text("")
        with (
            pytest.raises(ReportError) as raised,
            BatchFolder(tmp_path).open_run(started=MONDAY, language="en"),
        ):
            raise AssertionError("two batches in one folder")
        assert raised.value.code == "batch_locked_by_somebody"


def test_a_file_in_the_way_and_a_latest_of_somebody_else_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError) as raised:
        BatchFolder(tmp_path / "file")
    assert raised.value.code == "output_is_file"
    (tmp_path / "latest").mkdir()
    with pytest.raises(ReportError) as raised:
        BatchFolder(tmp_path)
    assert raised.value.code == "batch_latest_taken"


def test_what_the_caller_meets_inside_a_run_is_not_put_on_the_folder(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError),
        BatchFolder(tmp_path).open_run(started=MONDAY, language="en"),
    ):
        (tmp_path / "no such book").read_bytes()


def test_a_disk_that_refuses_leaves_the_last_run_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_once(tmp_path, PLAN)
    before = pages(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("write_safely", "link_or_copy", "name_folder", "point_latest"):
        with monkeypatch.context() as patched:
            patched.setattr(f"salestoolkit.reports.batch.run_folder.{name}", full)
            with pytest.raises(ReportError) as raised:
                run_once(tmp_path, again(name), started=MONDAY + WEEK)
        assert raised.value.code == "output_not_writable"
        assert raised.value.fields["reason"] == "No space left on device"
        assert pages(tmp_path) == before
    assert run_once(tmp_path, again("point_latest"), started=MONDAY + WEEK) == []


def test_where_there_are_no_links_a_file_and_a_page_lead_to_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refused)
    monkeypatch.setattr(os, "link", refused)
    for week in range(2):
        run_once(
            tmp_path,
            [planned("north", fingerprint=str(week)), PLAN[1]],
            started=MONDAY + week * WEEK,
        )
    assert not (tmp_path / "latest").exists()
    assert (tmp_path / "latest.txt").read_text() == "runs/2026-12-07T070002\n"
    assert 'href="runs/2026-12-07T070002/index.html"' in (tmp_path / "latest.html").read_text()
    assert statuses(tmp_path) == {"north": "made", "south": "unchanged"}
    assert BatchFolder(tmp_path).unchanged([planned("north", fingerprint="1"), PLAN[1]])


def test_a_manifest_that_was_broken_only_costs_that_all_is_made_again(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN)
    (tmp_path / "latest" / "manifest.json").write_text("{")
    assert not BatchFolder(tmp_path).unchanged(PLAN)
    assert run_once(tmp_path, PLAN, started=MONDAY + WEEK) == ["north", "south", "west"]


def test_each_report_and_each_run_has_a_line_in_the_log(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN, results=[failed(PLAN[1])])
    run_once(tmp_path, PLAN, started=MONDAY + WEEK, finish=False)
    BatchFolder(tmp_path, clock=Clock()).note_unchanged(PLAN)
    lines = list(BatchFolder(tmp_path).log.lines())
    assert [line["event"] for line in lines] == [
        *["report"] * 3,
        "run",
        "report",
        "stopped",
        "nothing_to_do",
    ]
    assert lines[1] == {
        "at": "2026-11-30T07:00:05+01:00",
        "event": "report",
        "key": "south",
        "status": "failed",
        "seconds": 0.0,
        "tries": 2,
        "error": "unknown_report",
    }
    assert lines[3]["run"] == "2026-11-30T070002"
    assert (lines[3]["made"], lines[3]["failed"]) == (2, 1)


def test_a_torn_last_line_of_the_log_costs_no_other_line(tmp_path: Path) -> None:
    folder = BatchFolder(tmp_path, clock=Clock())
    folder.log.add("run", run="one")
    with folder.log.path.open("ab") as file:
        file.write(b'{"at": "2026-')
    folder.log.add("run", run="two")
    assert [line["run"] for line in folder.log.lines()] == ["one", "two"]


def test_a_thousand_unchanged_reports_are_seen_without_reading_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_once(tmp_path, PLAN)
    monkeypatch.setattr(
        "salestoolkit.reports.batch.edited.file_digest", lambda _: pytest.fail("a page was read")
    )
    assert BatchFolder(tmp_path).unchanged(PLAN)


def test_asking_whether_all_is_unchanged_loads_nothing_heavy(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pathlib\n"
            "from salestoolkit.reports.batch.folder import BatchFolder\n"
            "BatchFolder(pathlib.Path(sys.argv[1])).unchanged([])\n"
            "print(*{'pandas', 'altair', 'jinja2', 'papermill', 'numpy'} & set(sys.modules))",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "\n"


def test_reports_of_a_run_come_from_that_run_only(tmp_path: Path) -> None:
    run_once(tmp_path, PLAN, results=[made(PLAN[0], "first")])
    plan = again()
    run_once(tmp_path, plan, started=MONDAY + WEEK, results=[made(plan[0], "second")])
    old = tmp_path / "runs" / "2026-11-30T070002"
    assert (old / "north.html").read_text() == "first north html"
    assert pages(tmp_path)["north.html"] == "second north html"
    assert read_manifest(old / "manifest.json") is not None
