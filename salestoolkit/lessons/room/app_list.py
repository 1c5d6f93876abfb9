"""The start page of the apps: what there is, by kind, as plain HTML."""

from __future__ import annotations

from html import escape

from salestoolkit.lessons.room.apps import FORMS, SHEETS, WHAT_IFS, apps
from salestoolkit.words import Words

STYLE = (
    "body{font-family:sans-serif;line-height:1.5;margin:0 auto;max-width:60rem;padding:1rem;"
    "color:#1b1b1b;background:#fff}"
    "ul{columns:22rem;padding:0;list-style:none}li{break-inside:avoid;padding:.25rem 0}"
    "a{color:#1f5a85}h2{font-size:1.2rem;margin:1.5rem 0 .5rem}"
)


def list_page(words: Words) -> str:
    """The page that lists all apps with links to them."""
    listed = apps(words)
    title = escape(words.text("workshop.apps.title"))
    sections = []
    for kind in (WHAT_IFS, FORMS, SHEETS):
        items = "".join(
            f'<li><a href="/voila/render/{app.name}.ipynb">{escape(app.title)}</a></li>'
            for app in listed
            if app.kind == kind
        )
        heading = escape(words.text(f"workshop.apps.{kind}"))
        sections.append(f"<section><h2>{heading}</h2><ul>{items}</ul></section>")
    note = escape(words.text("workshop.apps.note"))
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{note}</p>{''.join(sections)}</main></body></html>"
    )
