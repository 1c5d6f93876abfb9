"""`salestoolkit referrals`, `feedback` and `next-offers`: who brings customers, what they say, what next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of

if TYPE_CHECKING:
    from salestoolkit.book.growth import Growth
    from salestoolkit.core.retention import Retention
    from salestoolkit.words import Words

BookOption = Annotated[
    Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
]
MOST_SHOWN = 20


@app.command("referrals")
def referrals(book: BookOption, as_of: AsOfOption = None, language: LanguageOption = None) -> None:
    """Say how many customers a customer brings, and what a lead is worth through all rounds."""
    from salestoolkit.reports.growth_beside import cycle_text
    from salestoolkit.words.referral import ask_sentence, referral_sentences

    words = words_of(language)
    kept, found = _growth(book, as_of)
    assert found.referrals is not None
    ask = ask_sentence(words, found.referrals, found.feedback, kept.customers)
    _print([*referral_sentences(words, found.referrals), *([ask] if ask else [])])
    cycle = cycle_text(found, kept, words)
    if cycle:
        print(words.text("growth.cycle.page.title"))
        _print([f"  {line}" for line in cycle])


@app.command("feedback")
def feedback(book: BookOption, as_of: AsOfOption = None, language: LanguageOption = None) -> None:
    """Say what customers answered, what was changed because of it, and what is still open."""
    from salestoolkit.words.feedback import feedback_actions, feedback_sentences

    words = words_of(language)
    _, found = _growth(book, as_of)
    _print([*feedback_sentences(words, found.feedback), *feedback_actions(words, found.feedback)])


@app.command("next-offers")
def next_offers(
    book: BookOption,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.csv", help="Write the whole list.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Currency of the values.")
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """List what else each customer could buy, from what others like it have."""
    from salestoolkit.words.next_offer import offer_line, offer_sentences

    words = words_of(language)
    _, found = _growth(book, as_of, currency)
    _print(offer_sentences(words, found.offers))
    for one in found.offers.offers[:MOST_SHOWN]:
        print(f"  {offer_line(words, one, found.offers.currency)}")
    more = len(found.offers.offers) - MOST_SHOWN
    if more > 0:
        print(words.text("growth.offer.more", n=words.number(more)))
    if to is not None:
        _write(words, found, to)


def _growth(book: Path, as_of: str | None, currency: str | None = None) -> tuple[Retention, Growth]:
    """Who stays of a book's customers, and what they bring, say and could buy."""
    from salestoolkit.book.growth import growth_of
    from salestoolkit.reports.page import read_deals_of
    from salestoolkit.reports.retention_book import retention_of
    from salestoolkit.sources.referral_words import referral_words

    day = parse_date(as_of, "--as-of")
    opened = read_deals_of("retention", str(book), None if day is None else day.isoformat())
    found = retention_of(opened, currency=currency)
    growth = growth_of(
        opened,
        found.customers,
        referral_words=referral_words(),
        currency=found.currency if currency is None else currency,
    )
    return found, growth


def _print(told: list[str]) -> None:
    for line in told:
        print(line)


def _write(words: Words, found: Growth, to: Path) -> None:
    """The whole list as CSV; a file that was there is kept as a copy."""
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.next_offer import offer_header, offer_rows

    kept = write_keeping(to, safe_csv(offer_header(words), offer_rows(found.offers)))
    print(words.text("growth.offer.written", path=str(to)))
    if kept is not None:
        print(words.text("growth.offer.copy", path=str(kept)))
