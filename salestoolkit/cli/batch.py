"""`salestoolkit batch`: many reports in one go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, saying_what_is_kept, words_of


@app.command()
def batch(
    file: Annotated[Path, typer.Argument(metavar="BATCH.toml", help="What to make.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan, and make nothing.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Make what is up to date too.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="PATTERN", help="Only reports such as *team*north*."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Another folder than the file's.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="See the book as of this day.")
    ] = None,
    language: LanguageOption = None,
) -> int:
    """Make the reports of a batch file that are not up to date.

    Exit codes: 0 all well, 1 some reports failed, 2 nothing could be made, 3 another batch writes to
    the same folder, 130 interrupted.
    """
    from salestoolkit.reports.batch.console import read_or_tell, run_and_tell, tell_plan
    from salestoolkit.reports.batch.exits import NOTHING_MADE

    words = words_of(language)
    day = parse_date(as_of, "--as-of")
    read = read_or_tell(file, words)
    if read is None:
        return NOTHING_MADE
    wanted = replace(read, to=(to or read.to).absolute(), as_of=day or read.as_of)
    started = datetime.now().astimezone()
    if dry_run:
        return tell_plan(wanted, words, started=started, only=only or ())
    with saying_what_is_kept(words):
        return run_and_tell(wanted, words, started=started, only=only or (), force=force)
