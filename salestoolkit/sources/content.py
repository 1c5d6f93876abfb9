"""Packaged words and structure: TOML files that lie in the package, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from salestoolkit.errors import ContentError, InvalidValue

LANGUAGES = ("en", "pl")
"""Languages in which all packaged words exist."""


@dataclass(frozen=True)
class Content:
    """Packaged words of one language; a key is the file's name and the path in it.

    Examples
    --------
    >>> Content("en").get("plurals.deal.one")
    '{n} deal'
    """

    language: str

    def topic(self, name: str) -> Mapping[str, Any]:
        """Everything in one file of this language; ContentError where there is no such file."""
        return _read(f"{self.language}/{name}.toml")

    def topics(self) -> list[str]:
        """Names of the files of this language, sorted."""
        folder = files("salestoolkit") / "content" / self.language
        names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")]
        return sorted(name.removesuffix(".toml") for name in names)

    def has(self, key: str) -> bool:
        """Whether there is something under the key."""
        try:
            self.get(key)
        except ContentError:
            return False
        return True

    def get(self, key: str) -> Any:
        """What lies under the key; ContentError names file, key and language where nothing does."""
        topic, *path = key.split(".")
        found: Any = self.topic(topic)
        for step in path:
            if not isinstance(found, Mapping) or step not in found:
                raise self.fault("content_missing", key)
            found = found[step]
        return found

    def text(self, key: str) -> str:
        """The text under the key; ContentError where there is none or it is not a text."""
        found = self.get(key)
        if not isinstance(found, str):
            raise self.fault("content_not_text", key)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under the key; ContentError where there is none."""
        found = self.get(key)
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self.fault("content_not_texts", key)
        return tuple(found)

    def fault(self, code: str, key: str, **fields: Any) -> ContentError:
        """A ContentError that names file, key and language."""
        file = f"{self.language}/{key.split('.')[0]}.toml"
        return ContentError(code, file=file, key=key, language=self.language, **fields)


@lru_cache
def load_content(language: str) -> Content:
    """Packaged words in a language; InvalidValue names the languages there are."""
    if language not in LANGUAGES:
        raise InvalidValue("unknown_language", value=language, allowed=", ".join(LANGUAGES))
    return Content(language)


def load_market(name: str) -> Mapping[str, Any]:
    """Structure of a packaged process (no words): ``content/markets/<name>.toml``."""
    return _read(f"markets/{name}.toml")


@lru_cache
def _read(path: str) -> Mapping[str, Any]:
    """A content file as a read-only mapping; ContentError where it is missing or malformed."""
    file = files("salestoolkit").joinpath("content", *path.split("/"))
    try:
        return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ContentError("content_file_missing", file=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError("content_file_malformed", file=path, value=str(error)) from error
