"""The command line: thin, one function a command."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.errors import ImportFailed, InvalidValue, SalesToolkitError

if TYPE_CHECKING:
    from salestoolkit.words import Words
    from salestoolkit.words.imported import Section

LANGUAGE_VARIABLE = "SALESTOOLKIT_LANGUAGE"
DEBUG_VARIABLE = "SALESTOOLKIT_DEBUG"
FAULT, USAGE, INTERRUPTED = 1, 2, 130
"""Exit codes: something the sentence on stderr names, a wrong option, Ctrl+C."""

app = typer.Typer(
    name="salestoolkit",
    help="From a CRM export to a page that a sales manager can act on.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="en|pl", help=f"Language; else ${LANGUAGE_VARIABLE}, else en."
    ),
]


@app.callback()
def salestoolkit() -> None:
    """From a CRM export to a page that a sales manager can act on."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: what goes wrong is one sentence on stderr, never a traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        outcome = app(list(arguments), standalone_mode=False)
        sys.stdout.flush()
        if outcome == INTERRUPTED:
            # The parser of the command line turns Ctrl+C into this code and says nothing.
            raise KeyboardInterrupt
    except BrokenPipeError:
        # Whoever read our output (such as `head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except BaseException as error:
        sys.exit(_say(error, arguments))
    sys.exit(outcome if isinstance(outcome, int) else 0)


def words_of(language: str | None) -> Words:
    """Words in the language asked for, else the environment's, else English."""
    from salestoolkit.words import load_words

    return load_words(language or os.environ.get(LANGUAGE_VARIABLE) or "en")


def parse_date(text: str | None, option: str) -> date | None:
    """A date given as YYYY-MM-DD; InvalidValue names the option and the value."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue("not_a_date", field=option, value=text) from error


def _say(error: BaseException, arguments: Sequence[str]) -> int:
    """Say on stderr what went wrong, in the reader's language; the exit code."""
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAULT
    if callable(show := getattr(error, "show", None)):
        # A wrong option: the parser of the command line knows best what to say.
        show()
        return USAGE
    words = _words_for_errors(arguments)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        print(words.text("cli.interrupted"), file=sys.stderr)
        return INTERRUPTED
    print(_sentence(error, words), file=sys.stderr)
    return FAULT


def _sentence(error: BaseException, words: Words) -> str:
    if isinstance(error, SalesToolkitError):
        return words.error(error)
    if isinstance(error, MemoryError):
        return words.text("cli.out_of_memory")
    if isinstance(error, OSError):
        path = str(error.filename or "")
        return words.text("cli.system", path=path, reason=error.strerror or str(error))
    return f"{words.unexpected(error)} {words.text('cli.debug', variable=DEBUG_VARIABLE)}"


def _words_for_errors(arguments: Sequence[str]) -> Words:
    """Words in the language on the command line, read even where the rest of it is wrong."""
    given = [after for before, after in pairwise(arguments) if before == "--language"]
    given += [text.split("=", 1)[1] for text in arguments if text.startswith("--language=")]
    try:
        return words_of(given[-1] if given else None)
    except SalesToolkitError:
        from salestoolkit.words import load_words

        return load_words("en")


@app.command("import")
def import_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exports: CSV, XLSX or saved JSON.")
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
        from salestoolkit.sources.recognition.mapping import write_draft

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
    if set(summary.reasons) - {"deleted"} and not summary.deals:
        raise ImportFailed("no_deal_counted", value=summary.quarantined, path=str(summary.book))


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


@app.command()
def report(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Kind of page: funnel_audit.")],
    book: Annotated[Path, typer.Option("--book", metavar="BOOK", help="Folder of the deal book.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the pages.")],
    per: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="A page for each value too, such as team."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option("--for", metavar="leader", help="Needed for pages by owner.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="html,json,pdf,ipynb", help="Kinds of file.")
    ] = "html",
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="See the book as at this day.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only deals in this currency.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(metavar="NAME", help="Else the one with the most deals.")
    ] = None,
    language: LanguageOption = None,
) -> int:
    """Make pages from a deal book: one for all deals, and one for each value of a column."""
    _start_lean()
    from salestoolkit.reports.console import is_for_leader, make_and_tell, split_formats
    from salestoolkit.reports.make import plan_report

    words = words_of(language)
    job = plan_report(
        name,
        book=book,
        to=to,
        per=per,
        languages=[words.language],
        formats=split_formats(formats),
        as_of=parse_date(as_of, "--as-of"),
        currency=currency,
        pipeline=pipeline,
        for_leader=is_for_leader(audience),
    )
    return make_and_tell(job, words)


@app.command()
def demo(
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="Folder for books and pages.")
    ] = Path("demo-output"),
    language: LanguageOption = None,
) -> int:
    """Import the sample exports and make their pages, in English and in Polish."""
    _start_lean()
    from salestoolkit.reports.console import make_and_tell
    from salestoolkit.reports.demo import demo_jobs

    words = words_of(language)
    return max(make_and_tell(job, words) for job in demo_jobs(to))


def _start_lean() -> None:
    """Leave out what Jupyter's libraries would load for a second and nobody here uses."""
    from salestoolkit.reports.lean import UNUSED_GRAMMAR, leave_out

    leave_out(UNUSED_GRAMMAR)


if __name__ == "__main__":
    main()
