"""Servers as children of this process: started, waited for, and ended with it."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room.network import HERE
from salestoolkit.sources.whole_files import saying_what_cannot_be_written

KEPT = ".jupyter"
"""Folder of the layout of windows and the log, in the folder that is shown; the browser lists none such."""
OURS = Path(__file__).parent / "jupyter"
"""Our page for apps, our reading mode, and what is left out of JupyterLab: news, an index of extensions."""
MENUS: Mapping[str, str] = {"pl": "jupyterlab_language_pack_pl_PL"}
"""The package that translates JupyterLab's menus; the folder ``jupyter/LANGUAGE`` switches it on."""
MENUS_EXTRA = '"salestoolkit[polish-menus]"'
"""What installs it, quoted for a shell."""
START_SECONDS, END_SECONDS = 120.0, 15.0
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
TYPED = 10
"""Letters, and how many, of a token that people may have to type: none looks like another."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A server to start: what it shows, where it listens, what opens it."""

    kind: Literal["lab", "apps"]
    folder: Path
    port: int
    token: str
    language: str
    host: str = HERE
    first: str = "/lab"
    reading: bool = False
    certificate: Path | None = None
    key: Path | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        scheme = "http" if self.certificate is None else "https"
        return f"{scheme}://{self.host}:{self.port}"

    @property
    def kept(self) -> Path:
        """Where it keeps what it keeps: in the workshop's folder."""
        return (self.folder if self.kind == "lab" else self.folder.parent) / KEPT

    @property
    def log(self) -> Path:
        """What it says of itself."""
        return self.kept / f"{self.kind}.log"

    @property
    def link(self) -> str:
        """The address with the token: who has it, is in."""
        return f"{self.address}/?token={self.token}"


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    wanted: Wanted
    process: subprocess.Popen[str]

    @property
    def ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None


def has_menus(language: str) -> bool:
    """Whether JupyterLab's own menus speak a language here; English always."""
    return language not in MENUS or find_spec(MENUS[language]) is not None


def new_token(*, typed: bool = False) -> str:
    """A token that nobody guesses; ``typed``: short, without letters that look alike (50 bits)."""
    if typed:
        return "".join(secrets.choice(LETTERS) for _ in range(TYPED))
    return secrets.token_hex(24)


def is_typed(token: str) -> bool:
    """Whether a text is such a token as `new_token` makes for typing."""
    return len(token) == TYPED and set(token) <= set(LETTERS)


@contextmanager
def running(wanted: Sequence[Wanted]) -> Iterator[list[Running]]:
    """Servers, all of which answer, until the block ends.

    Raises
    ------
    InvalidValue
        ``room_no_start`` where one ends or does not answer in time; the others end too.
    ImportFailed
        ``cannot_write`` where a folder cannot be written.
    """
    with ExitStack() as stack:
        started = [stack.enter_context(_started(one)) for one in wanted]
        # all begin to end at once: one after the other a full room would take minutes
        stack.callback(_let_go, started)
        for server in started:
            _wait_for(server)
        yield started


@contextmanager
def _started(wanted: Wanted) -> Iterator[Running]:
    """A process that begins to serve; its private files are gone with it."""
    with ExitStack() as stack:
        with saying_what_cannot_be_written(wanted.kept):
            wanted.kept.mkdir(parents=True, exist_ok=True)
            # it says what was opened and by whom
            wanted.log.touch()
            wanted.log.chmod(0o600)
            log = stack.enter_context(wanted.log.open("w", encoding="utf-8"))
        private = Path(tempfile.mkdtemp(prefix="workshop-"))
        stack.callback(shutil.rmtree, private, ignore_errors=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "salestoolkit.lessons.room.child"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            text=True,
            cwd=wanted.folder,
            env=_environment(wanted.kept.resolve(), private, wanted.language),
            # Ctrl+C is for the command alone, which then ends its servers in order
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        stack.callback(_end, process)
        _tell(process, wanted, private)
        yield Running(wanted, process)


def _tell(process: subprocess.Popen[str], wanted: Wanted, private: Path) -> None:
    """Say what to serve; a child that is gone already is noticed by who waits for it."""
    plan = {
        "kind": wanted.kind,
        "private": str(private),
        "folder": str(wanted.folder.resolve()),
        "ip": wanted.host,
        "port": wanted.port,
        "token": wanted.token,
        "first": wanted.first,
        "reading": wanted.reading,
        "language": wanted.language,
        "certificate": str(wanted.certificate.resolve()) if wanted.certificate else "",
        "key": str(wanted.key.resolve()) if wanted.key else "",
    }
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps(plan) + "\n")
        process.stdin.flush()


def _environment(kept: Path, private: Path, language: str) -> dict[str, str]:
    """An environment in which nothing of a person's own Jupyter is read or written.

    A server's secrets lie in a private folder: with a common one, a cookie of one team would open
    the server of another. So does the history of what was run, which is gone at the end.
    """
    menus = [OURS / language] if language in MENUS and has_menus(language) else []
    own = {
        "JUPYTER_CONFIG_DIR": str(kept / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(kept / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(kept / "workspaces"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "JUPYTER_RUNTIME_DIR": str(private / "runtime"),
        "IPYTHONDIR": str(private / "ipython"),
        "JUPYTER_PATH": os.pathsep.join(filter(None, (str(OURS), os.environ.get("JUPYTER_PATH")))),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, (*menus, OURS))),
    }
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("JUPYTER_TOKEN", "JUPYTER_TOKEN_FILE", "JUPYTER_PREFER_ENV_PATH")
    }
    return {**inherited, **own}


def _wait_for(server: Running) -> None:
    """Until it answers; what its log says last where it does not.

    Each has its time from the one before: on a slow machine a full room takes longer than one server.
    """
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server.wanted):
        if server.ended or time.monotonic() > deadline:
            said = _last_line(server.wanted.log)
            raise InvalidValue("room_no_start", value=said, file=str(server.wanted.log))
        time.sleep(0.1)


def _answers(wanted: Wanted) -> bool:
    """Whether something answers at the address; a certificate is not looked at, it is our own server."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    try:
        with opener.open(f"{wanted.address}/login", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, http.client.HTTPException):
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]


def _let_go(servers: Sequence[Running]) -> None:
    """Close the input of each, on which it ends by itself."""
    for server in servers:
        _close(server.process)


def _close(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()


def _end(process: subprocess.Popen[str]) -> None:
    """Close its input and wait for its end; after a while it is ended."""
    _close(process)
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
