"""The terms of the field that a page uses, each with its formula, folded away at its end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from salestoolkit.reports.templating import fill
from salestoolkit.words import Words
from salestoolkit.words.glossary import terms_in

_TAG = re.compile("<[^>]*>")
_CHART = "<figure"
"""How a part begins that is a picture: ten times as long as all else, and its words stand beside it."""


def page_terms(parts: Iterable[str], words: Words) -> str:
    """The terms in a page's parts as HTML; empty where none occurs."""
    prose = " ".join(part for part in parts if not part.startswith(_CHART))
    text = unescape(_TAG.sub(" ", prose))
    terms = terms_in(" ".join(text.split()), words)
    return fill("terms", title=words.text("glossary.here"), terms=terms) if terms else ""
