"""Checks of what is installed: Python, packages, browser, letters of other languages, a test notebook."""

from __future__ import annotations

import platform
import re
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.lessons.room.checked import Checked, State, checked
from salestoolkit.lessons.room.servers import MENUS_EXTRA, has_menus
from salestoolkit.lessons.room.trial import run_trial

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PACKAGE = "salestoolkit"
EXTRAS = ("voila", "segno")
OLDEST_BROWSER = 120
"""Oldest version of Chrome, Edge and Chromium that is not remarked on: about three years old."""
LETTERS = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ€"
NO_LETTER = "\ue000"
"""A code point without a letter: fonts draw a box for it, or nothing."""
SLOW = 30.0
"""Seconds: a test notebook that takes longer is remarked on."""


def python() -> Checked:
    """Whether this Python is one that the package is for."""
    from packaging.specifiers import SpecifierSet

    needed = metadata.metadata(PACKAGE)["Requires-Python"]
    found = platform.python_version()
    fits = SpecifierSet(needed).contains(found, prereleases=True)
    return checked("python", fits, found=found, needed=needed)


def packages() -> Checked:
    """Whether what the package needs is there, in versions of its ranges."""
    needed = _needed()
    wrong = {one.name: found for one in needed if not _fits(one, found := _version(one.name))}
    listed = ", ".join(f"{name} {found or '–'}" for name, found in wrong.items())
    todo = " ".join(f'"{one.name}{one.specifier}"' for one in needed if one.name in wrong)
    return checked("packages", not wrong, n=len(needed), found=listed, todo=todo)


def extras() -> Checked:
    """Whether what pages without code and QR codes need is there."""
    missing = [name for name in EXTRAS if find_spec(name) is None]
    return checked("extras", "remark" if missing else "ok", found=", ".join(missing))


def menus(language: str) -> Checked:
    """Whether JupyterLab's own menus speak the language of the workshop."""
    state: State = "ok" if has_menus(language) else "remark"
    return checked("menus", state, found=MENUS_EXTRA)


def browser(path: Path | None) -> Checked:
    """The browser of this machine, found elsewhere, and its version."""
    if path is None:
        return checked("no_browser", "remark")
    said = _browser_version(path)
    number = re.search(r"(\d+)\.", said)
    new = number is not None and int(number[1]) >= OLDEST_BROWSER
    return checked(
        "browser", "ok" if new else "remark", found=said or path.stem, needed=OLDEST_BROWSER
    )


def fonts(letters: str = LETTERS) -> Checked:
    """Whether letters of Polish are drawn in pictures and PDF, and no box in their place."""
    blank = {_drawn(NO_LETTER), _drawn(" ")}
    lacking = [letter for letter in letters if _drawn(letter) in blank]
    return checked("fonts", not lacking, found=" ".join(lacking))


def kernel() -> Checked:
    """Whether a kernel starts, computes and draws a chart, and how long that takes."""
    trial = run_trial()
    if not trial.drawn:
        return checked("kernel", False, found=trial.failed or "–")
    state: State = "ok" if trial.seconds <= SLOW else "remark"
    return checked("kernel", state, seconds=round(trial.seconds, 1), needed=SLOW)


def _needed() -> list[Requirement]:
    """What the package needs on this machine, without extras."""
    from packaging.requirements import Requirement

    listed = [Requirement(line) for line in metadata.requires(PACKAGE) or ()]
    return [one for one in listed if one.marker is None or one.marker.evaluate({"extra": ""})]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _fits(needed: Requirement, found: str | None) -> bool:
    return found is not None and needed.specifier.contains(found, prereleases=True)


def _browser_version(path: Path) -> str:
    """What the browser says of itself; nothing where it does not (on Windows it opens a window)."""
    if platform.system() == "Windows":
        return ""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return " ".join(done.stdout.split()[:3]).removesuffix(" built")


def _drawn(letter: str) -> bytes:
    """A letter as a small picture, in the font of the charts."""
    import vl_convert

    from salestoolkit.charts.theme import FONT

    return bytes(
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
            f'<text x="5" y="30" font-size="24" font-family="{FONT}">{letter}</text></svg>'
        )
    )
