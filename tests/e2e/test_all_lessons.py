"""Every lesson in a real JupyterLab, in both languages: it opens, runs, is whole, and answers.

Hands are laid on the lessons of one language; on those of the other too where SALESTOOLKIT_ALL_LESSONS is 1.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator

import nbformat
import pytest
from classroom import DRAWN, Classroom
from keyboard import SETTLED, walk
from lesson import FOLDERS, lab_with_workshops
from playwright.sync_api import Browser, Locator, Page
from running_lab import Lab

from salestoolkit.lessons.exercises import HINTS
from salestoolkit.lessons.progress import read_progress
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import Words, load_words

pytestmark = pytest.mark.slow

NAMES = sorted(path.name for path in packaged_path("notebooks/en").glob("[0-9][0-9]_*.ipynb"))
BOTH = [(language, name) for language in ("en", "pl") for name in NAMES]
HANDS_ON = BOTH if os.environ.get("SALESTOOLKIT_ALL_LESSONS") == "1" else BOTH[: len(NAMES)]


def sources(name: str, language: str, tag: str) -> list[str]:
    cells = nbformat.read(packaged_path(f"notebooks/{language}/{name}"), as_version=4).cells
    return [cell.source for cell in cells if tag in cell.metadata.get("tags", ())]


def is_saved(code: str) -> bool:
    """Whether a widget keeps what is typed as it is typed."""
    return any(code.startswith(f"workshop.{form}(") for form in ("form", "qualification_form"))


def keeps_what_is_typed(name: str) -> bool:
    """Whether a lesson has a form that does."""
    return any(is_saved(code) for code in sources(name, "en", "widget"))


KEPT = [(language, name) for language, name in HANDS_ON if keeps_what_is_typed(name)]

looked_at = pytest.mark.parametrize("opened", BOTH, indirect=True, ids="-".join, scope="module")
tried = pytest.mark.parametrize("opened", HANDS_ON, indirect=True, ids="-".join, scope="module")
kept = pytest.mark.parametrize("opened", KEPT, indirect=True, ids="-".join, scope="module")

ENGLISH = re.compile(
    r"\b(the|and|with|from|deals?|won|lost|stages?|days?|your?|is|are|of|calls?|save|saved|yes|no|not|this|"
    r"that|for|leads|reps?|notes?|months?|weeks?|years?|what|who|price|cost|margin|chance|known|budget|"
    r"customers?|renewed|visits?|accounts?|goals?|owner|quota)\b",
    re.IGNORECASE,
)
FILES = re.compile(r"\S+\.(?:toml|csv|json|html|pdf|png|svg|txt|mbox)|calls/")
SHOWN = """
(area) => {
  const copy = area.cloneNode(true);
  copy.querySelectorAll('.widget-readout, .salestoolkit-read-out').forEach((readout) => readout.remove());
  return copy.textContent + [...copy.querySelectorAll('svg, button')].map((one) => one.outerHTML).join();
}
"""
DRILL = "workshop.listening_drill()"
"""What is chosen in it counts once somebody has counted to three, which is a button."""
TYPED = "(area) => [...area.querySelectorAll('input[type=text], textarea')].map((one) => one.value)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab_with_workshops(tmp_path_factory.mktemp("lessons")) as lab:
        yield lab


@pytest.fixture(scope="module")
def classroom(lab: Lab, browser: Browser) -> Iterator[Classroom]:
    context = browser.new_context(viewport={"width": 1280, "height": 1300})
    room = Classroom(lab, context.new_page())
    room.enter()
    yield room
    context.close()


@pytest.fixture(scope="module")
def opened(classroom: Classroom, request: pytest.FixtureRequest) -> tuple[Classroom, str, str]:
    """A lesson, all of whose cells have run; with its language and its number."""
    language, name = request.param
    classroom.open(language, name)
    classroom.run_all()
    return classroom, language, name


def spoken(words: Words, key: str) -> str:
    """A sentence as a cell shows it, where what stands between backticks is code."""
    return " ".join(words.text(key).replace("`", "").split())


@looked_at
def test_a_lesson_runs_and_everything_it_shows_is_whole_and_in_its_language(
    opened: tuple[Classroom, str, str], keep_picture: Callable[[Page, str], None]
) -> None:
    room, language, name = opened
    cells = room.look()
    keep_picture(room.page, f"lesson_{name[:2]}_{language}")
    for cell in cells:
        assert not cell["failed"], cell["code"]
        assert not cell["tooWide"], cell["code"]
        if language == "pl":
            said = FILES.sub(" ", cell["said"])
            assert not ENGLISH.search(said), (cell["code"], ENGLISH.findall(said))
    assert sum(bool(cell["said"]) for cell in cells) >= len(cells) - 2


@tried
def test_each_exercise_goes_from_wrong_to_right_with_a_hint_at_each_step(
    opened: tuple[Classroom, str, str],
) -> None:
    room, language, name = opened
    words, number = load_words(language), name[:2]
    asked = sources(name, language, "exercise")
    for step, wrong in enumerate(('"?"', "-1"), start=1):
        answers = [source.replace("= None", f"= {wrong}", 1) for source in asked]
        for place, said in enumerate(room.run("exercise", sources=answers), start=1):
            assert said.startswith(words.text("lessons.check.wrong")), (name, place, said)
            assert spoken(words, f"lesson_{number}.e{place}.{HINTS[step - 1]}") in said
    right = [one.replace(", note=False", "") for one in sources(name, language, "solution")]
    for said in room.run("exercise", sources=right):
        assert said.startswith(words.text("lessons.check.right"))
    kept = read_progress(room.lab.folder / FOLDERS[language])
    for place in (1, 2, 3):
        entry = kept[f"{number}.{place}"]
        assert (entry["tries"], entry["wrong"], entry["solved"]) == (3, 2, True)


@tried
def test_each_widget_answers_and_the_keyboard_alone_goes_through_it(
    opened: tuple[Classroom, str, str],
) -> None:
    room, language, name = opened
    for code in sources(name, language, "widget"):
        area = room.output(code.splitlines()[-1])
        area.scroll_into_view_if_needed()
        before = area.evaluate(SHOWN)
        touch(room.page, area, types=is_saved(code))
        if code == DRILL:
            area.locator("button:enabled").first.press("Enter")
        shown = [area.element_handle(), before]
        room.page.wait_for_function(f"([area, before]) => ({SHOWN})(area) !== before", arg=shown)
        room.page.evaluate(SETTLED)
        walk(room.page, area)


def touch(page: Page, area: Locator, *, types: bool) -> None:
    """Move a slider, choose something else, or type and press the button: what comes first."""
    handles, choices = area.locator(".noUi-handle"), area.locator("select:visible")
    if handles.count():
        handles.first.focus()
        for _ in range(4):
            page.keyboard.press("ArrowRight")
    elif not types and choices.count() and (n := choices.first.locator("option").count()) > 1:
        chosen = choices.first.evaluate("(select) => select.selectedIndex")
        choices.first.select_option(index=(chosen + 1) % n)
    else:
        field = area.locator("input[type=text]:visible, textarea:visible").first
        field.fill("Nowa 7")
        page.keyboard.press("Tab")
        if not types:
            page.keyboard.press("Enter")


@kept
def test_after_a_restart_a_cell_run_too_early_says_so_and_what_was_saved_is_there(
    opened: tuple[Classroom, str, str],
) -> None:
    room, language, name = opened
    words = load_words(language)
    forms = [room.output(code) for code in sources(name, language, "widget") if is_saved(code)]
    typed = [form.evaluate(TYPED) for form in forms]
    assert all(any(values) for values in typed)
    room.restart()
    too_early = words.text("cell_order.run_first", name="workshop", place="|").partition("|")[0]
    assert room.run("progress")[0].startswith(too_early)
    progress = read_progress(room.lab.folder / FOLDERS[language])
    solved = sum(entry["solved"] for entry in progress.values())
    here = sum(entry["solved"] for number, entry in progress.items() if number[:2] == name[:2])
    counted = {"solved": solved, "all": 36, "here": here, "of": 3}
    assert room.run("parameters", "load")[1].startswith(words.text("progress.greeting", **counted))
    room.run("widget")
    room.page.wait_for_function(DRAWN)
    assert [form.evaluate(TYPED) for form in forms] == typed


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_cell_run_too_early_names_the_cell_that_comes_first(
    classroom: Classroom, language: str
) -> None:
    folder = classroom.lab.folder / FOLDERS[language]
    shutil.copy(folder / "02_set_smart_goals.ipynb", folder / "our_goals.ipynb")
    classroom.open(language, "our_goals.ipynb", fresh=True)
    (said,) = classroom.run("wish-chance")
    place = {"en": "Set SMART goals", "pl": "Wyznaczaj cele SMART"}[language]
    sentence = load_words(language).text("cell_order.run_first", name="workshop", place=place)
    assert said == " ".join(sentence.split())
