"""What any notebook shows, as HTML that runs nothing and fetches nothing: tables, pictures, prose, text."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from salestoolkit.words import Words

if TYPE_CHECKING:
    from nbconvert.preprocessors.sanitize import SanitizeHTML

WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
TAGS = frozenset(
    {
        *("a", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del"),
        *("details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "s", "small"),
        *("span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "u", "ul"),
    }
)
STYLES = frozenset(
    {"background-color", "color", "font-style", "font-weight", "text-align", "white-space"}
)
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
"""What would leave its code behind as text."""
_EMPTY = re.compile(r"(?:\s|<[^>]*>)*")


def plain_output(output: Mapping[str, Any], words: Words) -> str | None:
    """An output as a piece of a page; None where there is nothing that a page can show.

    Of several forms the one that says most is taken. What needs a script, a widget or the network is
    left out, and so is what went to the error stream.
    """
    if output.get("output_type") == "stream":
        return _text(str(output.get("text", ""))) if output.get("name") != "stderr" else None
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data:
            return _picture(kind, str(data[kind]), words)
    if "text/html" in data:
        return _piece(str(data["text/html"]))
    if "text/markdown" in data:
        return prose(str(data["text/markdown"]))
    return None if WIDGET in data else _text(str(data.get("text/plain", "")))


def prose(markdown: str) -> str | None:
    """Markdown as a piece of a page."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return _piece(str(MarkdownWithMath(renderer=renderer).render(markdown)))


def _piece(html: str) -> str | None:
    clean = _cleaner().sanitize_html_tags(_SILENT.sub("", html))
    return None if _EMPTY.fullmatch(clean) else f'<div class="stk plain">{clean}</div>'


def _text(text: str) -> str | None:
    return f'<div class="stk plain"><pre>{escape(text)}</pre></div>' if text.strip() else None


def _picture(kind: str, content: str, words: Words) -> str:
    """A picture in itself: what an SVG would run or fetch does not happen inside a picture."""
    if kind == "image/svg+xml":
        content = base64.b64encode(content.encode()).decode()
    said = escape(words.text("own_reports.page.picture"))
    source = f"data:{kind};base64,{''.join(content.split())}"
    return f'<div class="stk plain"><img src="{escape(source)}" alt="{said}"></div>'


@cache
def _cleaner() -> SanitizeHTML:
    from nbconvert.preprocessors.sanitize import SanitizeHTML

    return SanitizeHTML(attributes=_allowed, tags=list(TAGS), styles=list(STYLES), strip=True)


def _allowed(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay: an address only where a person clicks."""
    if tag == "a":
        return name == "href" and re.match(r"https?:|mailto:", value, re.IGNORECASE) is not None
    return name in {"style", "colspan", "rowspan", "scope"}
