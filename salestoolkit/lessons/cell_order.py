"""What goes wrong in a lesson's cell, said in a sentence: cells out of order, a text without quotes.

An extension of IPython, loaded by every kernel of the environment that the toolkit is installed in
(``notebooks/ipython_kernel_config.py``). It only speaks in lessons; elsewhere errors stay as they are.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Any

from salestoolkit.errors import SalesToolkitError

CHECKED = "workshop.check("
"""Calls of this make a cell an exercise."""

HANDLED = (NameError, SyntaxError, SalesToolkitError)


def load_ipython_extension(shell: Any) -> None:
    """Say errors of lessons in sentences from now on; a handler of somebody else's stays."""
    if not shell.custom_exceptions:
        shell.set_custom_exc(HANDLED, _say_or_show)


def _say_or_show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    sentence = sentence_for(
        error, typed=_typed(shell), named=_named(shell), inside=_in_cell(shell, trace)
    )
    if sentence is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    else:
        # IPython's own way to a front end: the cell still counts as failed.
        shell._showtraceback(kind, sentence, [sentence])


def sentence_for(
    error: BaseException, *, typed: str, named: Path | None = None, inside: bool = True
) -> str | None:
    """What to say of an error in a lesson, in its language; None where the traceback says it better.

    Parameters
    ----------
    typed : str
        What stood in the cell that failed.
    named : Path, optional
        The notebook, where its server or editor tells; else it is looked for in the working folder.
    inside : bool
        Whether the error came up in the cell itself, not in something that it called.
    """
    from salestoolkit.lessons.lesson_cells import find_lesson
    from salestoolkit.words import load_words

    lesson = find_lesson(named, Path(), typed)
    if lesson is None:
        return None
    words = load_words(lesson.language)
    if isinstance(error, SalesToolkitError):
        return words.error(error)
    if isinstance(error, SyntaxError):
        return words.text("cell_order.unreadable") if CHECKED in typed else None
    name = getattr(error, "name", None) or ""
    if not inside or not name:
        return None
    if place := lesson.where_made(name, but_not=typed):
        return words.text("cell_order.run_first", name=name, place=place)
    return words.text("cell_order.quotes", name=name) if CHECKED in typed else None


def _typed(shell: Any) -> str:
    """What the last cell held."""
    history = shell.history_manager.input_hist_raw
    return str(history[-1]) if history else ""


def _in_cell(shell: Any, trace: TracebackType | None) -> bool:
    """Whether the innermost frame is that of a cell."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals is shell.user_ns


def _named(shell: Any) -> Path | None:
    """The notebook that runs: as Jupyter's server names it, or VS Code."""
    name = os.environ.get("JPY_SESSION_NAME") or shell.user_ns.get("__vsc_ipynb_file__")
    return Path(name) if name else None
