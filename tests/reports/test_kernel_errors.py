"""An error of ours comes out of a kernel as what it was, and is said in the reader's language."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import BookError, ImportFailed, InvalidValue, SalesToolkitError
from salestoolkit.reports.kernel_errors import error_from_kernel
from salestoolkit.words import load_words


@pytest.mark.parametrize(
    "error",
    [
        InvalidValue("territory_window", value="2027", allowed=date(2026, 10, 30)),
        InvalidValue("geo_ambiguous", value=["powiat bielski", 'a "b", c=1'], field="nazwa"),
        ImportFailed("geo_swapped", file="mapa, x=1: y.json", value="130"),
        ImportFailed("file_missing", file=Path("a/b.json")),
        BookError("book_without_deals"),
        InvalidValue("move_nothing", field=None, n=-1.5, known=True),
    ],
)
def test_an_error_of_ours_is_the_same_again(error: SalesToolkitError) -> None:
    found = error_from_kernel(type(error).__name__, str(error))
    assert type(found) is type(error)
    assert found.code == error.code
    told: dict[str, Any] = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in error.fields.items()
    }
    assert found.fields == told
    for language in ("en", "pl"):
        assert load_words(language).error(found) == load_words(language).error(error)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ValueError", "geo_swapped: file='x'"),
        ("InvalidValue", "something else entirely"),
        ("InvalidValue", "code: value=<object at 0x7f>"),
        ("InvalidValue", "code: value=__import__('os').system('false')"),
        ("InvalidValue", "code: 'no name'"),
        ("Any", "code"),
        ("annotations", "code"),
    ],
)
def test_what_cannot_be_read_again_stays_a_page_that_failed_and_nothing_is_run(
    kind: str, told: str
) -> None:
    found = error_from_kernel(kind, told)
    assert (found.code, found.fields) == ("page_failed", {"kind": kind, "details": told})
