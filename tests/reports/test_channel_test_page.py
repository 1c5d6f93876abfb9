"""The page of a channel test: the verdict, what may be shown, and the same as JSON."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from channel_readings import readings

from salestoolkit.errors import BookError, InvalidValue, ReportError
from salestoolkit.reports.channel_test_page import open_page, rehearse
from salestoolkit.reports.channel_test_sections import SECTIONS, ChannelTestPage
from salestoolkit.reports.make import plan_report
from salestoolkit.sources.channel_folder import FolderReading
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import load_words

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/channel_test.schema.json").read_text("utf-8")
)
SAMPLES = {"pl": "kwarcowa_sowa", "en": "marmalade_lighthouse"}
MADE = readings()


def folder(language: str) -> Path:
    return packaged_path(f"data/{SAMPLES[language]}/channel_test")


def said(page: ChannelTestPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS if name != "chart"]
    text = re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def page_of(name: str, language: str) -> ChannelTestPage:
    found = FolderReading(reading=MADE[name], latest=None, own_arms=False, broken=0)
    return ChannelTestPage(found=found, words=load_words(language))


@pytest.mark.parametrize("name", MADE)
def test_every_reading_makes_a_page_that_keeps_to_the_schema(name: str) -> None:
    page = page_of(name, "pl" if len(name) % 2 else "en")
    data = json.loads(json.dumps(page.as_data(), allow_nan=False))
    jsonschema.validate(data, SCHEMA)
    text = said(page)
    assert "{" not in text and "None" not in text
    assert data["verdict"]["code"] == page.reading.code
    accounts = data["accounts"]
    assert accounts["rows"] == accounts["used"] + accounts["repeated"] + sum(
        one["line"] > 0 for one in accounts["rows_apart"]
    )


@pytest.mark.parametrize("name", ["blocked", "blocked_counted"])
def test_a_result_that_may_not_be_read_is_nowhere_on_the_page(name: str) -> None:
    page = page_of(name, "en")
    rates = [page.words.percent(arm.rate, digits=1) for arm in page.reading.arms]
    text, data = said(page), page.as_data()
    assert not any(rate in text for rate in rates)
    assert not page.chart().blocks and data["pairs"] == []
    assert {arm["rate"] for arm in data["arms"]} == {None}


def test_the_chance_stands_on_a_card_only_where_a_winner_may_be_named() -> None:
    assert "Chance that" in page_of("winner", "en").key_figures().html
    assert "Chance that" not in page_of("cannot_tell", "en").key_figures().html


@pytest.mark.parametrize("language", SAMPLES)
def test_the_samples_tell_their_stories(language: str) -> None:
    page = open_page(folder(language), language=language)
    headline = page.as_data()["headline"]
    if language == "pl":
        assert headline.startswith("Lepiej działa „Pytanie”: 14,0% wobec 8,1%")
        return
    assert headline.startswith("Cannot tell yet: ") and "“Plain” 9.3%, “Story” 14.6%" in headline
    assert [look["as_of"] for look in page.as_data()["looks"]] == [
        "2026-10-07",
        "2026-10-14",
        "2026-10-21",
    ]
    assert "7 Oct 2026" in page.looks().html


def test_a_page_is_as_at_the_day_asked_for() -> None:
    page = open_page(folder("pl"), language="pl", as_of="2026-10-07")
    assert page.as_data()["verdict"]["code"] == "not_yet"
    assert "channel-test read" in said(page)
    assert "channel-test read" not in said(open_page(folder("pl"), language="pl"))
    with pytest.raises(InvalidValue, match="not_a_date"):
        open_page(folder("pl"), as_of="soon")


def test_a_rehearsal_says_nothing_of_what_is_wrong(tmp_path: Path) -> None:
    rehearse(test=str(tmp_path))
    with pytest.raises(BookError, match="channel_no_test"):
        open_page(tmp_path)


def test_what_people_typed_is_escaped(tmp_path: Path) -> None:
    text = (folder("en") / "test.toml").read_text("utf-8")
    for name in ("assigned.csv", "results.csv"):
        (tmp_path / name).write_bytes((folder("en") / name).read_bytes())
    hostile = text.replace("First e-mail: plain or a client's story", "<script>alert(1)</script>")
    (tmp_path / "test.toml").write_text(hostile, encoding="utf-8")
    page = open_page(tmp_path, as_of="2026-10-30")
    assert "<script>" not in page.headline().html.replace("<style>", "")
    assert "&lt;script&gt;" in page.headline().html


def test_a_report_is_about_a_folder_and_about_nothing_else(tmp_path: Path) -> None:
    about = {"test": folder("en")}
    job = plan_report("channel_test", to=tmp_path, about=about, languages=["en", "pl"])
    assert [page.stem for page in job.pages] == ["channel_test_all_en", "channel_test_all_pl"]
    with pytest.raises(ReportError, match="report_needs"):
        plan_report("channel_test", to=tmp_path)
    with pytest.raises(ReportError, match="report_without"):
        plan_report("channel_test", to=tmp_path, about=about, per="team")
    with pytest.raises(BookError, match="channel_no_test"):
        plan_report("channel_test", to=tmp_path, about={"test": tmp_path})
