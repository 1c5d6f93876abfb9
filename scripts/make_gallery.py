"""Make the gallery, docs/gallery*.md and its pictures: ``python scripts/make_gallery.py``.

What there is to show stands in docs/gallery.toml. The commands named there are run on the sample companies
in a folder of their own, and what they make is opened in Chromium. ``--text`` writes the pages alone,
``--only NAME`` takes single pictures again, ``--work DIR`` keeps what was made, so that it is not made twice.
"""

from __future__ import annotations

import argparse
import ast
import base64
import json
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salestoolkit.lessons.folder import MARKETS, make_workshop
from salestoolkit.lessons.room.apps import CALLS
from salestoolkit.lessons.room.opening import opened
from salestoolkit.reports.kinds import KINDS
from salestoolkit.reports.pdf import find_browser
from salestoolkit.sources.samples import COMPANIES, import_sample
from salestoolkit.words import load_words

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "docs/gallery.toml"
PICTURES = ROOT / "docs/images/gallery"
PAGES = {"en": ROOT / "docs/gallery.md", "pl": ROOT / "docs/gallery.pl.md"}
REPORTS, CHARTS, LESSONS, TOOLS, HANDOUTS = KIND_ORDER = (
    *("report", "chart", "lesson"),
    *("tool", "handout"),
)
CHART_MODULES, CHART_NAMES = "salestoolkit.charts.", ("_chart", "process_map", "process_maps")
TODAY = "date(2026, 11, 2)"
"""The day of the pictures; who follows the page takes today's."""
IMPORTS = """\
from datetime import date

from salestoolkit.core.what_if_book import what_if_from_book
from salestoolkit.lessons import open_workshop
from salestoolkit.widgets.what_if import what_if_sliders
"""
OPEN = 'workshop = open_workshop(language="{language}", folder="{folder}", today={today})'
SCREEN = (1000, 760)
"""Pixels of a page's first screen."""
TALLEST = 900
"""Pixels of a tool; what lies below is cut."""
WIDEST = 1400
LOADING, ELEMENT = 600_000, 90_000
"""Milliseconds that a page, or a part of one, may take."""
CUT = "(part, most) => { part.style.maxHeight = `${most}px`; part.style.overflow = 'hidden'; }"
TO_WEBP = """
async ([png, quality, widest]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, widest / image.naturalWidth);
  canvas.width = Math.round(scale * image.naturalWidth);
  canvas.height = Math.round(scale * image.naturalHeight);
  const drawn = canvas.getContext("2d");
  drawn.imageSmoothingQuality = "high";
  drawn.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}
"""
DRAWN = "figure.chart:not(.narrow), .jp-RenderedSVG svg, .jp-RenderedHTML svg"
"""A chart on a page, or in what a notebook shows."""
WIDGET = ".jupyter-widgets"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to show, in one language."""

    kind: str
    name: str
    title: str
    answers: str
    charts: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    call: str = ""
    screen: str = ""
    figure: int | str | None = None
    height: int = SCREEN[1]

    @property
    def stem(self) -> str:
        """Name of its picture, without the ending."""
        return f"{self.kind}-{self.name}"

    @property
    def picture(self) -> str:
        """Name of its picture."""
        return f"{self.stem}.webp"


def entries(language: str) -> tuple[Entry, ...]:
    """Everything to show, in the order of the page."""
    listed = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    words = load_words(language)
    company = next(one for one in COMPANIES if one.language == language)
    fields = {
        "book": f"demo-output/{company.folder}_book",
        "data": f"data/{company.folder}",
        "company": company.folder,
        "language": language,
        "market": MARKETS[language],
        "team": {"en": '"Field"', "pl": '"Zespół Centrum"'}[language],
    }
    reports = {one["name"]: one for one in listed[REPORTS]}
    found = []
    for kind in KIND_ORDER:
        for one in listed[kind]:
            made_by = reports[one["page"]] if "page" in one else one
            filled = [command.format(**fields) for command in made_by.get("run", ())]
            if kind == REPORTS:
                title = words.text(f"batch_index.kind.{one['name']}")
            elif kind == TOOLS:
                title = words.text(f"workshop.apps.titles.{one['name']}")
            else:
                title = one["title"][language]
            found.append(
                Entry(
                    kind=kind,
                    name=one["name"],
                    title=title,
                    answers=one[language],
                    charts=tuple(one.get("charts", ())),
                    run=tuple(filled),
                    call=one.get("call", "").strip().replace("{team}", fields["team"]),
                    screen=made_by.get("screen", "").format(**fields),
                    figure=one.get("figure"),
                    height=one.get("height", SCREEN[1]),
                )
            )
    return tuple(found)


def drawing_functions() -> set[str]:
    """Charts that a page, a lesson or a tool draws: what the package takes from its charts to show it."""
    found = set()
    for path in (ROOT / "salestoolkit").rglob("*.py"):
        if path.parent.name == "charts":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(CHART_MODULES):
                found |= {each.name for each in node.names if each.name.endswith(CHART_NAMES)}
    return found


def not_shown() -> dict[str, set[str]]:
    """Kinds of page, charts and tools that no entry shows."""
    shown = entries("en")
    by_kind = {kind: {one.name for one in shown if one.kind == kind} for kind in KIND_ORDER}
    return {
        "reports": set(KINDS) - by_kind[REPORTS],
        "charts": drawing_functions() - {chart for one in shown for chart in one.charts},
        "tools": set(CALLS) - by_kind[TOOLS],
    }


def is_pictured(one: Entry) -> bool:
    """Whether it is shown as a picture: a tool only once it was taken in both languages."""
    return one.kind != TOOLS or all((PICTURES / each / one.picture).exists() for each in PAGES)


def page_text(language: str) -> str:
    """The gallery's page in a language."""
    texts = tomllib.loads(LISTED.read_text(encoding="utf-8"))["page"][language]
    folder = f"images/gallery/{language}"
    opening = OPEN.format(language=language, folder=".", today="date.today()")
    goals = tomllib.loads(LISTED.read_text(encoding="utf-8"))["goals"]
    parts = [texts["top"].strip(), f"```toml\n{goals.strip()}\n```"]
    for kind in KIND_ORDER:
        parts.append(f"## {texts[kind]['title']}")
        parts.append(texts[kind]["intro"].strip())
        if kind == LESSONS:
            parts.append(f"```python\n{IMPORTS}\n{opening}\n```")
        for one in entries(language):
            if one.kind == kind:
                code = f"python\n{one.call}" if one.call else "sh\n" + "\n".join(one.run)
                parts += [f"### {one.title}", one.answers]
                if is_pictured(one):
                    parts.append(f"![{one.title}]({folder}/{one.picture})")
                parts.append(f"```{code}\n```")
    return "\n\n".join(parts) + "\n"


