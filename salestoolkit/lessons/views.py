"""What the cells of a lesson show: results in the lesson's words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.lessons.folder import BOOK, PROGRESS, SAMPLES, TEAM
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown, heading, pictured, table
from salestoolkit.words import Words

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop

RATES = {
    "lowest": "win_rate_lowest",
    "closed": "win_rate_closed",
    "probability": "win_probability",
    "highest": "win_rate_highest",
}
"""Rows of the table of rates, and the figure that each shows."""


def funnel(data: Data, words: Words) -> Shown:
    """The funnel chart of a book."""
    from salestoolkit.charts.funnel import funnel_chart

    return Shown(pictured(funnel_chart(data.audit, words), words))


def rates(data: Data, words: Words) -> Shown:
    """Win rates side by side, each with what it is made of and how it is read."""
    tally, figures = data.tally, data.audit.figures
    counts = {"won": tally.won, "open": tally.open, "all": tally.all, "closed": tally.closed}
    interval = words.figure_interval(figures["win_probability"]) or ""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lessons.rates.{key}", **fields)

    rows = [
        (
            say(name),
            words.percent(figures[figure].value, digits=1),
            say(f"{name}_from", **counts),
            say(f"{name}_reading", interval=interval),
        )
        for name, figure in RATES.items()
    ]
    header = [say(name) for name in ("measure", "value", "from", "reading")]
    deals = words.count("deal", tally.all)
    title = say("title", deals=deals, date=data.audit.as_of)
    return Shown(heading(title), table(header, rows, numbers=(1,)))


def files(workshop: Workshop) -> Shown:
    """What lies where in the workshop folder, and whether it is there yet."""
    words, folder = workshop.words, workshop.folder

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lessons.files.{key}", **fields)

    places = {
        "notebooks": ("00_…", len(list(folder.glob("[0-9][0-9]_*.ipynb")))),
        "team": (f"{TEAM}/", _entries(folder / TEAM)),
        "samples": (f"{SAMPLES}/", _entries(folder / SAMPLES)),
        "book": (f"{BOOK}/", _entries(folder / BOOK)),
        "progress": (PROGRESS, int((folder / PROGRESS).is_file())),
    }
    rows = [
        (where, say(name), say("here", n=n) if n else say("later"))
        for name, (where, n) in places.items()
    ]
    return Shown(heading(say("title")), table((say("file"), say("what"), ""), rows))


def _entries(folder: Path) -> int:
    """How many things lie in a folder; hidden ones are not counted."""
    if not folder.is_dir():
        return 0
    return sum(1 for entry in folder.iterdir() if not entry.name.startswith("."))
