"""The links of a room with their QR codes: in the terminal, and as a page to project or print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape

from salestoolkit.words import Words

STYLE = (
    "body{font-family:sans-serif;margin:1rem;color:#1b1b1b;background:#fff}"
    "main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr))}"
    "article{border:2px solid #555;border-radius:8px;padding:1rem;text-align:center;"
    "break-inside:avoid}article svg{width:100%;max-width:16rem;height:auto}"
    "h2{font-size:1.6rem;margin:0 0 .5rem}p{font-size:1.1rem;overflow-wrap:anywhere}"
    "@media print{main{grid-template-columns:1fr 1fr}}"
)
Link = tuple[str, str]
"""The name of a team, and its link."""


def links_page(links: Sequence[Link], words: Words) -> str:
    """A page with a card a team: name, QR code, address."""
    title = escape(words.text("workshop.links.title"))
    how = escape(words.text("workshop.links.how"))
    cards = "".join(_card(name, link, words) for name, link in links)
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1><p>{how}</p><main>{cards}</main></body></html>"
    )


def terminal_code(link: str) -> str:
    """A link as a QR code of block letters."""
    import segno

    out = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()


def _card(name: str, link: str, words: Words) -> str:
    import segno

    picture = segno.make(link, error="m", micro=False).svg_inline(omitsize=True, border=4)
    typed = escape(words.text("workshop.links.typed", link=link))
    return f"<article><h2>{escape(name)}</h2>{picture}<p>{typed}</p></article>"