def run(command: str) -> None:
    """Run a command of the toolkit in this process."""
    from salestoolkit.cli.app import app

    program, *arguments = shlex.split(command)
    assert program == "salestoolkit"
    print("$", command, flush=True)
    app(arguments, standalone_mode=False)


def make_pages(language: str, wanted: Sequence[Entry]) -> None:
    """Run the commands in this folder; what is there already stays."""
    goals = tomllib.loads(LISTED.read_text(encoding="utf-8"))["goals"]
    Path("goals.toml").write_text(goals, encoding="utf-8")
    if not Path("data").exists():
        Path("data").symlink_to(ROOT / "data")
    for company in COMPANIES:
        import_sample(company, to=Path(f"demo-output/{company.folder}_book"))
    for one in wanted:
        if not Path(one.screen).exists():
            for command in one.run:
                run(command)


@contextmanager
def chromium() -> Iterator[Any]:
    """An installed browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path, arguments = find_browser(), ["--no-sandbox", "--force-color-profile=srgb"]
        browser = driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def as_webp(browser: Any, png: bytes, path: Path) -> None:
    """Keep a picture, exact or with slight losses, whichever is smaller."""
    page = browser.new_page()
    text = base64.b64encode(png).decode()
    kept = [
        base64.b64decode(page.evaluate(TO_WEBP, [text, quality, WIDEST])) for quality in (1, 0.8)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(min(kept, key=len))
    page.close()
    print(f"{path.name}: {path.stat().st_size:,} bytes", flush=True)


def of_page(page: Any, one: Entry) -> bytes:
    """A chart of a page that is open, or the page's first screen."""
    if one.figure is None:
        return bytes(page.screenshot(animations="disabled"))
    figures = page.locator(DRAWN)
    if isinstance(one.figure, int):
        return bytes(figures.nth(one.figure).screenshot())
    return bytes(figures.filter(has_text=re.compile(one.figure)).first.screenshot())


