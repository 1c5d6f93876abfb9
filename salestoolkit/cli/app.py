"""The application: its options, its language, and what it says when something goes wrong."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.core.typed_days import optional_day
from salestoolkit.errors import InvalidValue, SalesToolkitError

if TYPE_CHECKING:
    from salestoolkit.words import Words

LANGUAGE_VARIABLE = "SALESTOOLKIT_LANGUAGE"
spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
"""Language in which the command has begun to speak: that of its room, where it has one."""
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
    from salestoolkit.lean import UNUSED_GRAMMAR, leave_out

    arguments = sys.argv[1:] if arguments is None else arguments
    spoken.set(None)
    # what draws would else compile a grammar of addresses for more than a second
    leave_out(UNUSED_GRAMMAR)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a file or a pipe on Windows may lack a letter: it is escaped, as on stderr, and nothing is lost
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        outcome = _command()(list(arguments), standalone_mode=False)
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

    words = load_words(language or os.environ.get(LANGUAGE_VARIABLE) or "en")
    spoken.set(words.language)
    return words


@contextmanager
def saying_what_is_kept(words: Words) -> Iterator[None]:
    """Say of a batch that Ctrl+C ended that what it had made stays, not that nothing was changed."""
    try:
        yield
    except KeyboardInterrupt as error:
        print(words.text("batch.done.interrupted"), file=sys.stderr)
        raise SystemExit(INTERRUPTED) from error


def parse_date(text: str | None, option: str) -> date | None:
    """A date given as YYYY-MM-DD; InvalidValue names the option and the value."""
    return optional_day(text, option)


def past_day(text: str | None, option: str) -> date:
    """A day until today, by default today; InvalidValue ``day_to_come`` names option and value."""
    today = date.today()
    day = parse_date(text, option) or today
    if day > today:
        raise InvalidValue("day_to_come", field=option, value=day, allowed=today)
    return day


@cache
def _command() -> Callable[..., object]:
    """The commands with their options; reading them all takes longer than most of them run."""
    return typer.main.get_command(app)


def _say(error: BaseException, arguments: Sequence[str]) -> int:
    """Say on stderr what went wrong, in the reader's language; the exit code."""
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAULT
    words = _words_for_errors(arguments)
    if hasattr(error, "ctx"):
        from salestoolkit.cli.usage import usage_sentence

        print(usage_sentence(error, words), file=sys.stderr)
        return USAGE
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
        return words.refused(error)
    return f"{words.unexpected(error)} {words.text('cli.debug', variable=DEBUG_VARIABLE)}"


def _words_for_errors(arguments: Sequence[str]) -> Words:
    """Words in the language on the command line, read even where the rest of it is wrong."""
    given = [after for before, after in pairwise(arguments) if before == "--language"]
    given += [text.split("=", 1)[1] for text in arguments if text.startswith("--language=")]
    for language in (*given[-1:], spoken.get(), None, "en"):
        with suppress(SalesToolkitError):
            return words_of(language)
    raise AssertionError("English is always there")
