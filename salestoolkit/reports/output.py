"""The folder that pages are written to: whole files only, nobody else's file replaced without a copy."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.errors import ReportError
from salestoolkit.sources.whole_files import keep_copy, write_whole

LEDGER = ".salestoolkit-pages.json"
"""What we wrote last under each name, so that a page that a person has edited is recognised."""


@dataclass(frozen=True)
class Written:
    """A file that was written, and the copy that was kept of another one under its name."""

    path: Path
    copy: Path | None = None


class OutputFolder:
    """A folder for pages; it is made where it is missing.

    Raises
    ------
    ReportError
        ``output_is_file`` or ``output_not_writable``, before any work is done.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        if self.folder.exists() and not self.folder.is_dir():
            raise ReportError("output_is_file", value=str(folder))
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise _not_writable(folder, error) from error

    def write(self, name: str, content: bytes) -> Written:
        """Write a file so that a reader sees the old one or the new one, never half of it.

        A file of the same name is replaced where its content is what we wrote last; otherwise it is
        copied beside first.
        """
        path = self.folder / name
        try:
            copy = self._keep_what_is_not_ours(path, content)
            self._note(name, content)
            write_whole(path, content)
        except OSError as error:
            raise _not_writable(path, error) from error
        return Written(path, copy)

    def _keep_what_is_not_ours(self, path: Path, content: bytes) -> Path | None:
        if not path.exists():
            return None
        if path.is_dir():
            raise ReportError("output_is_folder", value=str(path))
        present = path.read_bytes()
        if present == content or _digest(present) in self._ledger().get(path.name, []):
            return None
        return keep_copy(path)

    def _note(self, name: str, content: bytes) -> None:
        """Note the content before it is written: an interruption leaves the old page, also noted."""
        ledger = self._ledger()
        ledger[name] = [*ledger.get(name, []), _digest(content)][-2:]
        write_whole(self.folder / LEDGER, json.dumps(ledger, indent=0, sort_keys=True).encode())

    def _ledger(self) -> dict[str, list[str]]:
        try:
            found = json.loads((self.folder / LEDGER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {
            name: [digest for digest in digests if isinstance(digest, str)]
            for name, digests in (found.items() if isinstance(found, dict) else ())
            if isinstance(digests, list)
        }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _not_writable(path: Path, error: OSError) -> ReportError:
    return ReportError(
        "output_not_writable", value=str(path), reason=error.strerror or type(error).__name__
    )
