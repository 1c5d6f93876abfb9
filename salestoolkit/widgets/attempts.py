"""What a button does, so that a fault is one sentence in its place and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from salestoolkit.errors import SalesToolkitError
from salestoolkit.words import Words


def attempt(act: Callable[[], str | None], words: Words) -> str:
    """Do something; what there is to show of it, as HTML: what it said, or what went wrong.

    Only faults that a user can mend and refusals of the system are caught.
    """
    try:
        return f"<span>{escape(act() or '')}</span>"
    except SalesToolkitError as error:
        sentence = words.error(error)
    except OSError as error:
        sentence = words.refused(error)
    return f'<span role="alert" style="color:#a33b00;font-weight:bold">{escape(sentence)}</span>'
