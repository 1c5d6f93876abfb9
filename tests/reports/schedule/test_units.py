"""What cron and systemd are told: exactly the words that run-due is to get, whatever is in a path."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.errors import InvalidValue
from salestoolkit.reports.schedule.units import (
    EVERY_MINUTES,
    Call,
    cron_block,
    cron_line,
    service_unit,
    systemd_word,
    timer_unit,
    with_block,
    without_block,
)

ODD = Path("/srv/Zespół \"A\" & 'B' 100% $HOME `x` \\ ;|/plan.toml")
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1)


def call(schedule: Path = ODD, *, minutes: int = 15) -> Call:
    log = schedule.with_name("run-due.log")
    return Call(program=("/opt/a b/salestoolkit",), schedule=schedule, log=log, minutes=minutes)


def as_cron_reads(line: str) -> str:
    """What cron hands to a shell: a percent sign ends the command unless it is escaped."""
    command = line.split(" ", 5)[5]
    plain = command.replace("\\%", "\0")
    assert "%" not in plain
    return plain.replace("\0", "%")


def test_a_crontab_line_gives_the_shell_exactly_our_words() -> None:
    shell = as_cron_reads(cron_line(call()))
    words = shlex.split(shell)
    assert words[:2] == ["/usr/bin/env", "LANG=C.UTF-8"]
    assert words[3:6] == ["/opt/a b/salestoolkit", "run-due", str(ODD)]
    assert words[6:] == [">>", str(ODD.with_name("run-due.log")), "2>&1"]


def test_a_shell_passes_an_odd_path_on_as_it_is(tmp_path: Path) -> None:
    program = tmp_path / "say words"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    log = tmp_path / "it's 50% of $HOME.log"
    line = cron_line(Call(program=(str(program),), schedule=ODD, log=log))
    subprocess.run(["/bin/sh", "-c", as_cron_reads(line)], check=True)
    assert log.read_text(encoding="utf-8").splitlines() == ["run-due", str(ODD)]


@given(name=TEXTS)
def test_any_name_of_a_schedule_survives_the_crontab(name: str) -> None:
    schedule = Path("/srv") / name.replace("/", "_")
    words = shlex.split(as_cron_reads(cron_line(call(schedule))))
    assert words[5] == str(schedule)


@pytest.mark.parametrize("minutes", EVERY_MINUTES)
def test_calls_come_round_evenly_in_every_hour(minutes: int) -> None:
    field = cron_line(call(minutes=minutes)).split(" ")[0]
    expected = {1: "*", 60: "0"}.get(minutes, f"*/{minutes}")
    assert (field, 60 % minutes) == (expected, 0)


@pytest.mark.parametrize("minutes", [0, 7, 45, 90, -5])
def test_other_minutes_are_refused_with_those_that_are_allowed(minutes: int) -> None:
    with pytest.raises(InvalidValue) as caught:
        call(minutes=minutes)
    assert caught.value.code == "schedule_minutes"


@pytest.mark.parametrize("letter", ["\n", "\r", "\0", "\x1b"])
def test_a_path_that_would_end_the_line_is_refused(letter: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        call(Path(f"/srv/a{letter}* * * * * rm -rf x"))
    assert caught.value.code == "schedule_path"


@pytest.mark.parametrize(
    "crontab", ["", "MAILTO=a@b.c\n0 1 * * * backup\n", "# no end of line", "\n\n0 1 * * * x\x0b\n"]
)
def test_other_lines_of_a_crontab_stay_as_they_are(crontab: str) -> None:
    ended = crontab if crontab.endswith("\n") or not crontab else crontab + "\n"
    once = with_block(crontab, call())
    assert once.startswith(ended)
    assert with_block(once, call()) == once
    assert without_block(once, call()) == ended


def test_another_step_replaces_the_line_and_adds_none() -> None:
    once = with_block("0 1 * * * x\n", call())
    twice = with_block(once, call(minutes=5))
    assert twice == with_block("0 1 * * * x\n", call(minutes=5))
    assert "*/15 " in once and "*/15 " not in twice


def test_two_schedules_have_a_block_each() -> None:
    other = call(Path("/srv/other.toml"))
    both = with_block(with_block("", call()), other)
    assert without_block(both, other) == with_block("", call())


def test_a_block_that_lost_its_end_takes_no_other_line_with_it() -> None:
    begin, line, _ = cron_block(call())
    crontab = f"{begin}\n{line}\n0 1 * * * backup\n"
    assert without_block(crontab, call()) == "0 1 * * * backup\n"


def as_systemd_reads(word: str) -> str:
    """A quoted word as systemd understands it: escapes first, then what it would replace."""
    assert word[0] == word[-1] == '"'
    for doubled in "%$":
        assert doubled not in word.replace(2 * doubled, "")
    inside = word[1:-1].replace("\\\\", "\0").replace('\\"', '"').replace("\0", "\\")
    return inside.replace("%%", "%").replace("$$", "$")


@given(text=TEXTS)
def test_any_text_survives_a_unit(text: str) -> None:
    assert as_systemd_reads(systemd_word(text)) == text


def test_a_unit_names_the_program_and_the_schedule() -> None:
    unit = service_unit(call(), description="100% sales")
    assert "Description=100%% sales" in unit
    assert f"{systemd_word('run-due')} {systemd_word(str(ODD))}" in unit


def test_a_timer_makes_up_for_what_the_machine_slept_through() -> None:
    lines = timer_unit(call(minutes=60), description="x").splitlines()
    assert "OnCalendar=*-*-* *:00:00 UTC" in lines
    assert "Persistent=true" in lines
