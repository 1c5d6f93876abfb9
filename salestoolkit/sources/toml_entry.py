"""A table of a TOML file that a person wrote, read so that an error can name its line."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from salestoolkit.errors import BookError
from salestoolkit.sources.toml_text import Path as Keys
from salestoolkit.sources.toml_text import line_of

_PLACE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)")
_TWICE = (
    "Cannot overwrite a value",
    "Cannot declare",
    "Cannot mutate",
    "Duplicate inline table key",
)


@dataclass(frozen=True, kw_only=True)
class TomlEntry:
    """One table of a file, and where it stands.

    ``path`` are the keys and places from the top: ``("process", 1, "stage", 0)`` is the first
    ``[[process.stage]]`` of the second ``[[process]]``, ``()`` the whole file.
    """

    file: str
    source: str
    raw: Mapping[str, Any]
    path: Keys = ()

    def entries(self, key: str, *, code: str = "toml_not_entries") -> list[TomlEntry]:
        """Tables of a list of tables, none where the key is missing."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            names = [str(step) for step in (*self.path, key) if not isinstance(step, int)]
            self.fail(code, key, section=".".join(names))
        return [self._below(raw, key, place) for place, raw in enumerate(value)]

    def tables(self, key: str) -> dict[str, TomlEntry]:
        """The tables in a table, by name; none where the key is missing."""
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            self.fail("toml_not_table", key)
        inside = self._below(value, key)
        for name, below in value.items():
            if not isinstance(below, dict):
                inside.fail("toml_not_table", name)
        return {name: inside._below(below, name) for name, below in value.items()}

    def table(self, key: str) -> TomlEntry | None:
        """A section of its own, None where there is none."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, dict):
            self.fail("toml_not_table", key)
        return None if value is None else self._below(value, key)

    def only(self, allowed: tuple[str, ...]) -> None:
        """Refuse keys that nothing reads: most are slips of the pen."""
        for key in self.raw:
            if key not in allowed:
                self.fail("toml_unknown_key", key, allowed=", ".join(allowed))

    def text(self, key: str) -> str | None:
        """A text, None where the key is missing."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, str):
            self.fail("toml_not_text", key)
        return value

    def needed(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value = self.text(key)
        if not value:
            self.fail("toml_missing", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is missing."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail("toml_not_texts", key)
        return tuple(value)

    def number(self, key: str, *, highest: float | None = None) -> float | None:
        """A number from 0 to ``highest``, None where the key is missing."""
        value = self.raw.get(key)
        if value is None:
            return None
        number = isinstance(value, int | float) and not isinstance(value, bool)
        wrong = not number or not 0 <= value < math.inf
        if wrong or (highest is not None and value > highest):
            code = "toml_not_number" if highest is None else "toml_not_share"
            self.fail(code, key)
        return float(value)

    def whole_number(self, key: str, *, lowest: int = 0, highest: int) -> int | None:
        """A whole number from ``lowest`` to ``highest``, None where the key is missing."""
        value = self.raw.get(key)
        if value is None:
            return None
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not lowest <= value <= highest:
            self.fail("toml_not_whole", key, lowest=lowest, highest=highest)
        return int(value)

    def switch(self, key: str) -> bool:
        """True or false; false where the key is missing."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            self.fail("toml_not_choice", key, allowed="true, false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> Any:
        """One of a few texts, None where the key is missing."""
        value = self.raw.get(key)
        if value is not None and value not in allowed:
            self.fail("toml_not_choice", key, allowed=", ".join(allowed))
        return value

    def day(self, key: str) -> date:
        """A date that must be there."""
        value = self.raw.get(key)
        if value is None:
            self.fail("toml_missing", key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.fail("toml_not_date", key)
        return value

    def fail(self, code: str, key: str, **fields: Any) -> NoReturn:
        """Raise a BookError that names file, line, key and value."""
        value = str(self.raw.get(key, ""))[:80]
        line = line_of(self.source, (*self.path, key))
        raise BookError(code, file=self.file, line=line, key=key, value=value, **fields)

    def refuse_nul(self) -> None:
        """Refuse the one character that no path, program or variable may hold, wherever it stands."""
        for key, value in self.raw.items():
            texts = value if isinstance(value, list) else [value]
            if any(isinstance(text, str) and "\0" in text for text in texts):
                self.fail("toml_nul", key)
            for place, below in enumerate(texts):
                if isinstance(below, dict):
                    path = (key, place) if isinstance(value, list) else (key,)
                    self._below(below, *path).refuse_nul()

    def _below(self, raw: Mapping[str, Any], *path: str | int) -> TomlEntry:
        return TomlEntry(file=self.file, source=self.source, raw=raw, path=(*self.path, *path))


def read_toml(text: str, *, file: str) -> TomlEntry:
    """The top table of a TOML text; ``file`` names it in errors.

    Raises
    ------
    BookError
        ``toml_key_twice`` where a key or a section stands there twice, ``process_syntax`` where a
        line is not TOML; both with file, line and what the line says.
    """
    try:
        return TomlEntry(file=file, source=text, raw=tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        # a number of thousands of digits and brackets thousands deep are faults of their own kinds
        reason = str(error)
        lines = text.split("\n")
        place = _PLACE.search(reason)
        line = int(place[1]) if place and place[1] else len(text.rstrip().split("\n"))
        code = "toml_key_twice" if reason.startswith(_TWICE) else "process_syntax"
        said = lines[line - 1].strip()
        raise BookError(code, file=file, line=line, value=said) from error


def read_settings(text: str, *, file: str) -> TomlEntry:
    """The same of a file that names files, programs and variables: ``toml_nul`` too."""
    top = read_toml(text, file=file)
    top.refuse_nul()
    return top


def path_in(folder: Path, text: str) -> Path:
    """A path as a file means it: from its own folder, with ``~`` for a home.

    A user whom there is not is the name of a folder, as for a shell.
    """
    path = Path(text)
    with suppress(RuntimeError):
        path = path.expanduser()
    return (folder / path).resolve()
