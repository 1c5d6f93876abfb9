"""What people read, in either language, with everything that is not language taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from salestoolkit.sources.content import load_content

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
NOT_LANGUAGE = re.compile(
    r"""
      ```.*?```                                 # a block of code
    | `[^`\n]*`                                 # code within a sentence
    | <!--.*?--> | </?[a-zA-Z][^<>]*>           # marks of a page
    | \w+://\S+ | [\w.+-]+@[\w.-]+              # addresses
    | \bsalestoolkit(?:\ [a-z][a-z-]*){0,2}     # a command
    | [\w\ ]*(?:\w\|[\w\ ]+)+                   # a pattern or a list of codes: this|that
    | \[\[?[\w.]+\]\]?                          # a section of a settings file
    | \w+\ =\ (?:"[^"]*"|'[^']*'|„[^”]*”|\{[^}]*\}|\[[^\]]*\]|[^\s,;:]+)   # its entry
    | \w*\{[^{}]*\}\w*                          # a placeholder
    | (?<!\w)--?[a-z][\w-]*                     # an option
    | [\w/.*-]*\w\.[a-z]\w{1,8}\b               # a file's name
    | [\w.*-]+/(?!\w)                           # a folder's name
    | \w*_\w*                                   # a column's name
    | \w*\d\w*                                  # a number with its unit
    """,
    re.VERBOSE | re.DOTALL,
)
CODE = re.compile(r"[a-z]+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def prose(text: str) -> str:
    """A text without code, names of files, placeholders and whatever else is the same in any language."""
    return NOT_LANGUAGE.sub(" ", LINK.sub(r"\1", text))


def leaves(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text of a topic with its key; items of a list by their place."""
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, list):
        for place, item in enumerate(tree):
            yield from leaves(item, f"{path}.{place}")
    else:
        for key, item in tree.items():
            yield from leaves(item, f"{path}.{key}")


def packaged_texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of the package with its key, but for codes and names of files, which are one bare word."""
    for topic in load_content(language).topics():
        english, polish = (
            dict(leaves(load_content(each).topic(topic), topic)) for each in ("en", "pl")
        )
        for key, text in (english if language == "en" else polish).items():
            same = english.get(key) == polish.get(key) or ".file." in key
            if not (same and CODE.fullmatch(text)):
                yield key, text


def notebooks(language: str) -> list[Path]:
    """The lessons and the examples of own reports."""
    folders = (ROOT / "notebooks" / language, ROOT / "notebooks" / "own" / language)
    return [path for folder in folders for path in sorted(folder.glob("*.ipynb"))]


def notebook_texts(language: str) -> Iterator[tuple[str, str]]:
    """Every cell of words in the notebooks with its place."""
    for path in notebooks(language):
        for place, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "markdown":
                yield f"{path.relative_to(ROOT)} cell {place}", cell.source


def pages(language: str) -> list[Path]:
    """The README and the documentation; Polish is what has .pl in its name or lies in a folder pl."""
    found = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    return [
        path
        for path in found
        if (path.name.endswith(".pl.md") or path.parent.name == "pl") == (language == "pl")
    ]


def page_texts(language: str) -> Iterator[tuple[str, str]]:
    """Every line of the pages with its place; the lines of a block of code count, but are empty."""
    for path in pages(language):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(
            r"```.*?```", lambda block: "\n" * block[0].count("\n"), text, flags=re.DOTALL
        )
        for number, line in enumerate(bare.splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def all_texts(language: str) -> Iterator[tuple[str, str]]:
    """Everything that people read in a language, with where it is."""
    yield from packaged_texts(language)
    yield from notebook_texts(language)
    yield from page_texts(language)
