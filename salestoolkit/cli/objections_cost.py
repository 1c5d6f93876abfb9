"""`salestoolkit objections cost`: what objections go with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, words_of
from salestoolkit.cli.objections import objections_app
from salestoolkit.cli.objections_mine import print_section


@objections_app.command("cost")
def cost(
    mined: Annotated[
        Path,
        typer.Argument(metavar="MINED.json", help="What `objections mine --format json` wrote."),
    ],
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Currency of the values.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Compare wins with and without each objection; that they go together proves no cause."""
    words = words_of(language)
    from salestoolkit.core.objection_cost import objection_cost
    from salestoolkit.sources.books.store import open_book
    from salestoolkit.sources.mined_files import read_mined_file
    from salestoolkit.words.objection_cost import cost_header, cost_headline, cost_notes, cost_rows
    from salestoolkit.words.objections_mine import Section

    opened = open_book(book)
    frame = opened.deals_frame(pipeline=opened.pipeline_or_largest(None))
    heard = read_mined_file(mined).mined.deals
    found = objection_cost(heard, frame, as_of=opened.as_of, currency=currency)
    rows = tuple(cost_rows(found, words))
    print_section(Section(cost_headline(found, words), (), cost_header(words), rows))
    for note in cost_notes(found, words):
        print(note)
