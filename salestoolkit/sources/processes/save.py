"""Save processes: a file that was there keeps its comments, and is kept as a copy beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.processes.update import updated_text
from salestoolkit.sources.processes.write import dump_processes
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written, write_whole


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Where processes were saved, and the copy of the file that was there (None: none, or the same)."""

    path: Path
    copy: Path | None = None


def save_processes(
    path: Path | str, processes: Iterable[SalesProcess], *, language: str | None = None
) -> Saved:
    """Write processes into a file, whole or not at all.

    A file that is there keeps its comments and its layout; as it was, it is kept beside the new one
    (``process.before-1.toml``). Where it says the same already, nothing is written. A file that is no
    valid process file is kept as a copy too.

    Parameters
    ----------
    language : str, optional
        Language of the comments in a new file; else that of the first process.

    Raises
    ------
    BookError
        ``process_unreadable`` or ``process_not_text`` where the file that is there is none of ours.
    ImportFailed
        ``cannot_write`` where the system refuses.
    """
    file, listed = Path(path), tuple(processes)
    if not file.exists():
        replace_file(file, dump_processes(listed, language=language))
        return Saved(path=file)
    old = read_text(file)
    try:
        text = updated_text(old, listed, file=str(file))
    except BookError:
        text = dump_processes(listed, language=language)
    if text == old:
        return Saved(path=file)
    with saying_what_cannot_be_written(file):
        copy = keep_copy(file)
    replace_file(file, text)
    return Saved(path=file, copy=copy)


def replace_file(path: Path, text: str) -> None:
    """Write a text so that a reader sees the old file or the new one; its folder is made."""
    with saying_what_cannot_be_written(path):
        path.resolve().parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
