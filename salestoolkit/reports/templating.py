"""Pieces of HTML from templates: what comes from data or content is escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"


def fill(template: str, **fields: Any) -> str:
    """A template of ``templates/parts``, filled in."""
    return str(_environment().get_template(f"{template}.html.j2").render(**fields))


_LONE_LETTER = re.compile(r"\b([aiouwz]) ", re.IGNORECASE)


def _tied(value: Any) -> Any:
    """Polish leaves no one-letter word at the end of a line: it is tied to the next one."""
    if type(value) is not str:
        return value
    return _LONE_LETTER.sub("\\1\N{NO-BREAK SPACE}", value)


_LONG_WORD = re.compile(r"\S{24}(?=\S)")


def _breakable(text: str) -> str:
    """A word from data may be as long as it likes: in a table it may break every 24 letters."""
    return _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)


@lru_cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "parts", encoding="utf-8"),
        autoescape=True,
        finalize=_tied,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["breakable"] = _breakable
    return made
