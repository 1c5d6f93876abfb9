"""What the cells of lesson 07 show: limits, discounts side by side, requests, the path to the order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation_curve import USUAL, Estimate, discount_table
from salestoolkit.core.negotiation_sheet import Case, case_of, check_case, swaps_of
from salestoolkit.core.purchase_path import hurdles, path_gaps
from salestoolkit.core.sheets import Entry, Sheet, is_filled
from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.closing import Closing
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.negotiation import (
    amount_text,
    ask_line,
    check_lines,
    discount_headline,
    discount_lines,
    floor_line,
    granting_line,
    path_gap,
    share_text,
)
from salestoolkit.words.negotiation_returns import ask_lists
from salestoolkit.words.negotiation_table import table_header, table_rows
from salestoolkit.words.sheets import shown as said

NUMBERS = (0, 1, 2, 3)
"""Columns of the table of discounts that hold numbers."""


def rows(sheet: Sheet, entries: Sequence[Entry], words: Words) -> Shown:
    """A sheet of many rows as a table, without the columns in which nothing is filled in."""
    fields = [field for field in sheet if any(is_filled(entry[field.key]) for entry in entries)]
    filled = [
        [said(field, entry[field.key], words).replace("\n", " · ") for field in fields]
        for entry in entries
    ]
    return Shown(heading(sheet.title), table([field.label for field in fields], filled))


def limits(entry: Entry, ladder: Ladder, words: Words, *, day: date) -> Shown:
    """What the limits say of a negotiation: floor, who may grant the discount, what is amiss."""
    title = heading(words.text("lesson_07.limits.title", deal=plain(entry.text("deal"))))
    case = _case(entry, words)
    if isinstance(case, str):
        return Shown(title, paragraph(case))
    found = check_case(case, entry, ladder=ladder, as_of=day)
    lines = [
        floor_line(words, case, entry["least_margin"]),
        granting_line(words, case.share, ladder, largest=case.largest),
        *check_lines(words, found),
    ]
    return Shown(title, bullets(line for line in lines if line is not None))


def discount(entry: Entry, words: Words) -> Shown:
    """Whether the discount of a negotiation pays, with the figures behind it."""
    case = _case(entry, words)
    if isinstance(case, str):
        return Shown(paragraph(case))
    asked = ask_line(words, case.discount)
    return Shown(
        paragraph(discount_headline(words, case.discount, judged=case.judged), bold=True),
        bullets(
            [
                *discount_lines(words, case.discount, judged=case.judged),
                *([] if asked is None else [asked]),
            ]
        ),
    )


def discounts(closing: Closing, words: Words) -> Shown:
    """Usual discounts side by side, with the seller's estimate among them."""
    case = closing.case
    estimates = []
    if case.discount.chance_with is not None:
        low, high = case.discount.chance_with
        estimates.append(Estimate(share=case.share, low=low, high=high))
    rows = discount_table(
        closing.offer, chance_now=case.discount.chance_now, estimates=estimates, shares=USUAL
    )
    title = words.text(
        "lesson_07.discounts.title",
        price=amount_text(words, closing.offer.price, closing.offer.currency),
        cost=amount_text(words, closing.offer.cost, closing.offer.currency),
        chance=share_text(words, case.discount.chance_now),
    )
    header = table_header(words, ladder=None)
    return Shown(heading(title), table(header, table_rows(words, rows), numbers=NUMBERS))


def requests(closing: Closing, words: Words) -> Shown:
    """The requests of the second exercise, without who may grant them."""
    offer = closing.offer
    header = [words.text(f"lesson_07.requests.{name}") for name in ("name", "discount", "price")]
    rows = [
        (
            one.name,
            share_text(words, one.share),
            amount_text(words, offer.price * (1 - one.share), offer.currency),
        )
        for one in closing.requests
    ]
    title = words.text(
        "lesson_07.requests.title",
        price=amount_text(words, offer.price, offer.currency),
        floor=amount_text(words, closing.case.floor, offer.currency),
    )
    return Shown(heading(title), table(header, rows, numbers=(1, 2)))


def returns(closing: Closing, swaps: Sequence[Entry], words: Words) -> Shown:
    """What to ask in return for the discount, the best first, and what to offer instead."""
    share = share_text(words, closing.case.share)
    listed = swaps_of(swaps, currency=closing.offer.currency)
    asked = ask_line(words, closing.case.discount)
    blocks: list[Block] = [heading(words.text("lesson_07.returns.title", share=share))]
    if asked is not None:
        blocks.append(paragraph(asked))
    for title, lines in ask_lists(words, listed, closing.case.discount):
        blocks += [paragraph(title, bold=True), bullets(lines)]
    return Shown(*blocks)


def path(steps: Sequence[Entry], words: Words, *, day: date) -> Shown:
    """What a path from yes to the order still lacks, and what to do about it."""
    title = heading(words.text("negotiation.path.words.title"))
    gaps = path_gaps(steps, as_of=day)
    if not gaps:
        return Shown(title, paragraph(words.text("negotiation.path.words.clear"), bold=True))
    header = [words.text(f"negotiation.path.words.{name}") for name in ("lacks", "action")]
    return Shown(title, table(header, [path_gap(words, gap) for gap in gaps]))


def easy_yes(sheet: Sheet, entry: Entry, words: Words) -> Shown:
    """What still makes a yes hard, and what to do about each."""
    title = heading(words.text("negotiation.hurdle.title"))
    found = hurdles(sheet, entry)
    if not found:
        return Shown(title, paragraph(words.text("negotiation.hurdle.none"), bold=True))
    header = [words.text(f"negotiation.hurdle.{name}") for name in ("question", "action")]
    rows = [(sheet.field(key).label, words.text(f"negotiation.hurdle.{key}")) for key in found]
    return Shown(title, table(header, rows))


def without_pressure(words: Words) -> Shown:
    """Why nobody is put under pressure here."""
    return Shown(
        heading(words.text("negotiation.why.title")), bullets(words.texts("negotiation.why.lines"))
    )


def _case(entry: Entry, words: Words) -> Case | str:
    """The negotiation of a sheet, or why there is none yet."""
    try:
        found = case_of(entry)
    except InvalidValue as error:
        return words.error(error)
    return words.text("negotiation.check.unfinished") if found is None else found
