"""Commands that are run once pages are made."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salestoolkit.reports.delivery import hooks
from salestoolkit.reports.delivery.attempts import NotDelivered
from salestoolkit.reports.delivery.hooks import LONGEST_OUTPUT, Hook
from salestoolkit.words import load_words

FAR = 60.0


def hook(folder: Path, program: str, *, seconds: float = FAR, more: tuple[str, ...] = ()) -> Hook:
    command = (sys.executable, "-I", "-S", "-c", program, *more)
    return Hook(command=command, folder=folder, log=folder / "delivery.log", seconds=seconds)


def failure(ran: Hook) -> NotDelivered:
    with pytest.raises(NotDelivered) as caught:
        ran.run({})
    for language in ("en", "pl"):
        assert "generic" not in load_words(language).error(caught.value)
    return caught.value


def test_a_command_finds_what_it_is_told_in_its_environment_and_its_output_in_the_log(
    tmp_path: Path,
) -> None:
    program = "import os; print(os.environ['SALESTOOLKIT_REPORT'], os.getcwd())"
    hook(tmp_path, program).run({"SALESTOOLKIT_REPORT": "zażółć"})
    log = (tmp_path / "delivery.log").read_text(encoding="utf-8")
    assert f"zażółć {tmp_path}" in log


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    program = "import sys; print(sys.argv[1:])"
    hook(tmp_path, program, more=("$(touch x); a b", "*")).run({})
    assert "['$(touch x); a b', '*']" in (tmp_path / "delivery.log").read_text()
    assert not (tmp_path / "x").exists()


def test_a_command_that_fails_may_be_tried_again_and_says_where_its_words_are(
    tmp_path: Path,
) -> None:
    error = failure(hook(tmp_path, "import sys; print('no such share'); sys.exit(3)"))
    assert (error.code, error.again, error.fields["exit"]) == ("hook_failed", True, 3)
    assert "no such share" in Path(error.fields["file"]).read_text()


def test_a_command_that_is_not_there_is_not_tried_again(tmp_path: Path) -> None:
    missing = Hook(
        command=("./nowhere",), folder=tmp_path, log=tmp_path / "delivery.log", seconds=FAR
    )
    error = failure(missing)
    assert (error.code, error.again) == ("hook_missing", False)


@pytest.mark.slow
def test_a_command_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    error = failure(hook(tmp_path, program, seconds=1.0))
    assert (error.code, error.again) == ("hook_too_long", True)
    child = int((tmp_path / "delivery.log").read_text().split()[-1])
    assert gone(child)


def gone(pid: int) -> bool:
    """Whether a process ends; who killed it need not have been waited for yet."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(pid, 9)
    return False


def test_of_a_flood_of_output_only_the_end_is_kept(tmp_path: Path) -> None:
    program = "print('x' * 5_000_000); print('the end')"
    hook(tmp_path, program).run({})
    log = (tmp_path / "delivery.log").read_bytes()
    assert len(log) < LONGEST_OUTPUT + 1_000
    assert log.rstrip().endswith(b"the end")


def test_a_command_gets_no_input(tmp_path: Path) -> None:
    hook(tmp_path, "import sys; assert sys.stdin.read() == ''").run({})


@pytest.mark.slow
def test_what_a_command_leaves_running_does_not_hold_up_the_delivery(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)']).pid)"
    )
    hook(tmp_path, program).run({})
    left = int((tmp_path / "delivery.log").read_text().split()[-1])
    os.kill(left, 9)


def test_a_command_that_ended_while_it_was_given_up_is_no_fault() -> None:
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""], start_new_session=True)
    process.wait()
    hooks._end(process)
