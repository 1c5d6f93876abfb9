"""`salestoolkit compare`: two teams, sources or other parts held against each other at one age."""

from __future__ import annotations

from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, words_of
from salestoolkit.cli.books import (
    AnyBookOption,
    AudienceOption,
    MappingOption,
    any_book,
    is_for_leader,
)


@app.command("compare")
def compare(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="A value of the column.")],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="Another one.")],
    book: AnyBookOption,
    mapping: MappingOption = None,
    by: Annotated[
        str, typer.Option("--by", metavar="COLUMN", help="Such as team, source, size_band.")
    ] = "team",
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", help="Age at which the deals are compared."),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="COLUMN", help="Hold like against like by this column."),
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="The one with most deals if not given.")
    ] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
) -> None:
    """Hold two parts of the deals against each other: is the difference more than chance?"""
    from salestoolkit.core.breakdown_groups import compare_groups
    from salestoolkit.core.funnel_counts import Source
    from salestoolkit.words.breakdown_groups import comparison_said

    words = words_of(language)
    found = compare_groups(
        Source(any_book(book, mapping), pipeline),
        by,
        first,
        second,
        horizon=days,
        within=within,
        for_leader=is_for_leader(audience),
    )
    for line in comparison_said(words, found):
        print(line)
