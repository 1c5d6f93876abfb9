"""`salestoolkit run-due` and `schedule`: what they say, write and end with."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scheduled_team import BATCH, DROP, MONDAY, TOP, Team

from salestoolkit.cli import main
from salestoolkit.reports.batch import console
from salestoolkit.reports.batch.lock import locked

FIRST, DUE = "2026-11-27T12:00", "2026-11-30T07:00"
SUNDAY = MONDAY.replace('"monday"\nat = "07:00"', '"sunday"\nat = "02:30"')
CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then
  [ -f "$FAKE/tab" ] || { echo "no crontab for you" >&2; exit 1; }
  cat "$FAKE/tab"
else
  [ ! -f "$FAKE/refuses" ] || { echo "you may not" >&2; exit 1; }
  cat >"$FAKE/tab"
fi
"""
SYSTEMCTL = '#!/bin/sh\necho "$@" >>"$FAKE/told"\n'


@pytest.fixture
def team(tmp_path: Path) -> Team:
    folder = tmp_path / "Zespół A"
    folder.mkdir()
    (folder / "monday.toml").write_text(BATCH, encoding="utf-8")
    return Team(folder).write(TOP + MONDAY)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a crontab and a systemd that only note what they are told."""
    folder = tmp_path / "machine"
    folder.mkdir()
    for name, script in (("crontab", CRONTAB), ("systemctl", SYSTEMCTL)):
        path = folder / name
        path.write_text(script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("FAKE", str(folder))
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return folder


def test_nothing_due_is_said_with_what_comes_next(team, capsys):
    assert run(capsys, "run-due", team.file, "--now", FIRST) == (
        0,
        "Nothing was due. Next: monday, Monday, 30 November 2026, 07:00.\n",
        "",
    )


def test_the_schedule_s_own_language_is_spoken_unless_another_is_asked_for(team, capsys):
    team.write('language = "pl"\n' + TOP + MONDAY)
    _, out, _ = run(capsys, "run-due", team.file, "--now", FIRST)
    assert out.startswith("Nic nie było do zrobienia. Następny termin: monday, poniedziałek, 30")
    _, out, _ = run(capsys, "run-due", team.file, "--now", FIRST, "--language", "en")
    assert out.startswith("Nothing was due.")


def test_a_broken_schedule_is_one_sentence_and_code_2(team, capsys):
    team.write(MONDAY)
    code, out, err = run(capsys, "run-due", team.file)
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_schedule_at_work_is_code_3(team, capsys):
    team.write('language = "pl"\n' + TOP + MONDAY)
    run(capsys, "run-due", team.file, "--now", FIRST)
    with locked(team.folder / ".schedule" / "lock", started=datetime.now(UTC)):
        code, _, err = run(capsys, "run-due", team.file, "--now", DUE)
    assert code == 3
    assert f"(proces {os.getpid()}, od " in err


def test_a_batch_that_cannot_run_is_code_2_and_says_why(team, capsys):
    run(capsys, "run-due", team.file, "--now", FIRST)
    code, out, _ = run(capsys, "run-due", team.file, "--now", DUE)
    assert code == 2
    assert "not made (1 of 4 attempts)" in out
    assert "book" in out


def test_a_call_that_is_interrupted_says_once_what_is_kept(team, capsys, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    run(capsys, "run-due", team.file, "--now", FIRST)
    monkeypatch.setattr(console, "run_batch", interrupted)
    monkeypatch.setattr("salestoolkit.reports.batch.run.run_batch", interrupted)
    for command in (("run-due", team.file, "--now", DUE), ("batch", team.folder / "monday.toml")):
        code, _, err = run(capsys, *command)
        assert code == 130
        assert err.count("\n") == 1
        assert "is kept" in err


def test_a_refused_file_is_code_1(team, capsys):
    team.write(TOP + DROP + MONDAY)
    team.drop("deals.csv", "nothing\n")
    code, out, _ = run(capsys, "run-due", team.file, "--now", "2030-01-01T12:00")
    assert code == 1
    assert out.startswith("Set aside: deals.csv. ")


def test_a_moment_that_is_none_is_named(team, capsys):
    code, _, err = run(capsys, "run-due", team.file, "--now", "noon")
    assert (code, "“noon”" in err) == (2, True)


def test_show_says_what_daylight_saving_does_in_both_languages(team, capsys):
    team.write(TOP + SUNDAY)
    _, out, _ = run(
        capsys, "schedule", "show", team.file, "--now", "2027-03-27", "--until", "2027-03-28"
    )
    assert "every Sunday at 02:30" in out
    assert "  Sunday, 28 March 2027, 03:00 (the clocks go forward and skip the usual time" in out
    _, out, _ = run(
        capsys,
        *("schedule", "show", team.file, "--now", "2026-10-24", "--until", "2026-10-25"),
        *("--language", "pl"),
    )
    assert "  niedziela, 25 października 2026, 02:30 (zmiana czasu na zimowy" in out


@pytest.mark.parametrize("day", ["9999-12-31", "2099-01-01"])
def test_a_day_that_is_very_far_away_is_named_with_the_last_that_is_not(team, capsys, day):
    code, out, err = run(capsys, "schedule", "show", team.file, "--now", DUE, "--until", day)
    assert (code, out) == (1, "")
    assert day[:4] in err
    assert "2036" in err


def test_show_says_what_waits_for_a_working_day(team, capsys):
    monthly = MONDAY.replace('"week"\non = "monday"', '"first_working_day"\ncountry = "PL"')
    team.write(TOP + monthly)
    _, out, _ = run(capsys, "schedule", "show", team.file, "--now", "2026-10-24")
    assert "on the first working day of every month at 07:00 (holidays: Poland)" in out
    assert "Monday, 2 November 2026, 07:00 (put off from 1 November 2026" in out


def test_show_says_what_was_done_last_and_where_exports_are_dropped(team, capsys):
    team.write(TOP + DROP + MONDAY)
    _, out, _ = run(capsys, "schedule", "show", team.file, "--now", FIRST)
    assert "This schedule has not been used yet" in out
    assert f"Exports are read from {team.inbox} into" in out
    team.call(FIRST)
    _, out, _ = run(capsys, "schedule", "show", team.file, "--now", FIRST)
    assert "Nothing was due for monday before Friday, 27 November 2026, 12:00" in out
    team.call(DUE)
    _, out, _ = run(capsys, "schedule", "show", team.file, "--now", DUE)
    assert "Settled so far: monday, Monday, 30 November 2026, 07:00: made." in out


@pytest.mark.parametrize("which", ["--cron", "--systemd"])
def test_printing_changes_nothing(team, capsys, fake, which):
    code, out, _ = run(capsys, "schedule", "install", team.file, which, "--print")
    assert (code, "run-due" in out) == (0, True)
    assert {path.name for path in fake.iterdir()} == {"crontab", "systemctl"}
    assert not (team.folder / ".schedule").exists()


def test_the_crontab_gets_one_line_and_keeps_the_others(team, capsys, fake):
    (fake / "tab").write_text("MAILTO=x\n0 1 * * * backup 50\\%\n")
    code, out, _ = run(capsys, "schedule", "install", team.file, "--cron", "--now", FIRST)
    assert code == 0
    written = (fake / "tab").read_text(encoding="utf-8").splitlines()
    assert written[:2] == ["MAILTO=x", "0 1 * * * backup 50\\%"]
    assert (written[2][:8], written[4][:6]) == ("# BEGIN ", "# END ")
    assert "every 15 minutes" in out and "schedule uninstall" in out
    (copy,) = (team.folder / ".schedule").glob("crontab-before-*")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.read_text() == "MAILTO=x\n0 1 * * * backup 50\\%\n"
    _, out, _ = run(capsys, "schedule", "install", team.file, "--cron")
    assert "nothing was changed" in out
    run(capsys, "schedule", "uninstall", team.file)
    assert (fake / "tab").read_text() == "MAILTO=x\n0 1 * * * backup 50\\%\n"
    _, out, _ = run(capsys, "schedule", "uninstall", team.file)
    assert out == "Nothing of this schedule was installed here.\n"


def test_what_was_due_before_the_installation_is_nobody_s_to_catch_up(team, capsys, fake):
    run(capsys, "schedule", "install", team.file, "--cron", "--now", "2026-12-01T12:00")
    code, out, _ = run(capsys, "run-due", team.file, "--now", "2026-12-02T12:00")
    assert (code, out.startswith("Nothing was due.")) == (0, True)
    assert team.makes == []


def test_a_crontab_that_refuses_is_a_sentence(team, capsys, fake):
    (fake / "refuses").touch()
    code, _, err = run(capsys, "schedule", "install", team.file, "--cron")
    assert (code, "you may not" in err, "--print" in err) == (1, True, True)


def test_a_machine_without_cron_says_so(team, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = run(capsys, "schedule", "install", team.file, "--cron", "--language", "pl")
    assert code == 1
    assert err.startswith("Na tym komputerze nie ma programu „crontab”")


def test_systemd_gets_two_units_and_is_told_to_turn_the_timer_on(team, capsys, fake, tmp_path):
    code, out, _ = run(capsys, "schedule", "install", team.file, "--systemd", "--now", FIRST)
    assert code == 0
    units = tmp_path / "config" / "systemd" / "user"
    timer, service = sorted(units.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert "OnCalendar=*-*-* *:00/15:00 Europe/Warsaw" in timer.read_text(encoding="utf-8")
    assert f'"{team.file}"' in service.read_text(encoding="utf-8")
    assert (fake / "told").read_text().splitlines() == [
        "--user daemon-reload",
        f"--user enable --now {timer.name}",
    ]
    assert "loginctl enable-linger" in out
    _, out, _ = run(capsys, "schedule", "uninstall", team.file)
    assert "turned off and removed" in out
    assert not list(units.iterdir())


def test_a_systemd_that_does_not_answer_is_said_with_what_to_do(team, capsys, fake):
    (fake / "systemctl").write_text('#!/bin/sh\necho "no bus" >&2\nexit 1\n')
    code, out, _ = run(capsys, "schedule", "install", team.file, "--systemd")
    assert code == 1
    assert "(no bus)" in out and "systemctl --user enable --now salestoolkit-schedule-" in out


@pytest.mark.parametrize("options", [(), ("--cron", "--systemd")])
def test_one_scheduler_has_to_be_named(team, capsys, options):
    code, _, err = run(capsys, "schedule", "install", team.file, *options)
    assert (code, "--cron or --systemd" in err) == (1, True)


def test_odd_minutes_are_refused(team, capsys):
    code, _, err = run(capsys, "schedule", "install", team.file, "--cron", "--every-minutes", "45")
    assert (code, "30, 60" in err) == (1, True)


@pytest.mark.slow
def test_a_batch_is_made_at_its_time_and_an_unnoted_end_repeats_nothing(
    team: Team, capsys: pytest.CaptureFixture[str], sample_folder: Callable[[str], Path]
) -> None:
    shutil.copytree(sample_folder("kwarcowa_sowa"), team.folder / "book")
    run(capsys, "run-due", team.file, "--now", FIRST)
    before = (team.folder / ".schedule" / "runs.json").read_bytes()
    code, out, _ = run(capsys, "run-due", team.file, "--now", DUE)
    assert (code, "monday, due Monday, 30 November 2026, 07:00: made." in out) == (0, True)
    pages = team.folder / "pages"
    assert (pages / "latest" / "funnel_audit_all_en.html").is_file()
    runs = sorted((pages / "runs").iterdir())
    # as after a power cut between the batch and the note that it was made
    (team.folder / ".schedule" / "runs.json").write_bytes(before)
    assert run(capsys, "run-due", team.file, "--now", "2026-11-30T07:15")[0] == 0
    assert sorted((pages / "runs").iterdir()) == runs


@pytest.mark.slow
def test_a_run_waits_until_an_export_is_dropped_that_is_new_enough(
    team: Team, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = team.folder / "monday.toml"
    stop = '[freshness]\ndays = 3\nthen = "stop"\n'
    batch.write_text(BATCH.replace("[[report]]", stop + "[[report]]"), encoding="utf-8")
    team.write(TOP + DROP + MONDAY)
    deals = "Deal ID,Title,Stage,Status,Value,Created,Closed\n1,A,Offer,won,5,2026-11-02,{day}\n"
    team.drop("old.csv", deals.format(day="2026-11-20"))
    run(capsys, "run-due", team.file, "--now", "2026-11-29T12:00+01:00")
    team.drop("old.csv", deals.format(day="2026-11-20"))
    code, out, _ = run(capsys, "run-due", team.file, "--now", "2029-12-31T12:00")
    assert (code, "waits for a newer export" in out) == (2, True)
    team.drop("new.csv", deals.format(day="2029-12-30"))
    code, out, _ = run(capsys, "run-due", team.file, "--now", "2029-12-31T12:15")
    assert "Read: new.csv." in out and "monday, due Monday, 31 December 2029, 07:00: " in out
    assert code != 2
