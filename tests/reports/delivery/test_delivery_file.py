"""The sections [freshness] and [delivery] of a batch file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import salestoolkit
from salestoolkit.core.freshness import Freshness
from salestoolkit.errors import BookError, ReportError, SalesToolkitError
from salestoolkit.reports.batch.batch_file import read_batch
from salestoolkit.reports.delivery.delivery_file import Delivery, read_delivery
from salestoolkit.reports.delivery.freshness import notice, read_freshness, stale_export
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.words import load_words

SECRET = "https://hc.example.org/ping/3f9a-s3cr3t"


def section(name: str, text: str) -> TomlEntry | None:
    return read_toml(f"[{name}]\n{text}\n", file="monday.toml").table(name)


def delivery(text: str, folder: Path = Path("/batches")) -> Delivery:
    read = read_delivery(section("delivery", text), folder)
    assert read is not None
    return read


def test_a_batch_without_the_sections_neither_judges_nor_delivers() -> None:
    empty = read_toml("", file="monday.toml")
    assert read_freshness(empty.table("freshness")) is None
    assert read_delivery(empty.table("delivery"), Path()) is None


def test_an_old_export_means_a_banner_unless_the_file_says_stop() -> None:
    assert read_freshness(section("freshness", "days = 8")) == Freshness(days=8, then="banner")
    stop = section("freshness", 'days = 8\nthen = "stop"')
    assert read_freshness(stop) == Freshness(days=8, then="stop")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "toml_missing"),
        ("days = 8.5", "toml_not_whole"),
        ("days = true", "toml_not_whole"),
        ("days = -1", "toml_not_whole"),
        ("days = 99999", "toml_not_whole"),
        ('days = 8\nthen = "halt"', "toml_not_choice"),
        ("days = 8\nday = 9", "toml_unknown_key"),
    ],
)
def test_a_slip_in_freshness_is_one_sentence_with_its_line(text: str, code: str) -> None:
    with pytest.raises(BookError) as caught:
        read_freshness(section("freshness", text))
    assert caught.value.code == code
    for language in ("en", "pl"):
        assert "monday.toml" in load_words(language).error(caught.value)


def test_the_banner_says_the_day_and_the_age_in_the_language_of_the_page() -> None:
    stale = stale_export(Freshness(days=8), exported=date(2026, 11, 20), today=date(2026, 11, 30))
    assert "of 20 November 2026" in (english := notice(stale, load_words("en")))
    assert "10 days old" in english and "8 days at most" in english
    polish = notice(stale, load_words("pl"))
    assert "20 listopada 2026" in polish and "10 dni" in polish and "najwyżej 8 dni" in polish


def test_a_fresh_export_has_no_banner() -> None:
    fresh = stale_export(Freshness(days=8), exported=date(2026, 11, 25), today=date(2026, 11, 30))
    assert notice(fresh, load_words("en")) == ""
    assert stale_export(None, exported=date(2000, 1, 1), today=date(2026, 11, 30)) is None


def test_with_stop_nothing_is_made_and_the_sentence_says_day_age_and_what_to_do() -> None:
    rule = Freshness(days=8, then="stop")
    with pytest.raises(ReportError) as caught:
        stale_export(rule, exported=date(2026, 11, 20), today=date(2026, 11, 30))
    sentence = load_words("en").error(caught.value)
    assert "2026-11-20" in sentence and "is 10" in sentence and "import a newer export" in sentence


def test_everything_in_delivery_may_be_left_out() -> None:
    read = delivery("")
    assert (read.after_report, read.after_batch, read.recipients, read.to) == ((), (), (), None)
    assert (read.persistence.retries, read.persistence.wait_seconds) == (2, 10)


def test_paths_are_meant_from_the_folder_of_the_batch_file(tmp_path: Path) -> None:
    (tmp_path / "who.toml").write_text('[[recipient]]\nname = "Ewa"\npages = [{ all = true }]\n')
    read = delivery('recipients = "who.toml"\nto = "for"\nheartbeat = "beat.json"', tmp_path)
    assert (read.to, read.heartbeat) == (tmp_path / "for", tmp_path / "beat.json")
    assert [recipient.name for recipient in read.recipients] == ["Ewa"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('after_batch = "./send.sh --all"', "toml_not_texts"),
        ("after_batch = []", "delivery_command"),
        ('after_report = [""]', "delivery_command"),
        ('to = "for"', "delivery_needs_recipients"),
        ('mail = "mail.toml"', "delivery_needs_recipients"),
        ('heartbeat = ""', "toml_missing"),
        ("retries = 21", "toml_not_whole"),
        ("time_limit_seconds = 0", "toml_not_whole"),
        ('recipients = "nobody.toml"', "file_missing"),
        ('send_to = "x"', "toml_unknown_key"),
    ],
)
def test_a_slip_in_delivery_is_one_sentence(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(SalesToolkitError) as caught:
        delivery(text, tmp_path)
    assert caught.value.code == code
    for language in ("en", "pl"):
        assert "generic" not in load_words(language).error(caught.value)


@pytest.mark.parametrize("to", ["out", "out/runs", "out/latest/for", "out/.state"])
def test_no_recipient_has_a_folder_where_the_batch_writes(tmp_path: Path, to: str) -> None:
    (tmp_path / "people.toml").write_text(
        '[[recipient]]\nname = "Ewa"\npages = [{ all = true }]\n', encoding="utf-8"
    )
    file = tmp_path / "monday.toml"
    file.write_text(
        'to = "out"\nbook = "book"\n[[report]]\nnotebook = "funnel_audit"\n'
        f'[delivery]\nrecipients = "people.toml"\nto = "{to}"\n',
        encoding="utf-8",
    )
    with pytest.raises(BookError) as caught:
        read_batch(file)
    assert caught.value.code == "delivery_to_batch"
    for language in ("en", "pl"):
        assert "7" in load_words(language).error(caught.value)


def test_the_address_of_the_ping_is_never_shown() -> None:
    read = delivery(f'ping = "{SECRET}"')
    assert read.ping == SECRET
    assert "s3cr3t" not in repr(read)


@pytest.mark.parametrize(
    "address",
    ["ftp://x/s3cr3t", "file:///etc/s3cr3t", "s3cr3t", "http:///s3cr3t", "http://a b/s3cr3t"],
)
def test_an_address_that_is_none_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(BookError) as caught:
        delivery(f'ping = "{address}"')
    assert caught.value.code == "delivery_address"
    assert "s3cr3t" not in str(caught.value)
    assert "s3cr3t" not in load_words("en").error(caught.value)


def test_the_layout_of_every_page_has_a_place_for_the_banner() -> None:
    folder = Path(salestoolkit.__file__).parent / "content" / "schemas"
    layouts = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")]
    pages = [one["properties"] for one in layouts if "headline" in one.get("properties", {})]
    assert len(pages) >= 9
    assert all(one["notice"]["type"] == "string" for one in pages)
