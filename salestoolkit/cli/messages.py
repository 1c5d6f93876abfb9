"""`salestoolkit message`: a message to one person, in the right form of address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.cli.contacts import OWN_MARKET, BookOption, ContactsOption, contacts_from
from salestoolkit.cli.message_options import FieldsOption, TemplatesOption
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.words import Words

REVISIT_MONTHS = 4


@app.command("message")
def message_to(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="first, follow_1 ... final, revisit, referral_thanks."),
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="NAME|EMAIL|PHONE", help="Who it is for.")
    ] = "",
    channel: Annotated[
        str, typer.Option(metavar="email|phone|sms|social|event", help="Channel to use.")
    ] = "email",
    book: BookOption = None,
    contacts: ContactsOption = None,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="NAME=TEXT", help="Fill in a field.")
    ] = None,
    fields: FieldsOption = None,
    templates: TemplatesOption = None,
    revisit: Annotated[
        str | None, typer.Option(metavar="DATE", help="When you will be in touch again.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Print a message to one person; without --to, what the message needs filled in."""
    from salestoolkit.sources.contacts import contact_named
    from salestoolkit.sources.message_templates import read_templates
    from salestoolkit.words.messages import message, message_fields

    words = words_of(language)
    own = None if templates is None else read_templates(templates)
    if not to:
        for key, meaning in message_fields(words, name, channel, templates=own).items():
            print(f"{key}: {meaning}")
        return
    person = contact_named(to, contacts_from(book, contacts, OWN_MARKET[words.language]))
    day = parse_date(revisit, "--revisit")
    told = message(
        words, name, channel, person, _fields(words, fields, field or (), day), templates=own
    )
    if told.subject:
        print(f"{told.subject}\n")
    print(told.body)


def _fields(
    words: Words, file: Path | None, pairs: Sequence[str], revisit: date | None
) -> dict[str, str]:
    """Fields of a file, then those of the command line, which go before it."""
    from salestoolkit.core.cadence_plan import months_later
    from salestoolkit.sources.message_templates import known_fields, read_fields
    from salestoolkit.words.messages import MONTH, month_of

    back = revisit or months_later(date.today(), REVISIT_MONTHS)
    found = {MONTH: month_of(words, back)}
    found |= {} if file is None else read_fields(file)
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or key.strip() not in known_fields():
            allowed = f"NAME=TEXT ({', '.join(known_fields())})"
            raise InvalidValue("field_not_a_pair", value=pair, allowed=allowed)
        found[key.strip()] = value.strip()
    return found
