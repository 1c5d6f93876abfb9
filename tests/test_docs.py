"""The documentation holds together: one index, links that lead somewhere, commands that exist."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from salestoolkit import cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
INDEXES = (DOCS / "README.md", DOCS / "README.pl.md")
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.pl.md"])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|`)\s*salestoolkit ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", re.MULTILINE)


def links_of(page: Path) -> Iterator[tuple[Path, str]]:
    """Files within the project that a page links to, each with the heading's anchor, if any."""
    without_code = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in LINK.findall(without_code):
        if not re.match(r"[a-z]+:", link):
            name, _, anchor = link.partition("#")
            yield (page.parent / name).resolve() if name else page, anchor


@cache
def anchors_of(page: Path) -> set[str]:
    """Anchors of a page's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def reached_from(index: Path) -> set[Path]:
    """Pages that somebody reaches who begins at an index and follows links."""
    seen: set[Path] = set()
    waiting = [index]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [target for target, _ in links_of(page) if target.is_file()]
    return seen


def test_every_link_leads_to_a_file_and_its_heading() -> None:
    lost = [
        f"{page.relative_to(ROOT)}: {target.relative_to(ROOT)}#{anchor}"
        for page in PAGES
        for target, anchor in links_of(page)
        if not target.exists() or (anchor and anchor not in anchors_of(target))
    ]
    assert not lost


@pytest.mark.parametrize("index", INDEXES, ids=lambda page: page.name)
def test_every_page_is_reached_from_the_index(index: Path) -> None:
    missed = set(DOCS.rglob("*.md")) - reached_from(index)
    assert not missed, "link these from docs/README.md and docs/README.pl.md"


def test_both_indexes_have_the_same_chapters_and_name_the_same_pages() -> None:
    def named(index: Path) -> list[str]:
        names = [str(target.relative_to(ROOT)) for target, _ in links_of(index)]
        return [re.sub(r"(\.pl)?\.md$|/pl(?=/)", "", name).replace("/pl/", "/") for name in names]

    english, polish = INDEXES
    assert named(english) == named(polish)
    chapters = [page.read_text(encoding="utf-8").count("\n## ") for page in INDEXES]
    assert chapters[0] == chapters[1]


def test_every_command_that_a_page_names_exists() -> None:
    commands = typer.main.get_command(cli.app.app).commands
    unknown = []
    for page in PAGES:
        for named in COMMAND.findall(page.read_text(encoding="utf-8")):
            first, _, second = named.partition(" ")
            inner = getattr(commands.get(first), "commands", None)
            if first not in commands or (inner and second and second not in inner):
                unknown.append(f"{page.relative_to(ROOT)}: {named}")
    assert not unknown


def test_the_methods_name_modules_that_exist_and_both_languages_the_same() -> None:
    english, polish = (
        re.findall(
            r"`([a-z_]+)`(?=[^|]*\|$)", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE
        )
        for name in ("methods.md", "methods.pl.md")
    )
    assert english == polish
    missing = [name for name in english if not (ROOT / f"salestoolkit/core/{name}.py").is_file()]
    assert len(english) > 60 and not missing
