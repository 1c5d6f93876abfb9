"""The file that says when a batch last ran, and the address that is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.reports.delivery.heartbeat import (
    beat_finished,
    beat_started,
    check_heartbeat,
    length_of_time,
)
from salestoolkit.reports.delivery.ping import ping
from salestoolkit.words import load_words

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=timezone(timedelta(hours=1)))
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)


def said(file: Path) -> dict[str, object]:
    found = json.loads(file.read_text())
    assert isinstance(found, dict)
    return found


def code(file: Path, *, at: datetime, within: timedelta = timedelta(days=8)) -> str:
    with pytest.raises(ReportError) as caught:
        check_heartbeat(file, within=within, at=at)
    for language in ("en", "pl"):
        assert file.name in load_words(language).error(caught.value)
    return caught.value.code


def test_a_run_is_noted_at_its_start_and_at_its_end(tmp_path: Path) -> None:
    file = tmp_path / "sub" / "heartbeat.json"
    beat_started(file, at=MONDAY, what="Monday")
    assert (said(file)["state"], said(file)["last_run"]) == ("running", None)
    beat_finished(
        file, at=MONDAY + MINUTE, outcome="well", counts={"made": 3}, next_due=MONDAY + WEEK
    )
    found = said(file)
    assert (found["state"], found["outcome"], found["what"]) == ("waiting", "well", "Monday")
    assert found["counts"] == {"made": 3}
    assert found["next_due"] == "2026-12-07T07:00:00+01:00"
    assert [path.name for path in file.parent.iterdir()] == ["heartbeat.json"]


def test_a_run_of_the_last_days_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    beat_started(file, at=MONDAY, what="Monday")
    beat_finished(file, at=MONDAY, outcome="some_failed")
    assert check_heartbeat(file, within=WEEK, at=MONDAY + WEEK) == MONDAY
    assert code(file, within=WEEK, at=MONDAY + WEEK + MINUTE) == "heartbeat_old"


@pytest.mark.parametrize("outcome", ["nothing_made", "interrupted"])
def test_a_run_that_made_nothing_does_not_count(tmp_path: Path, outcome: str) -> None:
    file = tmp_path / "heartbeat.json"
    beat_started(file, at=MONDAY, what="Monday")
    beat_finished(file, at=MONDAY, outcome="well")
    beat_started(file, at=MONDAY + WEEK, what="Monday")
    beat_finished(file, at=MONDAY + WEEK, outcome=outcome)  # type: ignore[arg-type]
    assert check_heartbeat(file, within=timedelta(days=8), at=MONDAY + WEEK) == MONDAY
    assert code(file, at=MONDAY + 2 * WEEK) == "heartbeat_old"


def test_a_run_that_was_killed_leaves_the_last_one_that_ended(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    beat_started(file, at=MONDAY, what="Monday")
    beat_finished(file, at=MONDAY, outcome="well")
    beat_started(file, at=MONDAY + WEEK, what="Monday")
    assert check_heartbeat(file, within=timedelta(days=8), at=MONDAY + WEEK) == MONDAY


def test_silence_from_the_beginning_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    assert code(file, at=MONDAY) == "heartbeat_none"
    beat_started(file, at=MONDAY, what="Monday")
    assert code(file, at=MONDAY) == "heartbeat_none"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other"}'])
def test_another_file_is_not_taken_for_a_heartbeat(tmp_path: Path, text: str) -> None:
    file = tmp_path / "heartbeat.json"
    file.write_text(text)
    assert code(file, at=MONDAY) == "heartbeat_unreadable"


def test_a_run_of_a_day_to_come_does_not_hide_the_silence_until_then(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    beat_started(file, at=MONDAY + 520 * WEEK, what="Monday")
    beat_finished(file, at=MONDAY + 520 * WEEK, outcome="well")
    assert code(file, at=MONDAY) == "heartbeat_ahead"


@pytest.mark.parametrize("text", ['[[recipient]]\nname = "Ewa"\n', "{}"])
def test_a_file_of_somebody_else_is_no_place_for_a_heartbeat(tmp_path: Path, text: str) -> None:
    file = tmp_path / "recipients.toml"
    file.write_text(text, encoding="utf-8")
    for beat in (
        lambda: beat_started(file, at=MONDAY, what="Monday"),
        lambda: beat_finished(file, at=MONDAY, outcome="well"),
    ):
        with pytest.raises(ReportError) as caught:
            beat()
        assert caught.value.code == "heartbeat_taken"
    assert file.read_text(encoding="utf-8") == text


def test_a_heartbeat_that_somebody_has_bent_is_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "heartbeat.json"
    bent = {"format": "salestoolkit/heartbeat/1", "last_run": {"finished": "yesterday"}}
    file.write_text(json.dumps(bent))
    assert code(file, at=MONDAY) == "heartbeat_unreadable"


@pytest.mark.parametrize("text", ["8", "d", "8w", "-1d", "0d", "8 days", "8.5d"])
def test_a_length_of_time_is_days_or_hours(text: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        length_of_time(text)
    assert text in load_words("pl").error(caught.value)


class Watcher(BaseHTTPRequestHandler):
    """Counts who asks; answers as its server is told to."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(self.server.answer)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def watcher() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Watcher)
    server.asked, server.answer = [], 200  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_asked_once(watcher: HTTPServer) -> None:
    ping(f"http://127.0.0.1:{watcher.server_port}/s3cr3t")
    assert watcher.asked == ["/s3cr3t"]  # type: ignore[attr-defined]


def test_an_address_that_refuses_is_said_without_the_address(watcher: HTTPServer) -> None:
    watcher.answer = 404  # type: ignore[attr-defined]
    with pytest.raises(ReportError) as caught:
        ping(f"http://127.0.0.1:{watcher.server_port}/s3cr3t")
    assert "HTTP 404" in load_words("en").error(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_an_address_where_nobody_is_is_said_without_the_address() -> None:
    with HTTPServer(("127.0.0.1", 0), Watcher) as nobody:
        port = nobody.server_port
    with pytest.raises(ReportError) as caught:
        ping(f"http://127.0.0.1:{port}/s3cr3t")
    assert caught.value.code == "ping_failed"
    assert "s3cr3t" not in load_words("pl").error(caught.value)
