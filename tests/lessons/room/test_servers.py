"""Servers of a room in earnest: whose token opens what, and that none outlives its room."""

from __future__ import annotations

import contextlib
import http.client
import io
import itertools
import json
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import psutil
import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room import servers as module
from salestoolkit.lessons.room.child import without
from salestoolkit.lessons.room.network import HERE, free_ports
from salestoolkit.lessons.room.opening import opened, stay, until_ctrl_c
from salestoolkit.lessons.room.servers import Running, Wanted, new_token, running
from salestoolkit.lessons.room.serving import LINKS, Serving, served
from salestoolkit.words import load_words

WORDS = load_words("en")


def ask(
    server: Running, path: str, *, method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HERE, server.wanted.port, timeout=30)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def by_token(server: Running, token: str, path: str, method: str = "GET") -> int:
    return ask(server, path, method=method, Authorization=f"token {token}").status


@pytest.fixture(scope="module")
def served_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Running]]]:
    from salestoolkit.lessons.room.making import make_room

    folder = tmp_path_factory.mktemp("served") / "room"
    room = make_room(folder, language="en", names=["North", "South"]).room
    (folder / "leader" / "secret.txt").write_text("answers", encoding="utf-8")
    serving = Serving(host=HERE, port=free_ports(HERE, 1)[0])
    with served(room, serving, WORDS) as servers:
        yield folder, servers
    assert all(server.ended for server in servers)
    assert not (folder / LINKS).exists()


@pytest.mark.slow
def test_each_team_is_let_in_by_its_own_token_alone(
    served_room: tuple[Path, list[Running]],
) -> None:
    _, (north, south) = served_room
    assert north.wanted.token != south.wanted.token
    assert by_token(north, north.wanted.token, "/api/contents") == 200
    assert by_token(north, south.wanted.token, "/api/contents") == 403
    assert ask(north, "/api/contents").status == 403
    assert ask(north, "/lab").status == 302


@pytest.mark.slow
def test_a_cookie_of_one_team_does_not_open_another(
    served_room: tuple[Path, list[Running]],
) -> None:
    _, (north, south) = served_room
    given = ask(north, f"/lab?token={north.wanted.token}").getheader("Set-Cookie") or ""
    name, _, value = given.split(";")[0].partition("=")
    assert str(north.wanted.port) in name
    assert ask(north, "/api/contents", Cookie=f"{name}={value}").status == 200
    theirs = name.replace(str(north.wanted.port), str(south.wanted.port))
    assert ask(south, "/api/contents", Cookie=f"{theirs}={value}").status == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../leader",
        "..%2Fleader%2Fsecret.txt",
        "%2Fetc%2Fpasswd",
        ".jupyter",
        ".jupyter/lab.log",
    ],
)
def test_no_file_outside_the_teams_folder_and_no_hidden_one_is_shown(
    served_room: tuple[Path, list[Running]], path: str
) -> None:
    _, (north, _) = served_room
    token = north.wanted.token
    assert by_token(north, token, f"/api/contents/{path}") == 404
    assert by_token(north, token, f"/files/{path}") in {403, 404}


@pytest.mark.slow
def test_there_is_no_terminal_and_the_link_leads_to_the_first_lesson(
    served_room: tuple[Path, list[Running]],
) -> None:
    _, (north, _) = served_room
    token = north.wanted.token
    assert by_token(north, token, "/api/terminals", "POST") in {403, 404}
    answer = ask(north, f"/?token={token}")
    assert "/lab/tree/00_start_here.ipynb" in (answer.getheader("Location") or "")


@pytest.mark.slow
def test_the_page_of_links_is_for_the_leaders_eyes(
    served_room: tuple[Path, list[Running]],
) -> None:
    folder, servers = served_room
    page = folder / LINKS
    assert all(server.wanted.token in page.read_text("utf-8") for server in servers)
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    for server in servers:
        # a list of processes shows to everybody how each was called
        assert server.wanted.token not in " ".join(psutil.Process(server.process.pid).cmdline())


