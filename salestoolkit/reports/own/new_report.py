"""Begin a report notebook of the team's own: a notebook that works, and its test."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.errors import ImportFailed, InvalidValue, ReportError
from salestoolkit.reports.kinds import KINDS
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

TEMPLATE, TITLE = "own_report", "Own report"
"""What the template calls itself, as a file and on the page."""
LONGEST_NAME = 60
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that one system keeps for itself, so that no file can bear them."""
_NAME = re.compile(r"[^\W\d_][\w-]*")


@dataclass(frozen=True)
class NewReport:
    """What was written, and the lines that let a batch make it."""

    notebook: Path
    test: Path

    @property
    def batch_lines(self) -> str:
        """A ``[[report]]`` for a batch file beside the notebook: a page for each team."""
        return f'[[report]]\nnotebook = "{self.notebook.name}"\nper = "team"'


def new_report(name: str, *, to: Path, language: str) -> NewReport:
    """Write ``NAME.ipynb`` and ``test_NAME.py``; neither is written where one of them is there.

    Parameters
    ----------
    name : str
        Name of the notebook: a letter, then letters, digits, ``_`` and ``-``.
    to : Path
        Folder for both, made where it is missing.
    language : str
        Language of the comments, and the one in which the page is made unless another is asked for.

    Raises
    ------
    InvalidValue
        ``own_name``, ``own_name_ours``.
    ReportError
        ``output_is_file``, ``own_there``.
    ImportFailed
        ``cannot_write``.
    """
    checked = _checked(name)
    made = NewReport(notebook=to / f"{checked}.ipynb", test=to / f"test_{checked}.py")
    files = {made.notebook: f"{TEMPLATE}.ipynb", made.test: f"test_{TEMPLATE}.py"}
    if to.exists() and not to.is_dir():
        raise ReportError("output_is_file", value=str(to))
    for path in files:
        if path.exists() or path.is_symlink():
            raise ReportError("own_there", value=str(path))
    try:
        for path, template in files.items():
            text = packaged_path(f"notebooks/own/{language}/{template}").read_text(encoding="utf-8")
            with saying_what_cannot_be_written(path):
                to.mkdir(parents=True, exist_ok=True)
                write_whole(path, _named(text, checked).encode())
    except ImportFailed:
        # the notebook without its test would stand in the way of a second try
        made.notebook.unlink(missing_ok=True)
        raise
    return made


def _checked(name: str) -> str:
    """The name without its ending, if it can be that of a file on every system."""
    plain = unicodedata.normalize("NFC", name.removesuffix(".ipynb"))
    fits = _NAME.fullmatch(plain) and len(plain) <= LONGEST_NAME and not DEVICES.fullmatch(plain)
    if not fits:
        raise InvalidValue("own_name", value=name, allowed=LONGEST_NAME)
    if plain in KINDS:
        raise InvalidValue("own_name_ours", value=plain, allowed=", ".join(KINDS))
    return plain


def _named(text: str, name: str) -> str:
    """A template under another name; its title is the name as people write it."""
    title = re.sub(r"[_-]+", " ", name).strip()
    return text.replace(TEMPLATE, name).replace(TITLE, title[0].upper() + title[1:])
