"""What the channel test's notebook calls: the page of one test."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from salestoolkit.core.typed_days import optional_day
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.channel_test_sections import SECTIONS, ChannelTestPage
from salestoolkit.sources.channel_folder import read_folder
from salestoolkit.words import load_words


def open_page(
    test: str | Path,
    *,
    language: str = "en",
    as_of: str | None = None,
    book: str | None = None,
) -> ChannelTestPage:
    """The page of a test of channels or templates.

    Parameters
    ----------
    test : path
        Folder of the test, in which its file, the leads drawn, the results and the looks are.
    language : str
        ``en`` or ``pl``.
    as_of : str, optional
        Day at whose end it is read, YYYY-MM-DD; that of the last look where not given.
    book : str, optional
        Not used: what came from a deal book was kept in the folder when it was read.

    Raises
    ------
    SalesToolkitError
        What is wrong with the folder or a parameter.
    """
    found = read_folder(test, as_of=optional_day(as_of, "as_of"))
    return ChannelTestPage(found=found, words=load_words(language))


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()