def take_pages(browser: Any, wanted: Sequence[Entry], to: Path) -> None:
    """Pictures of what commands made."""
    page = browser.new_page()
    for one in wanted:
        if one.screen.endswith(".png"):
            as_webp(browser, Path(one.screen).read_bytes(), to / one.picture)
            continue
        page.set_viewport_size({"width": SCREEN[0], "height": one.height})
        page.goto(Path(one.screen).resolve().as_uri())
        as_webp(browser, of_page(page, one), to / one.picture)
    page.close()


def notebook(language: str, wanted: Sequence[Entry]) -> str:
    """A notebook that shows each call in a cell of its own."""
    opening = OPEN.format(language=language, folder="..", today=TODAY)
    sources = [IMPORTS + opening, *(one.call for one in wanted)]
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell{place}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for place, source in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5})


def settle(page: Any, shown: Any) -> None:
    """Wait until what a kernel still sends changes nothing any more."""
    before = None
    while (now := shown.evaluate("part => part.outerHTML")) != before:
        before = now
        page.wait_for_timeout(1000)


def take_calls(browser: Any, language: str, wanted: Sequence[Entry], to: Path) -> None:
    """Pictures of lessons' charts and of tools, all on one page without code."""
    room = Path(f"room-{language}")
    make_workshop(room, language=language)
    with opened(room, app=True) as server:
        text = notebook(language, wanted)
        (room / "apps" / "gallery.ipynb").write_text(text, encoding="utf-8")
        page = browser.new_page(viewport={"width": SCREEN[0], "height": TALLEST})
        page.set_default_timeout(LOADING)
        page.goto(server.wanted.link)
        page.goto(f"{server.wanted.address}/voila/render/gallery.ipynb")
        page.locator("#rendered_cells").wait_for(state="visible")
        page.set_default_timeout(ELEMENT)
        cells = page.locator(".jp-CodeCell")
        for place, one in enumerate(wanted, 1):
            cell = cells.nth(place)
            shown = cell.locator(DRAWN).first if one.kind == LESSONS else cell
            cell.locator(DRAWN if one.kind == LESSONS else WIDGET).first.wait_for(state="visible")
            settle(page, shown)
            if shown.get_by_text("Error displaying widget").count():
                sys.exit(f"{one.stem}: was not shown; take it again with --only {one.stem}")
            page.evaluate("document.activeElement?.blur()")
            shown.evaluate(CUT, TALLEST)
            as_webp(browser, shown.screenshot(), to / one.picture)
        page.close()


def main() -> None:
    """Make what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--text", action="store_true", help="the pages alone, without pictures")
    asked.add_argument(
        "--only", action="append", default=[], help="name of a picture, without .webp"
    )
    asked.add_argument("--language", choices=[*PAGES], action="append", default=[])
    asked.add_argument("--work", type=Path, help="folder to keep what was made")
    told = asked.parse_args()
    for language in told.language or PAGES:
        PAGES[language].write_text(page_text(language), encoding="utf-8")
        if told.text:
            continue
        wanted = [one for one in entries(language) if not told.only or one.stem in told.only]
        made = [one for one in wanted if one.run]
        called = [one for one in wanted if one.call]
        to = PICTURES / language
        work = (told.work or Path(tempfile.mkdtemp())) / language
        work.mkdir(parents=True, exist_ok=True)
        with chdir(work):
            if made:
                make_pages(language, made)
            with chromium() as browser:
                take_pages(browser, made, to)
                if called:
                    take_calls(browser, language, called, to)
    missing = {what: names for what, names in not_shown().items() if names}
    sys.exit(f"not shown: {missing}" if missing else 0)


if __name__ == "__main__":
    main()
