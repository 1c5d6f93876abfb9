"""The leader's guide as one page to print: the overview first, then each lesson on paper of its own."""

from __future__ import annotations

import re
from html import escape

from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.sheet_definitions import read_text

GUIDE = "leaders_guide"
"""Name of the file."""
FOLDERS = {"en": "docs/leader", "pl": "docs/leader/pl"}
STYLE = (
    "@page{size:A4;margin:16mm 18mm}body{font:10.5pt/1.45 sans-serif;color:#1b1b1b}"
    "article+article{break-before:page}h1{font-size:18pt}h2{font-size:13pt;break-after:avoid}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:3px 6px;"
    "text-align:left;vertical-align:top}tr,li{break-inside:avoid}.anchor-link{display:none}pre{white-space:pre-wrap}"
)
_OTHER_LANGUAGE = re.compile(r"^\(\[[^\]]+\]\([^)]+\)\)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
"""To a file beside the guide, which paper does not have."""


def guide_page(language: str) -> str:
    """The whole guide as HTML: no script, no link to a file that is not printed with it."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    folder = packaged_path(FOLDERS[language])
    texts = [read_text(folder / "README.md"), *map(read_text, sorted(folder.glob("[0-9]*.md")))]
    title = escape(texts[0].partition("\n")[0].lstrip("# "))
    articles = "".join(
        f"<article>{markdown2html_mistune(_for_paper(text))}</article>" for text in texts
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>{articles}</body></html>\n"
    )


def _for_paper(text: str) -> str:
    return _LINK.sub(r"\1", _OTHER_LANGUAGE.sub("", text))
