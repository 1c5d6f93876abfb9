"""`salestoolkit negotiate discount, check, log`: limits, what a discount must bring, what was granted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import FAULT, LanguageOption, app, parse_date, words_of
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.approvals import Ladder
    from salestoolkit.core.negotiation_sheet import Case
    from salestoolkit.core.sheets import Entry
    from salestoolkit.words import Words

negotiate_app = typer.Typer(
    name="negotiate",
    help="Limits agreed beforehand: does a discount pay, who may grant it, what was granted.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(negotiate_app)

LadderOption = Annotated[
    Path | None,
    typer.Option("--ladder", metavar="FILE.toml", help="Filled sheet approval_ladder."),
]
SwapsOption = Annotated[
    Path | None,
    typer.Option("--give-and-take", metavar="FILE.toml", help="Filled sheet give_and_take."),
]
SheetOption = Annotated[
    Path | None,
    typer.Option("--sheet", metavar="FILE.toml", help="Filled sheet negotiation."),
]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Day to look from; else today.")
]


@negotiate_app.command("discount")
def discount(
    price: Annotated[str, typer.Option(metavar="AMOUNT", help="Price without discount, net.")],
    cost: Annotated[str, typer.Option(metavar="AMOUNT", help="What the sale costs us, net.")],
    chance: Annotated[str, typer.Option(metavar="SHARE", help="Chance at the full price.")],
    share: Annotated[
        str | None, typer.Option("--discount", metavar="SHARE", help="Else a table of several.")
    ] = None,
    chance_with: Annotated[
        str | None,
        typer.Option("--with", metavar="SHARE", help="Chance with it: 50%, or a range 45-60%."),
    ] = None,
    worth: Annotated[
        str | None,
        typer.Option("--in-return", metavar="AMOUNT", help="What the return is worth to us."),
    ] = None,
    margin: Annotated[
        str | None,
        typer.Option("--margin", metavar="SHARE", help="Margin to be left, of the price."),
    ] = None,
    markup: Annotated[
        str | None,
        typer.Option("--markup", metavar="SHARE", help="Mark-up to be left, on the cost."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Such as PLN; else plain numbers.")
    ] = None,
    ladder: LadderOption = None,
    give_and_take: SwapsOption = None,
    language: LanguageOption = None,
) -> None:
    """Say whether a discount pays, what it must bring, who may grant it and what to ask in return."""
    from salestoolkit.cli.negotiation_case import typed_case

    words = words_of(language)
    if chance_with is not None and share is None:
        raise InvalidValue("option_missing", option="--discount SHARE")
    case = typed_case(
        words,
        price=price,
        cost=cost,
        chance=chance,
        share=share,
        chance_with=chance_with,
        worth=worth,
        margin=margin,
        markup=markup,
        currency=currency,
    )
    rungs = None if ladder is None else read_ladder(ladder, words)
    floor = _floor(words, case, margin, markup)
    if share is None:
        _table(words, case, rungs)
        if floor:
            print(floor)
        return
    _tell(words, case, rungs, floor)
    if give_and_take is not None:
        _ask(words, case, give_and_take)


@negotiate_app.command("check")
def check(
    sheet: SheetOption = None,
    ladder: LadderOption = None,
    give_and_take: SwapsOption = None,
    deal: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this deal of the sheet.")
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Check each negotiation on the sheet against its limits: floor, ladder, return, time limit."""
    words, today = words_of(language), parse_date(as_of, "--as-of") or date.today()
    if sheet is None:
        raise InvalidValue("option_missing", option="--sheet FILE.toml")
    rungs = None if ladder is None else read_ladder(ladder, words)
    judged = [
        _judge(words, entry, rungs, today, give_and_take)
        for entry in chosen_entries(sheet, deal, words)
    ]
    if not any(judged):
        raise typer.Exit(FAULT)


