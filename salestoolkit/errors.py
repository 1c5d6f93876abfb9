"""Errors that name what was wrong; `words` says them in the reader's language."""

from __future__ import annotations

from typing import Any


class SalesToolkitError(Exception):
    """Something a user can put right.

    Parameters
    ----------
    code : str
        Key of the sentence in ``content/<language>/errors.toml``.
    fields : Any
        What the sentence needs: the file, the field, the value, what is allowed.
    """

    def __init__(self, code: str, **fields: Any) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.fields.items())
        return f"{self.code}: {details}" if details else self.code


class ImportFailed(SalesToolkitError):
    """A file could not be read, recognised or written; nothing was changed."""


class AmbiguousInput(ImportFailed):
    """A date order, decimal sign or time zone that only the user can settle."""


class BookError(SalesToolkitError):
    """A deal book is missing, broken, or lacks what an analysis needs."""


class ReportError(SalesToolkitError):
    """A report could not be made."""


class ContentError(SalesToolkitError):
    """Packaged words are missing or malformed: a fault of ours, not of the user."""


class InvalidValue(SalesToolkitError):
    """A rate, count or date outside what is allowed."""
