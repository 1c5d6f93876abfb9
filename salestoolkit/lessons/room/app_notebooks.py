"""The folder of apps in a workshop: a notebook each, which a server shows without its code."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from salestoolkit.lessons.room.apps import App, apps
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole
from salestoolkit.words import load_words

APPS = "apps"
"""Folder of the apps in a workshop."""


def write_apps(workshop: Path, *, language: str) -> Path:
    """Write the apps of a workshop; those that are there as they should be stay.

    They come with the toolkit and hold nothing of the team's: a changed one is written again.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    """
    folder = workshop / APPS
    with saying_what_cannot_be_written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for app in apps(load_words(language)):
            path, content = folder / f"{app.name}.ipynb", app_notebook(app)
            if not path.is_file() or path.read_bytes() != content:
                write_whole(path, content)
    return folder


def app_notebook(app: App) -> bytes:
    """A notebook that shows a title and an app, and nothing else."""
    source = (
        "from datetime import date\n\n"
        "from salestoolkit.lessons.room.apps import show_app\n\n"
        f'show_app("{app.name}", folder="..", today=date.today())'
    )
    cells = [_cell("markdown", f"# {app.title}"), _cell("code", source)]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "title": app.title,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(kind: str, source: str) -> dict[str, Any]:
    run: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    name = sha256(source.encode()).hexdigest()[:8]
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source, **run}
