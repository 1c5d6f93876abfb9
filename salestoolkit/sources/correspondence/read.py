"""Find the files of a folder and read each into messages; what cannot be read is told, the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from salestoolkit.core.mined import Message
from salestoolkit.errors import ImportFailed, SalesToolkitError
from salestoolkit.sources.correspondence.mails import read_eml, read_mbox
from salestoolkit.sources.correspondence.parts import Skipped
from salestoolkit.sources.correspondence.tables import read_rows
from salestoolkit.sources.correspondence.texts import read_subtitles, read_text

Reader = Callable[[Path, str], Iterator[Message | Skipped]]
READERS: dict[str, Reader] = {
    **dict.fromkeys((".txt", ".text", ".md"), read_text),
    **dict.fromkeys((".vtt", ".srt"), read_subtitles),
    **dict.fromkeys((".csv", ".tsv", ".xlsx"), read_rows),
    ".eml": read_eml,
    ".mbox": read_mbox,
}
"""Readers by the ending of a file's name."""


def find_files(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Files named or lying in the folders named, in order, each once and with the name it is told by.

    Hidden files are left out.

    Raises
    ------
    ImportFailed
        ``file_missing`` for a path that there is not.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            told = [(one, one.relative_to(path)) for one in inside]
            found += [
                (one, name.as_posix())
                for one, name in told
                if not any(part.startswith(".") for part in name.parts)
            ]
        elif path.is_file():
            found.append((path, path.name))
        else:
            raise ImportFailed("file_missing", file=str(path))
    return list({path.resolve(): (path, name) for path, name in reversed(found)}.values())[::-1]


def read_messages(path: Path, name: str) -> Iterator[Message | Skipped]:
    """The messages of one file; a fault of the file is told as `Skipped`, never raised.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What it is called in results; words of it may be the id of a deal.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        yield Skipped(file=name, reason="unknown_kind", detail=path.suffix or path.name)
        return
    try:
        yield from reader(path, name)
    except SalesToolkitError as error:
        yield Skipped(file=name, reason=error.code, detail=str(error.fields.get("value", "")))
    except OSError as error:
        yield Skipped(file=name, reason="cannot_open", detail=error.strerror or str(error))
