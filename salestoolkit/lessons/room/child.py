"""One server of a workshop: ``python -m salestoolkit.lessons.room.child``.

What to serve comes as one line of JSON on standard input, so that no token stands in a list of
processes. It ends when that input closes, that is when whoever started it is gone, also if it was
killed; its kernels end with it.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from salestoolkit.lean import UNUSED_GRAMMAR, leave_out

LOGGERS = ("tornado.access", "tornado.application", "tornado.general")
"""Their lines may hold an address as it was asked for, token included."""
LEFT_SECONDS = 3600
"""A kernel that no browser is connected to and that does nothing for so long gives its memory back."""


def main() -> None:
    """Read what to serve, and serve it until standard input closes."""
    plan = json.loads(sys.stdin.readline())
    # whoever started it may have been killed and cannot tidy up
    atexit.register(shutil.rmtree, plan["private"], ignore_errors=True)
    threading.Thread(target=_end_with_starter, daemon=True).start()
    leave_out(UNUSED_GRAMMAR)
    for name in LOGGERS:
        logging.getLogger(name).addFilter(without(plan["token"]))
    if plan["kind"] == "lab":
        from jupyterlab.labapp import LabApp

        LabApp.launch_instance(argv=lab_arguments(plan))
    else:
        from salestoolkit.lessons.room.app_server import serve_apps

        serve_apps(plan)


def lab_arguments(plan: Mapping[str, Any]) -> list[str]:
    """Options of a JupyterLab that shows one folder, asks the network for nothing, and has no terminal."""
    options = {
        "ServerApp.ip": plan["ip"],
        "ServerApp.port": plan["port"],
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": plan["folder"],
        "ServerApp.preferred_dir": plan["folder"],
        "LabApp.default_url": plan["first"],
        "ServerApp.open_browser": False,
        "ServerApp.terminals_enabled": False,
        "ServerApp.allow_root": True,
        "ServerApp.certfile": plan["certificate"],
        "ServerApp.keyfile": plan["key"],
        "ServerApp.tornado_settings": {"page_config_data": page_options(plan)},
        "IdentityProvider.token": plan["token"],
        "PasswordIdentityProvider.hashed_password": "",
        "ContentsManager.allow_hidden": False,
        "MappingKernelManager.cull_idle_timeout": LEFT_SECONDS,
        "LabApp.news_url": "None",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        "LanguageServerManager.autodetect": False,
    }
    return [f"--{name}={value}" for name, value in options.items()]


def page_options(plan: Mapping[str, Any]) -> dict[str, str]:
    """What the page's reading mode asks for: whether it is on, and its name in the menu."""
    from salestoolkit.words import load_words

    label = load_words(plan["language"]).text("workshop.start.reading_menu")
    return {"readingMode": "on" if plan["reading"] else "off", "readingLabel": label}


def without(secret: str) -> Callable[[logging.LogRecord], bool]:
    """A filter of a logger that leaves a secret out: a log is what people send round for help."""

    def left_out(record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().replace(secret, "[secret]"), ()
        return True

    return left_out


def _end_with_starter() -> None:
    """Wait until standard input closes, then end as if the system had asked for it."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
