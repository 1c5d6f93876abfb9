"""Errors as one sentence: what was wrong, the value, what is allowed, what to do."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

VALUE_LENGTH = 80
LIST_LENGTH = 400
"""What is allowed is shown longer than what was given: the reader chooses from it."""

LONG_FIELDS = {"allowed", "readings", "columns", "known"}
PATH_FIELDS = {"file", "folder", "path"}
PATH_LENGTH = 160

SYSTEM_REASONS = {os.strerror(number): name for number, name in errno.errorcode.items()}
"""What the operating system says, by its code: the key of the same in a reader's language."""


def plain(value: Any, *, length: int = VALUE_LENGTH) -> str:
    """A value that came from outside, safe to print: on one line, no control characters, short.

    Examples
    --------
    >>> plain("Acme\\x1b[31m\\n" + "x" * 100, length=12)
    'Acme [31m x…'
    """
    if isinstance(value, Mapping):
        value = [f"{key}: {item}" for key, item in value.items()]
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, PurePath)):
        value = ", ".join(str(item) for item in value)
    shown = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else letter
        for letter in str(value)
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= length else shown[: length - 1].rstrip() + "…"


def safe_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of an error, each cleaned and shortened; numbers and dates are left to the language."""
    return {name: _safe(name, value) for name, value in fields.items()}


def _safe(name: str, value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if name in PATH_FIELDS:
        # what tells two files apart stands at the end of a path
        whole = plain(value, length=10 * PATH_LENGTH)
        return whole if len(whole) <= PATH_LENGTH else "…" + whole[1 - PATH_LENGTH :]
    return plain(value, length=LIST_LENGTH if name in LONG_FIELDS else VALUE_LENGTH)
