"""Lesson 06 in a real JupyterLab, in Polish: answers planned, a promise kept, a scene played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from running_lab import Lab, run_all, running_lab

from salestoolkit.lessons.folder import make_workshop
from salestoolkit.sources.objections import load_objections
from salestoolkit.sources.role_play import read_scenes
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.words import Words, load_words

pytestmark = pytest.mark.slow

LESSON = "06_handle_objections.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    make_workshop(folder / "pl", language="pl", industry="real_estate")
    with running_lab(folder) as lab:
        yield lab


@pytest.fixture(scope="module", params=["pl"])
def opened(
    request: pytest.FixtureRequest, lab: Lab, browser: Browser
) -> Iterator[tuple[Page, Words, Path]]:
    """The lesson, run from top to bottom; its words, and its folder."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{lab.address}/lab/tree/{request.param}/{LESSON}?token={lab.token}&reset")
    run_all(page)
    yield page, load_words(request.param), lab.folder / request.param
    context.close()


def cell(page: Page, text: str) -> Locator:
    """The cell whose code holds a text, scrolled into view."""
    found = page.locator(".jp-CodeCell").filter(has_text=text).first
    found.scroll_into_view_if_needed()
    return found


def press(button: Locator) -> None:
    """Press a button with the keyboard, as somebody without a mouse does."""
    button.press("Enter")


def test_answers_are_collected_agreed_on_and_become_a_script(
    opened: tuple[Page, Words, Path], keep_picture: Callable[[Page, str], None]
) -> None:
    page, words, folder = opened
    form = cell(page, "plan_answers()")

    def say(key: str) -> str:
        return words.text(f"objection_plan.form.{key}")

    box = form.get_by_label(say("brainstorm_box"), exact=True)
    box.fill("Za drogo\nGdzie zaparkujemy?")
    box.press("Tab")
    press(form.get_by_role("button", name=say("add"), exact=True))
    price = words.text("objections.themes.price")
    grouping = form.get_by_label("1. Za drogo", exact=True)
    grouping.select_option(label=price)
    press(form.get_by_role("button", name=say("take_over"), exact=True))
    taken = words.text("objection_plan.form.taken_over", says="|").partition("|")[0]
    expect(form.get_by_text(taken)).to_be_visible()
    agreed = f"{load_sheet('objection_plan', words.language).field('agreed').label} *"
    form.get_by_label(agreed, exact=True).select_option(label=words.text("sheets.yes"))
    heading = words.text("objection_plan.script.objection", says="Za drogo")
    expect(form.get_by_text(heading)).to_be_visible()
    press(form.get_by_role("button", name=say("keep"), exact=True))
    expect(form.get_by_text("objections.toml").first).to_be_visible()
    keep_picture(page, f"lesson_06_{words.language}_planned")
    team = folder / "team"
    sheet = load_sheet("objection_plan", words.language)
    entries = read_sheet(team / "sheets" / "objection_plan.toml", sheet)
    assert [entry.text("says") for entry in entries] == ["Za drogo", "Gdzie zaparkujemy?"]
    own = [
        card for card in load_objections(words.language, team=team / "objections.toml") if card.own
    ]
    assert [card.says for card in own] == ["Za drogo"]


def test_the_drill_is_walked_with_the_keyboard_up_to_a_promise(
    opened: tuple[Page, Words, Path], keep_picture: Callable[[Page, str], None]
) -> None:
    page, words, folder = opened
    form = cell(page, "listening_drill()")

    def say(key: str) -> str:
        return words.text(f"listening.form.{key}")

    def button(key: str) -> Locator:
        return form.get_by_role("button", name=say(key), exact=True)

    expect(button("ask")).to_be_disabled()
    form.get_by_label(say("theme"), exact=True).select_option(index=1)
    press(button("counted"))
    expect(button("ask")).to_be_enabled()
    form.get_by_label(say("question"), exact=True).fill(
        {"en": "But why?", "pl": "Ale dlaczego?"}[words.language]
    )
    press(button("ask"))
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label(say("question"), exact=True).fill(
        {"en": "What matters most to you?", "pl": "Co jest tu najważniejsze?"}[words.language]
    )
    press(button("ask"))
    expect(button("sum_up")).to_be_enabled()
    form.get_by_label(say("summary"), exact=True).fill(
        {
            "en": "So you need to be sure of it. Is that right?",
            "pl": "Czyli potrzebna jest pewność. Czy tak?",
        }[words.language]
    )
    press(button("sum_up"))
    expect(button("finish")).to_be_enabled()
    form.get_by_label(say("come_back")).check()
    expect(form.get_by_label(say("day"), exact=True)).to_be_visible()
    press(button("finish"))
    expect(form.get_by_text(say("prepared"))).to_be_visible()
    keep_picture(page, f"lesson_06_{words.language}_promised")
    assert len(list((folder / "team" / "promises").glob("*.ics"))) == 1
    press(button("next"))
    expect(form.get_by_text(say("prepared"))).to_have_count(0)


def test_two_people_play_a_scene_at_one_screen_and_keep_it_between_them(
    opened: tuple[Page, Words, Path], keep_picture: Callable[[Page, str], None]
) -> None:
    page, words, folder = opened
    form = cell(page, "role_play()")

    def say(key: str, **fields: str) -> str:
        return words.text(f"role_play.form.{key}", **fields)

    def button(key: str, **fields: str) -> Locator:
        return form.get_by_role("button", name=say(key, **fields), exact=True)

    for place, name in (("first", "Ola"), ("second", "Marek")):
        box = form.get_by_label(say(place), exact=True)
        box.fill(name)
        box.press("Tab")
    expect(form.get_by_text(say("roles", seller="Ola", client="Marek"))).to_be_visible()
    assert say("card_closed") in form.inner_text()
    press(button("show", client="Marek"))
    expect(form.get_by_text(say("card_title", client="Marek"))).to_be_visible()
    expect(form.get_by_text(say("look_away", seller="Ola"))).to_be_visible()
    keep_picture(page, f"lesson_06_{words.language}_card")
    press(button("hide"))
    expect(form.get_by_text(say("card_closed"))).to_be_visible()
    for behaviour, level in (("heard_out", "yes"), ("asked", "partly")):
        group = form.locator(".widget-radio").filter(
            has_text=words.text(f"role_play.behaviour.{behaviour}")
        )
        group.get_by_label(words.text(f"role_play.level.{level}"), exact=True).check()
    form.get_by_label(say("remark"), exact=True).fill("Cisza po pytaniu")
    press(button("finish"))
    expect(form.get_by_text(say("talk_first", seller="Ola", client="Marek"))).to_be_visible()
    file = folder / "private" / "role_plays.toml"
    assert not file.exists()
    press(button("save"))
    expect(form.get_by_text("private/role_plays.toml").last).to_be_visible()
    keep_picture(page, f"lesson_06_{words.language}_scene")
    for _ in range(200):
        # the form names the file before it is written, too
        if file.exists() and read_scenes(file):
            break
        page.wait_for_timeout(100)
    (scene,) = read_scenes(file)
    assert (scene.seller, scene.client) == ("Ola", "Marek")
    assert dict(scene.seen) == {"heard_out": "yes", "asked": "partly"}
    assert not list((folder / "team").rglob("*role*"))
    press(button("swap"))
    expect(form.get_by_text(say("roles", seller="Marek", client="Ola"))).to_be_visible()
