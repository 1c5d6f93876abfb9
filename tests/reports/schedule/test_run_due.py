"""What is due is made once: nothing before the first call, what was missed once, nothing twice."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
from scheduled_team import MONDAY, TOP, Done, Team

from salestoolkit.errors import BookError, ImportFailed, ReportError
from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.batch.run import BatchResult
from salestoolkit.reports.delivery.around import Finished
from salestoolkit.reports.schedule.making import MadeBatch
from salestoolkit.reports.schedule.said import event_lines
from salestoolkit.words import load_words

FIRST = "2026-11-27T12:00"
TOO_OLD = ReportError("export_too_old", value="2026-11-01", days=29, allowed=8)


def test_nothing_that_lies_before_the_first_call_is_due(team: Team) -> None:
    assert team.call("2026-11-30T07:00:01") == 0
    assert (team.makes, team.events) == ([], [])


def test_a_run_is_made_at_its_time_and_not_again(team: Team) -> None:
    team.call(FIRST)
    for moment in ("2026-11-30T06:59:59", "2026-11-30T07:00", "2026-11-30T07:15"):
        assert team.call(moment) == 0
    assert team.makes == ["monday"]


def test_runs_that_were_missed_are_caught_up_once(team: Team) -> None:
    team.call(FIRST)
    assert team.call("2026-12-16T09:00") == 0
    (event,) = team.events
    assert team.makes == ["monday"]
    assert [due.moment.date().isoformat() for due in event.missed] == ["2026-11-30", "2026-12-07"]
    assert event.due.moment.date().isoformat() == "2026-12-14"
    said = list(event_lines(event, team.schedule(), load_words("en")))
    assert said[0] == "monday: 2 missed before; this run stands for all of them."
    team.call("2026-12-16T09:15")
    assert team.makes == ["monday"]


def test_what_is_too_late_to_catch_up_is_said_and_left(team: Team) -> None:
    team.write(TOP + MONDAY + "catch_up_days = 1\n")
    team.call(FIRST)
    team.call("2026-12-02T07:01")
    assert (team.makes, team.fates()) == ([], ["missed"])
    team.call("2026-12-07T09:00")
    assert team.makes == ["monday"]


def test_a_batch_with_some_failed_reports_is_done(team: Team) -> None:
    team.call(FIRST)
    team.ends = [Done(1)]
    assert team.call("2026-11-30T07:00") == 1
    assert team.call("2026-11-30T07:15") == 0
    assert team.makes == ["monday"]


def test_a_batch_that_cannot_run_is_tried_again_and_then_given_up(team: Team) -> None:
    team.write(TOP + MONDAY + "retries = 2\n")
    team.call(FIRST)
    team.ends = [BookError("not_a_book", value="book"), Done(2), ValueError("odd"), Done()]
    codes, fates = [], []
    for minute in ("00", "15", "30", "45"):
        codes.append(team.call(f"2026-11-30T07:{minute}"))
        fates += team.fates()
    assert codes == [2, 2, 2, 0]
    assert fates == ["could_not", "could_not", "given_up"]
    assert len(team.makes) == 3
    assert team.call("2026-12-07T07:00") == 0
    assert team.fates() == ["made"]


def test_each_attempt_says_why_and_which_it_was(team: Team) -> None:
    team.call(FIRST)
    team.ends = [BookError("not_a_book", value="book")]
    team.call("2026-11-30T07:00")
    (line,) = event_lines(team.events[0], team.schedule(), load_words("en"))
    assert "1 of 4 attempts" in line and "There is no deal book in “book”" in line


@pytest.mark.parametrize("language", ["en", "pl"])
def test_pages_that_did_not_arrive_are_told_from_reports_that_failed(
    team: Team, language: str
) -> None:
    team.call(FIRST)
    late = Finished(result=BatchResult(plan=()), problems=(ReportError("ping_failed"),))
    team.ends = [MadeBatch(batch=read_batch(team.folder / "monday.toml"), finished=late)]
    assert team.call("2026-11-30T07:00") == 1
    said = next(event_lines(team.events[0], team.schedule(), load_words(language)))
    assert f"salestoolkit deliver {team.folder / 'monday.toml'}" in said
    assert team.call("2026-11-30T07:15") == 0


def test_a_run_that_ends_the_program_each_time_is_given_up(team: Team) -> None:
    team.write(TOP + MONDAY + "retries = 1\n")
    team.call(FIRST)
    for minute in ("00", "15"):
        team.ends = [SystemExit(9)]
        with pytest.raises(SystemExit):
            team.call(f"2026-11-30T07:{minute}")
    assert team.call("2026-11-30T07:30") == 2
    assert [error.code for error in team.errors()] == ["schedule_died"]
    assert len(team.makes) == 2
    assert team.call("2026-11-30T07:45") == 0


def test_an_interruption_by_hand_costs_no_attempt(team: Team) -> None:
    team.write(TOP + MONDAY + "retries = 0\n")
    team.call(FIRST)
    team.ends = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        team.call("2026-11-30T07:00")
    assert team.call("2026-11-30T07:15") == 0
    assert team.fates() == ["made"]


def test_a_run_waits_for_a_newer_export_as_long_as_it_takes(team: Team) -> None:
    team.write(TOP + MONDAY + "retries = 0\n")
    team.call(FIRST)
    team.ends = [TOO_OLD, TOO_OLD, TOO_OLD]
    assert [team.call(f"2026-11-30T{hour}:00") for hour in ("07", "08", "09")] == [2, 2, 2]
    assert team.fates() == ["waiting"]
    assert team.call("2026-11-30T12:00") == 0
    assert team.fates() == ["made"]


def test_a_batch_that_another_program_makes_is_looked_at_again(team: Team) -> None:
    team.write(TOP + MONDAY + "retries = 0\n")
    team.call(FIRST)
    team.ends = [ReportError("batch_locked", folder="pages", value="7", host="h", since="s")]
    assert team.call("2026-11-30T07:00") == 3
    assert team.call("2026-11-30T07:15") == 0
    assert team.fates() == ["made"]


def test_a_run_that_goes_wrong_leaves_the_others(team: Team) -> None:
    other = MONDAY.replace('"monday"\nbatch', '"second"\nbatch')
    team.write(TOP + MONDAY + other)
    team.call(FIRST)
    team.ends = [RuntimeError("a fault of ours")]
    assert team.call("2026-11-30T07:00") == 2
    assert team.fates() == ["could_not", "made"]
    (error,) = team.errors()
    assert "a fault of ours" in load_words("pl").error(error)


def test_a_run_that_is_new_in_the_schedule_begins_now(team: Team) -> None:
    team.call(FIRST)
    team.write(TOP + MONDAY + MONDAY.replace('"monday"\nbatch', '"second"\nbatch'))
    team.call("2026-12-01T12:00")
    assert team.makes == ["monday"]


def test_clocks_that_are_set_back_repeat_nothing(team: Team) -> None:
    team.write(TOP + MONDAY.replace('"monday"\nat', '"sunday"\nat').replace("07:00", "02:30"))
    team.call("2026-10-20T12:00")
    team.call("2026-10-25T02:30+02:00")
    assert team.makes == ["monday"]
    for moment in ("02:00+01:00", "02:30+01:00", "02:31+01:00", "03:00+01:00"):
        assert team.call(f"2026-10-25T{moment}") == 0
    assert team.makes == ["monday"]


def hold(file: Path, ready: object, go: object) -> None:
    """Another process that is at work on the same schedule."""
    team = Team(file.parent)

    def wait(run: object) -> Done:
        ready.set()  # type: ignore[attr-defined]
        go.wait(20)  # type: ignore[attr-defined]
        return Done()

    team._make = wait  # type: ignore[method-assign]
    team.call("2026-11-30T07:00")


def test_of_two_calls_at_once_the_second_says_who_is_at_work(team: Team) -> None:
    team.call(FIRST)
    forks = multiprocessing.get_context("fork")
    ready, go = forks.Event(), forks.Event()
    other = forks.Process(target=hold, args=(team.file, ready, go))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(ReportError) as caught:
            team.call("2026-11-30T07:00")
    finally:
        go.set()
        other.join(20)
    assert caught.value.code == "schedule_locked"
    assert caught.value.fields["value"] == str(other.pid)
    assert team.call("2026-11-30T07:15") == 0
    assert team.makes == []


def test_a_lock_that_cannot_be_opened_is_said_as_what_it_is(team: Team) -> None:
    (team.folder / ".schedule" / "lock").mkdir(parents=True)
    with pytest.raises(ImportFailed) as told:
        team.call("2030-01-07T07:05")
    assert told.value.code == "cannot_write"
    assert team.makes == []


def test_what_was_done_is_kept_whole(team: Team) -> None:
    team.call(FIRST)
    team.call("2026-11-30T07:00")
    said = json.loads((team.folder / ".schedule" / "runs.json").read_text(encoding="utf-8"))
    assert said["runs"]["monday"] == {
        "since": "2026-11-27T11:00:00+00:00",
        "done": "2026-11-30T06:00:00+00:00",
        "outcome": "made",
        "ended": "2026-11-30T06:00:00+00:00",
    }


TRIES = '{"format": 1, "runs": {"monday": {"since": "2026-11-26T00:00:00Z", "tries": "3"}}}'


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 2}', '{"format": 1, "runs": 3}', TRIES]
)
def test_a_state_that_cannot_be_read_is_said_and_not_guessed(team: Team, text: str) -> None:
    team.call(FIRST)
    (team.folder / ".schedule" / "runs.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        team.call("2026-11-30T07:00")
    assert caught.value.code == "schedule_state_broken"
    assert team.makes == []


def test_a_clock_that_was_years_ahead_does_not_silence_the_runs(team: Team) -> None:
    team.call(FIRST)
    team.call("2036-11-30T07:00")
    with pytest.raises(ReportError) as caught:
        team.call("2026-12-07T07:00")
    assert caught.value.code == "schedule_state_ahead"
    assert "2036" in load_words("en").error(caught.value)


def test_each_call_is_noted_in_the_heartbeat(team: Team) -> None:
    team.write('heartbeat = "beat.json"\n' + TOP + MONDAY)
    team.call(FIRST)
    said = json.loads((team.folder / "beat.json").read_text(encoding="utf-8"))
    assert (said["outcome"], said["next_due"]) == ("well", "2026-11-30T07:00:00+01:00")
    team.ends = [BookError("not_a_book", value="book")]
    team.call("2026-11-30T07:00")
    said = json.loads((team.folder / "beat.json").read_text(encoding="utf-8"))
    assert (said["outcome"], said["last_run"]["outcome"]) == ("nothing_made", "well")


def test_a_heartbeat_that_cannot_be_written_is_said_when_all_is_made(team: Team) -> None:
    team.write('heartbeat = "notes.txt"\n' + TOP + MONDAY)
    (team.folder / "notes.txt").write_text("mine", encoding="utf-8")
    for moment in (FIRST, "2026-11-30T07:00"):
        with pytest.raises(ReportError) as caught:
            team.call(moment)
        assert caught.value.code == "heartbeat_taken"
    assert team.makes == ["monday"]
    assert (team.folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_what_was_done_is_in_the_log(team: Team) -> None:
    team.call(FIRST)
    team.call("2026-12-07T08:00")
    (line,) = (team.folder / ".schedule" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert (said["event"], said["name"], said["fate"]) == ("run", "monday", "made")
    assert said["missed"] == ["2026-11-30T07:00:00+01:00"]
