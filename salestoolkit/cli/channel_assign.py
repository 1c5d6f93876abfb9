"""`salestoolkit channel-test assign`: draw leads into the variants, consent first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, parse_date, words_of
from salestoolkit.cli.channel_tests import FolderArgument, channel_app
from salestoolkit.cli.contacts import known_objected
from salestoolkit.errors import BookError, InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.channel_consent import MayTakePart
    from salestoolkit.core.channel_setup import ChannelTest
    from salestoolkit.sources.channel_lists import LeadList
    from salestoolkit.sources.contacts import ContactList
    from salestoolkit.words import Words

LEFT_OUT = "left_out.csv"


@channel_app.command("assign")
def assign(
    folder: FolderArgument,
    leads: Annotated[Path, typer.Option("--leads", metavar="FILE", help="List of leads.")],
    contacts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Contacts with consents, if not in the list."),
    ] = None,
    book: Annotated[
        Path | None, typer.Option(metavar="BOOK", help="Or the deal book with the contacts.")
    ] = None,
    objected: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who objected; else objected.csv beside.")
    ] = None,
    register: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Numbers on a do-not-call register.")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Column that identifies the lead.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of the draw; else today.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Draw leads into the variants, those without consent left out first, and write the lists."""
    from salestoolkit.sources.channel_lists import read_leads
    from salestoolkit.sources.channel_tests import read_test
    from salestoolkit.words.channel_assign import left_out_lines

    words, day = words_of(language), parse_date(on, "--on") or date.today()
    test, listed = read_test(folder), read_leads(leads, id_column=id_column)
    people = _contacts(contacts, book, test)
    known = known_objected(book, contacts or leads, objected)
    found = _who(test, listed, leads, people, (known, register, folder), day)
    for line in left_out_lines(words, found):
        print(line)
    _write_left_out(words, found, folder)
    if listed.rows and not found.allowed:
        path = str(folder / LEFT_OUT)
        raise BookError("channel_nobody_left", file=str(leads), value=len(listed.rows), folder=path)
    _draw(words, test, listed.without({one.lead for one in found.left_out}), folder, day)


def _draw(words: Words, test: ChannelTest, leads: LeadList, folder: Path, day: date) -> None:
    """Draw the leads of a list that have no variant yet, keep them, and say how it came out."""
    from salestoolkit.core.channel_assign import assign_leads, balance
    from salestoolkit.sources.channel_lists import clusters_of, keep_assignment, read_assigned
    from salestoolkit.sources.channel_tests import ASSIGNED
    from salestoolkit.words.channel_assign import balance_lines, draw_lines, file_lines

    before = read_assigned(folder, test)
    drawn = assign_leads(
        test,
        leads.leads(test),
        earlier={one.lead: one.arm or "" for one in before},
        clusters=clusters_of(before),
    )
    lists = keep_assignment(folder, test, leads, drawn, on=day)
    columns = {name: leads.values(name) for name in test.stratify}
    for line in (
        *draw_lines(words, test, drawn, broken=leads.broken),
        *balance_lines(words, test, balance(test, drawn.arms, columns)),
        *file_lines(words, test, lists, folder / ASSIGNED),
    ):
        print(line)


def _contacts(contacts: Path | None, book: Path | None, test: ChannelTest) -> ContactList | None:
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.contacts import contacts_of, read_contacts

    if contacts is not None and book is not None:
        raise InvalidValue("one_of_two_options", allowed="--book BOOK, --contacts FILE")
    if contacts is not None:
        return read_contacts(contacts, market=test.market)
    return None if book is None else contacts_of(open_book(book))


def _who(
    test: ChannelTest,
    leads: LeadList,
    path: Path,
    people: ContactList | None,
    files: tuple[Path, Path | None, Path],
    day: date,
) -> MayTakePart:
    """Who may be reached by every channel of the test."""
    from salestoolkit.core.channel_consent import may_take_part
    from salestoolkit.sources.channel_consent import contacts_of_leads
    from salestoolkit.sources.channel_tests import FILE
    from salestoolkit.sources.contact_rules import contact_rules, markets_with_rules
    from salestoolkit.sources.contacts import read_register
    from salestoolkit.sources.objected import read_objected

    known, register, folder = files
    if test.market is None:
        allowed = ", ".join(markets_with_rules())
        raise BookError("channel_no_market", file=str(folder / FILE), allowed=allowed)
    return may_take_part(
        test,
        contacts_of_leads(test, leads, path, beside=people),
        rules=contact_rules(test.market),
        as_of=day,
        objections=read_objected(known, market=test.market).objections,
        registered=None if register is None else read_register(register),
    )


def _write_left_out(words: Words, found: MayTakePart, folder: Path) -> None:
    """Name those left out in a file, a former one is kept as a copy."""
    from salestoolkit.sources.safe_csv import safe_csv
    from salestoolkit.sources.whole_files import write_keeping
    from salestoolkit.words.channel_assign import left_out_table

    if not found.left_out:
        return
    path = folder / LEFT_OUT
    write_keeping(path, safe_csv(*left_out_table(words, found)))
    print(words.text("channel_test.assign.left_out_file", path=str(path)))
