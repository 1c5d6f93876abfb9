"""`salestoolkit import`: CRM exports into a deal book."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, words_of
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.words import Words
    from salestoolkit.words.imported import Section


@app.command("import")
def import_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exports: CSV, XLSX, saved JSON, XES.")
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="BOOK", help="Folder of the deal book.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the CRM; else what it is.")
    ] = None,
    exported_at: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of the export, YYYY-MM-DD.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Time zone of the times, e.g. Europe/Warsaw.")
    ] = None,
    date_order: Annotated[
        str | None, typer.Option(metavar="dmy|mdy", help="Order of day and month.")
    ] = None,
    decimal: Annotated[
        str | None, typer.Option(metavar="comma|point", help="Decimal sign of amounts.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML file that names unknown columns.")
    ] = None,
    write_mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a mapping to fill in; import nothing."),
    ] = None,
    as_table: Annotated[
        str | None, typer.Option("--as", metavar="TABLE", help="Read as an optional table.")
    ] = None,
    rates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Exchange rates into one currency.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Read CRM exports into a deal book."""
    words = words_of(language)
    if write_mapping is not None:
        from salestoolkit.sources.mapping_drafts import write_draft

        write_draft(files, write_mapping, as_table=as_table, language=words.language)
        print(words.text("import.summary.mapping_written", path=str(write_mapping)))
        return
    if to is None:
        raise InvalidValue("option_missing", option="--to BOOK")
    with _progress_bar(words) as progress:
        # What reads the files takes a moment to load: the bar is there before it.
        from salestoolkit.sources.importer import import_files
        from salestoolkit.words.imported import import_sections

        summary = import_files(
            files,
            to=to,
            source=source,
            exported_at=parse_date(exported_at, "--exported-at"),
            timezone=timezone,
            date_order=date_order,
            decimal=decimal,
            mapping=mapping,
            as_table=as_table,
            rates=rates,
            progress=progress,
        )
    _print_sections(import_sections(summary, words))
    if summary.as_of > date.today():
        # open deals would be counted as if they had waited until then
        print(words.text("import.summary.day_to_come", date=summary.as_of), file=sys.stderr)
    summary.refuse_if_nothing_counted()


@contextmanager
def _progress_bar(words: Words) -> Iterator[Callable[[str, float], None]]:
    """A bar on stderr, where somebody watches it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(words.text("import.steps.read"), total=1.0)

        def tell(step: str, share: float) -> None:
            bar.update(task, completed=share, description=words.text(f"import.steps.{step}"))

        yield tell


def _print_sections(sections: Sequence[Section]) -> None:
    """Print what an import has to say; lines are wrapped and indented only for who reads a terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for section in sections:
        console.print(Text(section.title, style="bold"))
        width = max((len(n) for _, n in section.counts), default=0)
        counts = [f"{n.rjust(width)}  {name}" for name, n in section.counts]
        for line in (*section.lines, *counts):
            text = Text(line)
            console.print(Padding(text, (0, 0, 0, 2)) if console.is_terminal else Text("  ") + text)