def _judge(
    words: Words, entry: Entry, ladder: Ladder | None, today: date, swaps: Path | None
) -> bool:
    """Say of one deal what its limits say; whether that was possible.

    One that cannot be judged does not keep the others from it.
    """
    from salestoolkit.core.negotiation_sheet import case_of, check_case
    from salestoolkit.words.errors import plain
    from salestoolkit.words.negotiation import check_lines

    print(words.text("negotiation.check.heading", deal=plain(entry.text("deal")) or "?"))
    try:
        case = case_of(entry)
    except InvalidValue as error:
        print(f"  {words.error(error)}")
        return False
    if case is None:
        print(f"  {words.text('negotiation.check.unfinished')}")
        return False
    _tell(words, case, ladder, _floor(words, case, entry["least_margin"], None), indent="  ")
    for line in check_lines(words, check_case(case, entry, ladder=ladder, as_of=today)):
        print(f"  {line}")
    if case.share and swaps is not None:
        _ask(words, case, swaps, indent="  ")
    return True


def _floor(words: Words, case: Case, margin: object | None, markup: object | None) -> str | None:
    """The line about the floor, in the terms in which it was agreed."""
    from salestoolkit.sources.approvals import share_written
    from salestoolkit.words.negotiation import floor_line

    agreed = margin if margin is not None else markup
    known = share_written(agreed) if isinstance(agreed, str) else agreed
    return floor_line(words, case, known, markup=markup is not None)


def _tell(
    words: Words, case: Case, ladder: Ladder | None, floor: str | None, *, indent: str = ""
) -> None:
    from salestoolkit.words.negotiation import (
        ask_line,
        discount_headline,
        discount_lines,
        granting_line,
    )

    judged = case.judged
    lines = [discount_headline(words, case.discount, judged=judged)]
    lines += discount_lines(words, case.discount, judged=judged)
    lines += filter(
        None,
        (
            floor,
            granting_line(words, case.share, ladder, largest=case.largest),
            None if _under_floor(case) else ask_line(words, case.discount),
        ),
    )
    for line in lines:
        print(f"{indent}{line}")


def _under_floor(case: Case) -> bool:
    """Whether a discount goes where nothing in return can help."""
    return case.largest is not None and case.share > case.largest


def _table(words: Words, case: Case, ladder: Ladder | None) -> None:
    """Usual discounts side by side, one on a line."""
    from salestoolkit.core.negotiation_curve import discount_table
    from salestoolkit.words.negotiation_table import table_header, table_rows, table_title

    rows = discount_table(case.offer, chance_now=case.discount.chance_now)
    header = table_header(words, ladder=ladder)
    print(table_title(words, rows))
    for row in table_rows(words, rows, ladder=ladder, floor=case.floor):
        first, *others = zip(header, row, strict=True)
        said = "; ".join(f"{name}: {cell}" for name, cell in others if name != header[4])
        print(f"  {first[0]} {first[1]}. {said}")


def _ask(words: Words, case: Case, file: Path, *, indent: str = "") -> None:
    from salestoolkit.core.negotiation_sheet import swaps_of
    from salestoolkit.words.negotiation_returns import ask_lists

    swaps = swaps_of(read_filled(file, "give_and_take", words), currency=case.offer.currency)
    for heading, lines in ask_lists(words, swaps, case.discount):
        print(f"{indent}{heading}")
        for line in lines:
            print(f"{indent}  {line}")


def read_ladder(file: Path, words: Words) -> Ladder:
    """Who may grant what, from the filled sheet."""
    from salestoolkit.core.negotiation_sheet import ladder_of

    return ladder_of(read_filled(file, "approval_ladder", words))


def chosen_entries(file: Path, deal: str | None, words: Words) -> Sequence[Entry]:
    """The entries of a negotiation sheet, or that of one deal."""
    from salestoolkit.core.approvals import name_key

    entries = read_filled(file, "negotiation", words)
    if not entries:
        raise InvalidValue("negotiation_sheet_empty", file=str(file))
    found = [one for one in entries if deal is None or name_key(one.text("deal")) == name_key(deal)]
    if not found:
        known = ", ".join(one.text("deal") for one in entries)
        raise InvalidValue("negotiation_no_entry", value=deal or "", allowed=known)
    return found


def read_filled(file: Path, name: str, words: Words) -> Sequence[Entry]:
    """What a team has filled in on a sheet; BookError where there is no such file."""
    from salestoolkit.sources.sheets import load_sheet, read_sheet

    if not file.is_file():
        raise BookError("file_missing", file=str(file))
    return read_sheet(file, load_sheet(name, words.language))
