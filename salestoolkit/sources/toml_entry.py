"""A table of a TOML file that a person wrote, read so that an error can name its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from salestoolkit.errors import BookError


@dataclass(frozen=True, kw_only=True)
class TomlEntry:
    """One table of a file of nested lists of tables, and where it stands.

    ``place`` is its position in each list from the top: ``(1, 0)`` is the first
    ``[[process.stage]]`` of the second ``[[process]]``, ``()`` the whole file.
    """

    file: str
    source: str
    raw: Mapping[str, Any]
    place: tuple[int, ...] = ()

    def entries(self, key: str) -> list[TomlEntry]:
        """Tables of a list of tables, none where the key is missing."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail("toml_not_entries", key)
        return [
            TomlEntry(file=self.file, source=self.source, raw=raw, place=(*self.place, index))
            for index, raw in enumerate(value)
        ]

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
        if not number or value < 0 or (highest is not None and value > highest):
            code = "toml_not_number" if highest is None else "toml_not_share"
            self.fail(code, key)
        return float(value)

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

    def fail(self, code: str, key: str, **fields: Any) -> NoReturn:
        """Raise a BookError that names file, line, key and value."""
        value = str(self.raw.get(key, ""))[:80]
        line = self._line(key)
        raise BookError(code, file=self.file, line=line, key=key, value=value, **fields)

    def _line(self, key: str) -> int:
        """Line of the key in this table, else of the table's header, else 1."""
        here: list[int] = []
        found = 1
        for line, text in enumerate(self.source.splitlines(), 1):
            header = re.match(r"\s*\[\[\s*([^\]]+?)\s*\]\]", text)
            if header:
                depth = header[1].count(".") + 1
                same_depth = here[depth - 1] + 1 if len(here) >= depth else 0
                here = [*here[: depth - 1], same_depth]
            if tuple(here) != self.place:
                continue
            if header:
                found = line
            elif re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", text):
                return line
        return found
