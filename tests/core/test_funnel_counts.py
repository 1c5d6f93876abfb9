"""Where a page's counts come from: what all deals have is counted once for all pages."""

import pandas as pd
import pytest

from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered


class Counted(Remembered):
    """A book that tells how often it was asked to count."""

    asked = 0

    def counts(self, **options):
        self.asked += 1
        return self.book.counts(**options)


@pytest.fixture(scope="module")
def book(book_of):
    return book_of(200, seed=5)


def test_a_second_page_of_a_book_counts_nothing_of_all_deals_again(book):
    counted = Counted(book)
    source = Source(counted, None)
    for part in ("A", "B"):
        audit_funnel(counted, part=Part(dimension="team", value=part), source=source, whole=False)
        first, counted.asked = counted.asked, 0
        if part == "A":
            assert first > 3
    assert first == 0


def test_pages_made_from_one_source_say_what_pages_made_alone_say(book):
    source = Source(book, None)
    for part in (None, Part(dimension="team", value="B")):
        shared, alone = audit_funnel(book, part=part, source=source), audit_funnel(book, part=part)
        assert shared.figures == alone.figures
        pd.testing.assert_frame_equal(shared.leaks, alone.leaks)
        pd.testing.assert_frame_equal(shared.stages, alone.stages)
