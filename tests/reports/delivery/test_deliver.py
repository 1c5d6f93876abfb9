"""All deliveries of a run: what is outstanding, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from batch_runs import MONDAY, WEEK, Clock

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.run import BatchResult
from salestoolkit.reports.delivery.around import Finished, run_and_deliver
from salestoolkit.reports.delivery.console import said_of_arrived, said_of_missing, tell_finished
from salestoolkit.reports.delivery.deliver import Delivered, Run, deliver
from salestoolkit.reports.delivery.delivery_file import Delivery, Persistence
from salestoolkit.reports.delivery.heartbeat import check_heartbeat, length_of_time
from salestoolkit.reports.delivery.recipients_file import read_recipients
from salestoolkit.words import load_words

MakeRun = Callable[..., Run]
NOTES = (
    "import os, sys; open('seen.txt', 'a').write(' '.join([sys.argv[1],"
    " os.environ.get('SALESTOOLKIT_REPORT', '-'), os.environ['SALESTOOLKIT_LANGUAGE'],"
    " str(len(os.environ.get('SALESTOOLKIT_FILES', '').split()))]) + '\\n')"
)


def noting(name: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", NOTES, name)


def commands(folder: Path, **more: Any) -> Delivery:
    given = {
        "folder": folder,
        "after_report": noting("report"),
        "after_batch": noting("batch"),
        "persistence": Persistence(retries=0),
    }
    return Delivery(**{**given, **more})


def seen(folder: Path) -> list[str]:
    file = folder / "seen.txt"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_a_command_is_run_for_each_page_and_then_one_for_the_batch(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    run = batch_run()
    done = deliver(commands(tmp_path), run.path)
    assert done.well
    assert seen(tmp_path) == [
        "report north_en en 1",
        "report north_pl pl 1",
        "report south en 1",
        "report Poppy Thimblewick en 2",
        "report Rowan Ash en 2",
        "batch - en 0",
    ]


@pytest.mark.slow
def test_a_second_call_delivers_nothing_and_a_new_run_only_what_is_new(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    deliver(commands(tmp_path), batch_run().path)
    first = len(seen(tmp_path))
    again = deliver(commands(tmp_path), batch_run().path)
    assert [outcome.tries for outcome in again.outcomes] == [0] * 6
    deliver(commands(tmp_path), batch_run("2", started=MONDAY + WEEK).path)
    assert [line.split(" ")[:2] for line in seen(tmp_path)[first:]] == [
        ["report", "north_en"],
        ["report", "north_pl"],
        ["batch", "-"],
    ]


@pytest.mark.slow
def test_what_failed_is_all_that_the_next_call_repeats(batch_run: MakeRun, tmp_path: Path) -> None:
    run = batch_run()
    closed = commands(tmp_path, after_batch=("./not-there",))
    done = deliver(closed, run.path)
    assert not done.well and len(seen(tmp_path)) == 5
    assert deliver(commands(tmp_path), run.path).well
    assert seen(tmp_path)[5:] == ["batch - en 0"]


def test_what_waits_for_a_command_is_the_pages_in_latest(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    run = batch_run()
    through = tmp_path / "out" / "latest" / "manifest.json"
    assert Run.at(through).path == run.path


def test_two_who_deliver_at_once_exclude_each_other(batch_run: MakeRun, tmp_path: Path) -> None:
    run = batch_run()
    with run.ledger(), pytest.raises(ReportError) as caught:
        deliver(commands(tmp_path), run.path)
    assert caught.value.code == "delivery_locked"
    assert seen(tmp_path) == []


@pytest.mark.parametrize("content", [None, "", "{}", '{"format": "salestoolkit/batch/9"}'])
def test_a_file_that_is_no_manifest_is_one_sentence(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "manifest.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ReportError) as caught:
        deliver(commands(tmp_path), file)
    assert caught.value.code == "not_a_manifest"
    assert "manifest.json" in load_words("pl").error(caught.value)


def shared(tmp_path: Path, run: Run, text: str) -> Delivered:
    file = tmp_path / "recipients.toml"
    file.write_text(text, encoding="utf-8")
    delivery = Delivery(folder=tmp_path, recipients=read_recipients(file), to=tmp_path / "for")
    return deliver(delivery, run.path)


def test_the_end_says_who_gets_nothing_what_nobody_gets_and_what_is_not_theirs(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    done = shared(
        tmp_path,
        batch_run(),
        '[[recipient]]\nname = "Curious"\npages = [{ notebook = "pipeline_review" }]\n'
        '[[recipient]]\nname = "North"\npages = [{ team = "North" }, { team = "East" }]\n',
    )
    assert not done.well
    english = "\n".join(said_of_missing(done, load_words("en")))
    assert "Curious is named for 2 pages about people they do not lead" in english
    assert "Curious gets no page" in english
    assert 'North is named for { team = "East" }, which is not a page' in english
    assert "Nobody gets 3 pages: Team: South" in english
    polish = "\n".join(said_of_missing(done, load_words("pl")))
    assert "Odbiorca Curious nie dostaje żadnej strony" in polish
    assert "których nikt nie dostaje (3 strony)" in polish


@pytest.mark.slow
def test_the_end_counts_what_arrived_and_what_had_before(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    run = batch_run()
    deliver(commands(tmp_path), run.path)
    done = deliver(commands(tmp_path), run.path)
    assert list(said_of_arrived(done, load_words("en"))) == [
        "Command for each page: 0 run, 5 before.",
        "Command after the batch: 0 run, 1 before.",
    ]


def result(run: Run | None, **more: Any) -> BatchResult:
    return BatchResult(plan=(), manifest=None if run is None else run.path, **more)


def at(moment: datetime) -> Clock:
    return Clock(moment)


def test_around_a_run_the_heart_beats_and_its_pages_are_delivered(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    beat = tmp_path / "heartbeat.json"
    delivery = commands(tmp_path, heartbeat=beat)
    finished = run_and_deliver(
        delivery, lambda: result(batch_run(), made=5), what="Monday", clock=at(MONDAY)
    )
    assert (finished.exit_code, len(seen(tmp_path))) == (0, 6)
    assert check_heartbeat(beat, within=length_of_time("1h"), at=MONDAY) > MONDAY
    assert '"made": 5' in beat.read_text() and '"well"' in beat.read_text()


def test_a_delivery_that_fails_makes_the_end_1_and_repeats_no_report(
    batch_run: MakeRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = []

    def run() -> BatchResult:
        runs.append(1)
        return result(batch_run(), made=5)

    delivery = commands(tmp_path, after_batch=("./not-there",))
    finished = run_and_deliver(delivery, run, what="Monday")
    tell_finished(finished, load_words("en"))
    assert (finished.exit_code, len(runs)) == (1, 1)
    assert "./not-there" in capsys.readouterr().err


def test_a_batch_that_could_not_be_made_beats_but_does_not_count(tmp_path: Path) -> None:
    beat = tmp_path / "heartbeat.json"

    def refused() -> BatchResult:
        raise ReportError("export_too_old", value="2026-11-01", days=29, allowed=8)

    with pytest.raises(ReportError):
        run_and_deliver(commands(tmp_path, heartbeat=beat), refused, what="Monday")
    assert '"nothing_made"' in beat.read_text()
    with pytest.raises(ReportError):
        check_heartbeat(beat, within=length_of_time("8d"), at=MONDAY)


def test_an_interrupted_run_says_so_in_the_heartbeat(tmp_path: Path) -> None:
    beat = tmp_path / "heartbeat.json"

    def stopped() -> BatchResult:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_and_deliver(commands(tmp_path, heartbeat=beat), stopped, what="Monday")
    assert '"interrupted"' in beat.read_text()


@pytest.mark.parametrize(("failed", "asked"), [(False, ["https://x"]), (True, [])])
def test_the_address_is_asked_only_where_reports_were_made(
    batch_run: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failed: bool, asked: list
) -> None:
    addresses: list[str] = []
    monkeypatch.setattr("salestoolkit.reports.delivery.ping.ping", addresses.append)
    run = batch_run()
    # where every report that was tried has failed, nothing was made
    outcome = result(run, failed=((None, None),) if failed else (), made=0)
    run_and_deliver(commands(tmp_path, ping="https://x"), lambda: outcome, what="Monday")
    assert addresses == asked


@pytest.mark.slow
def test_a_ping_or_heartbeat_that_fails_is_said_and_costs_no_delivery(
    batch_run: MakeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(address: str) -> None:
        raise ReportError("ping_failed", reason="HTTP 500")

    monkeypatch.setattr("salestoolkit.reports.delivery.ping.ping", unreachable)
    (tmp_path / "file").write_text("in the way")
    delivery = commands(tmp_path, ping="https://x", heartbeat=tmp_path / "file" / "beat.json")
    finished = run_and_deliver(delivery, lambda: result(batch_run(), made=5), what="Monday")
    assert [problem.code for problem in finished.problems] == [
        "cannot_write",
        "cannot_write",
        "ping_failed",
    ]
    assert (finished.exit_code, len(seen(tmp_path))) == (1, 6)


def test_a_batch_without_deliveries_is_only_run() -> None:
    outcome = result(None, made=3)
    assert run_and_deliver(None, lambda: outcome, what="Monday") == Finished(result=outcome)


def test_where_it_cannot_be_noted_nothing_is_delivered(batch_run: MakeRun, tmp_path: Path) -> None:
    run = batch_run()
    (run.state / "delivery.jsonl").mkdir()
    with pytest.raises(ReportError) as caught:
        deliver(commands(tmp_path), run.path)
    assert caught.value.code == "output_not_writable"
    assert seen(tmp_path) == []


@pytest.mark.slow
def test_a_delivery_that_is_killed_goes_on_where_it_stopped(
    batch_run: MakeRun, tmp_path: Path
) -> None:
    run = batch_run()
    notes = NOTES + (
        "; os.environ.get('SALESTOOLKIT_REPORT') == 'south' and not os.path.exists('killed')"
        " and (open('killed', 'w').close(), os.kill(os.getppid(), 9))"
    )
    killer = (sys.executable, "-I", "-S", "-c", notes, "report")
    program = (
        "import sys; from pathlib import Path\n"
        "from salestoolkit.reports.delivery.deliver import deliver\n"
        "from salestoolkit.reports.delivery.delivery_file import Delivery\n"
        "deliver(Delivery(folder=Path.cwd(), after_report=tuple(sys.argv[2:])), Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, str(run.path), *killer]
    first = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert first.returncode == -9
    second = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    # what was under way is delivered once more, what was noted is not, and nothing is left out
    assert [line.split()[1] for line in seen(tmp_path)] == [
        *("north_en", "north_pl", "south"),
        *("south", "Poppy", "Rowan"),
    ]