def processes(folder: Path) -> list[psutil.Process]:
    """All processes that work in a folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found


def wait_for_none(folder: Path) -> None:
    deadline = time.monotonic() + 60
    while processes(folder):
        assert time.monotonic() < deadline, processes(folder)
        time.sleep(0.2)


def command(*arguments: str, temporary: Path) -> subprocess.Popen[str]:
    temporary.mkdir()
    call = [sys.executable, "-m", "salestoolkit.cli", *arguments]
    env = {**os.environ, "TMPDIR": str(temporary)}
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    return subprocess.Popen(call, stdout=pipe, stdin=null, text=True, env=env)


def read_until(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if text in line:
            return said
    raise AssertionError(said)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="There is no kill -9 on Windows.")
def test_a_killed_room_leaves_no_server_no_kernel_and_no_secret(
    room_folder: Path, tmp_path: Path
) -> None:
    port, kept = free_ports(HERE, 1)[0], tmp_path / "temporary"
    where = ("--host", HERE, "--port", str(port))
    room = command("workshop", "serve", str(room_folder), *where, temporary=kept)
    said = read_until(room, "Ctrl+C")
    token = next(line for line in said.splitlines() if "token=" in line).partition("token=")[2]
    connection = http.client.HTTPConnection(HERE, port, timeout=60)
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/kernels", json.dumps({"name": "python3"}), headers)
    assert connection.getresponse().status == 201
    assert len(processes(room_folder)) >= 3
    assert list(kept.glob("workshop-*/runtime"))
    room.send_signal(signal.SIGKILL)
    room.wait()
    wait_for_none(room_folder)
    assert list(kept.glob("workshop-*")) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="There is no such signal on Windows.")
def test_ctrl_c_ends_a_workshop_in_one_sentence(
    made_folders: dict[str, Path], tmp_path: Path
) -> None:
    kept, folder = tmp_path / "temporary", str(made_folders["pl"])
    workshop = command("workshop", "start", folder, "--no-browser", temporary=kept)
    said = read_until(workshop, "Ctrl+C")
    assert "http://127.0.0.1:" in said
    workshop.send_signal(signal.SIGINT)
    rest, _ = workshop.communicate(timeout=60)
    assert (workshop.returncode, rest.count("\n")) == (0, 1)
    assert rest.startswith("Zakończono.")
    wait_for_none(made_folders["pl"])
    assert list(kept.glob("workshop-*")) == []


@pytest.mark.slow
def test_a_server_that_cannot_start_says_what_its_log_said_last(tmp_path: Path) -> None:
    with socket_at() as port, pytest.raises(InvalidValue) as raised:
        wanted = Wanted(kind="lab", folder=tmp_path, port=port, token=new_token(), language="en")
        running([wanted]).__enter__()
    assert raised.value.code == "room_no_start"
    assert raised.value.fields["value"]
    assert str(tmp_path / ".jupyter" / "lab.log") in WORDS.error(raised.value)


def test_a_full_room_has_time_to_start_and_ends_all_its_servers_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inputs = [io.StringIO() for _ in range(3)]
    closed_at_end: list[list[bool]] = []

    @contextlib.contextmanager
    def started(wanted: Wanted) -> Iterator[Running]:
        yield Running(
            wanted, cast(Any, SimpleNamespace(stdin=inputs[wanted.port], poll=lambda: None))
        )
        closed_at_end.append([one.closed for one in inputs])

    # each answers when it is asked again: within its own time, not within that of one for all
    answers = itertools.cycle([False, True])
    clock = itertools.count(0, module.START_SECONDS / 2)
    monkeypatch.setattr(module, "_started", started)
    monkeypatch.setattr(module, "_answers", lambda _: next(answers))
    still = SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda _: None)
    monkeypatch.setattr(module, "time", still)
    one = Wanted(kind="lab", folder=Path(), port=0, token=new_token(), language="en")
    with running([replace(one, port=port) for port in range(3)]):
        assert not any(one.closed for one in inputs)
    assert closed_at_end == [[True] * 3] * 3


def test_a_folder_without_a_workshop_and_a_port_in_use_are_refused(
    tmp_path: Path, made_room: Path
) -> None:
    with pytest.raises(InvalidValue, match="no_workshop"), opened(tmp_path):
        pass
    with pytest.raises(InvalidValue, match="room_choose_team"), opened(made_room, app=True):
        pass
    with pytest.raises(InvalidValue, match="room_reading_app"):
        opened(made_room, app=True, reading=True).__enter__()
    with socket_at() as port, pytest.raises(InvalidValue, match="room_port_taken"):
        opened(made_room, port=port).__enter__()


@contextlib.contextmanager
def socket_at() -> Iterator[int]:
    """A port at which something listens that never answers."""
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()
        yield other.getsockname()[1]


def test_tokens_are_long_and_those_to_be_typed_have_no_letters_that_look_alike() -> None:
    assert len({new_token() for _ in range(50)}) == 50
    assert len(new_token()) == 48
    typed = {new_token(typed=True) for _ in range(200)}
    assert len(typed) == 200
    assert not set("".join(typed)) & set("01lioO")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_window_that_is_closed_ends_the_servers_in_order(name: str) -> None:
    if not hasattr(signal, name):
        pytest.skip("There is no such signal on Windows.")
    number = getattr(signal, name)
    before = signal.getsignal(number)

    class Closed:
        """A server that goes on; to ask whether it has ended closes the window."""

        @property
        def ended(self) -> bool:
            signal.raise_signal(number)
            return False

    with until_ctrl_c():
        stay([cast(Running, Closed())])
    assert signal.getsignal(number) is before


def test_a_folder_given_from_here_is_the_same_for_a_server_that_works_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: dict[str, Any] = {}

    def start(command: list[str], **options: Any) -> NoReturn:
        started.update(options)
        raise OSError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "Popen", start)
    (tmp_path / "team").mkdir()
    wanted = Wanted(kind="lab", folder=Path("team"), port=1, token=new_token(), language="en")
    with pytest.raises(OSError), running([wanted]):
        pass
    assert started["env"]["JUPYTER_CONFIG_DIR"] == str(tmp_path / "team" / ".jupyter" / "config")
    if os.name == "posix":
        assert wanted.log.stat().st_mode & 0o077 == 0


def test_no_line_of_a_log_holds_the_token(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tornado.general")
    left_out = without("k3y")
    logger.addFilter(left_out)
    try:
        logger.warning("%d %s", 404, "GET /files/a?token=k3y")
    finally:
        logger.removeFilter(left_out)
    assert caplog.messages == ["404 GET /files/a?token=[secret]"]
