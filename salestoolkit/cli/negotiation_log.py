"""`salestoolkit negotiate log`: discounts that were granted, and what they went together with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.negotiation import (
    AsOfOption,
    LadderOption,
    SheetOption,
    chosen_entries,
    negotiate_app,
    read_ladder,
)
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.approvals import Ladder
    from salestoolkit.sources.approvals import ApprovalFile
    from salestoolkit.words import Words


@negotiate_app.command("log")
def log(
    file: Annotated[
        Path, typer.Option("--file", metavar="FILE.csv", help="The log; made when first used.")
    ] = Path("team/approvals.csv"),
    deal: Annotated[
        str | None, typer.Option(metavar="NAME", help="Deal to note a discount for.")
    ] = None,
    asked_by: Annotated[
        str | None, typer.Option("--asked-by", metavar="NAME", help="Who asked for it.")
    ] = None,
    granted_by: Annotated[
        str | None, typer.Option("--granted-by", metavar="NAME", help="Person or role.")
    ] = None,
    discount: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Such as 8%, of the price.")
    ] = None,
    in_return: Annotated[
        str, typer.Option("--in-return", metavar="TEXT", help="What the client gives for it.")
    ] = "",
    day: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day it was granted; else today.")
    ] = None,
    ladder: LadderOption = None,
    sheet: SheetOption = None,
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="BOOK", help="Deal book: won with it and without."),
    ] = None,
    as_of: AsOfOption = None,
    language: LanguageOption = None,
) -> None:
    """Note a discount that was granted, checked against the ladder; without --deal show the log."""
    words, today = words_of(language), parse_date(as_of, "--as-of")
    rungs = None if ladder is None else read_ladder(ladder, words)
    if deal is None:
        _show(words, file, rungs, book, as_of)
        return
    given = {"--asked-by": asked_by, "--granted-by": granted_by, "--discount": discount}
    missing = next((name for name, value in given.items() if value is None), None)
    if missing or rungs is None:
        raise InvalidValue("option_missing", option=missing or "--ladder FILE.toml")
    _add(
        words,
        file,
        rungs,
        today or date.today(),
        most=None if sheet is None else _most(words, sheet, deal),
        day=parse_date(day, "--on"),
        deal=deal,
        asked_by=asked_by or "",
        granted_by=granted_by or "",
        discount=discount or "",
        in_return=in_return,
    )


def _add(
    words: Words,
    file: Path,
    ladder: Ladder,
    today: date,
    *,
    most: Decimal | None,
    day: date | None,
    deal: str,
    asked_by: str,
    granted_by: str,
    discount: str,
    in_return: str,
) -> None:
    from salestoolkit.core.approvals import Approval, check_approval
    from salestoolkit.sources.approvals import add_approval
    from salestoolkit.words.errors import plain
    from salestoolkit.words.negotiation import share_text
    from salestoolkit.words.negotiation_typed import typed_share

    approval = Approval(
        day=day or today,
        deal=deal,
        asked_by=asked_by,
        granted_by=granted_by,
        discount=typed_share(discount, "--discount"),
        in_return=in_return,
    )
    check_approval(approval, ladder, as_of=today, most=most)
    copy = add_approval(file, approval)
    print(
        words.text(
            "negotiation.log.added",
            path=str(file),
            discount=share_text(words, approval.discount),
            deal=plain(deal),
            who=plain(granted_by),
            date=approval.day,
        )
    )
    if not in_return.strip():
        print(words.text("negotiation.log.added_note"))
    if copy is not None:
        print(words.text("sheets.copy", path=str(copy)))


def _most(words: Words, sheet: Path, deal: str) -> Decimal | None:
    """The largest discount that keeps the floor of a deal, by its negotiation sheet."""
    from salestoolkit.core.negotiation_sheet import case_of

    case = case_of(chosen_entries(sheet, deal, words)[0])
    return None if case is None else case.largest


def _show(
    words: Words, file: Path, ladder: Ladder | None, book: Path | None, as_of: str | None
) -> None:
    from salestoolkit.core.approval_log import log_totals
    from salestoolkit.sources.approvals import read_approvals
    from salestoolkit.words.approvals import approval_line, total_lines

    found = read_approvals(file)
    if not found.approvals:
        print(words.text("negotiation.log.empty", path=str(file)))
    for one in found.approvals:
        print(approval_line(words, one))
    _bad_rows(words, found)
    for line in total_lines(words, log_totals(found.approvals), found.approvals, ladder):
        print(line)
    if book is not None:
        _seen(words, found, book, as_of)


def _bad_rows(words: Words, found: ApprovalFile) -> None:
    from salestoolkit.words.errors import plain

    if not found.bad:
        return
    print(words.text("negotiation.log.apart", rows=words.count("row", len(found.bad))))
    for row in found.bad:
        reason = words.text(f"negotiation.log.reason.{row.reason}", value=plain(row.value))
        print(f"  {words.text('negotiation.log.apart_line', line=row.line, reason=reason)}")


def _seen(words: Words, found: ApprovalFile, book: Path, as_of: str | None) -> None:
    from salestoolkit.core.approval_log import discounts_seen
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.words.approvals import seen_lines

    opened = open_book(book)
    chosen = parse_date(as_of, "--as-of")
    opened = opened if chosen is None else opened.at(chosen)
    seen = discounts_seen(found.approvals, opened.deals_frame(), as_of=opened.as_of)
    if seen is None:
        print(words.text("negotiation.log.no_log", date=opened.as_of))
        return
    for line in seen_lines(words, seen):
        print(line)
