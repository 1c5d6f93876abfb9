"""The schedule file: what it may say, and one sentence for what it may not."""

from __future__ import annotations

from datetime import time

import pytest
from scheduled_team import DROP, MONDAY, TOP, Team

from salestoolkit.errors import BookError
from salestoolkit.reports.schedule.schedule_file import read_schedule
from salestoolkit.words import load_words

FIRST_DAY = (
    '[[run]]\nname = "month"\nbatch = "monday.toml"\nevery = "first_working_day"\nat = 07:30:00\n'
    'country = "DE"\npart = "BY"\n'
)
MONTH = '[[run]]\nname = "m"\nbatch = "monday.toml"\nevery = "month"\nat = "07:00"\n'


def test_a_schedule_says_zone_runs_and_where_exports_are_dropped(team: Team) -> None:
    team.write('language = "pl"\n' + TOP + DROP + MONDAY + "catch_up_days = 3\n" + FIRST_DAY)
    schedule = team.schedule()
    monday, month = schedule.runs
    assert (str(schedule.zone), schedule.language) == ("Europe/Warsaw", "pl")
    assert schedule.state == team.folder / ".schedule"
    assert (monday.batch, monday.catch_up_days) == (team.folder / "monday.toml", 3)
    assert (month.rule.at, month.rule.country, month.rule.part) == (time(7, 30), "DE", "BY")
    assert schedule.drop is not None
    assert (schedule.drop.folder, schedule.drop.usual.book) == (
        team.folder / "inbox",
        team.folder / "book",
    )


def test_a_folder_of_drops_has_the_usual_options_but_for_its_own(team: Team) -> None:
    team.write(
        TOP + DROP + 'decimal = "comma"\n[import.folder.shop]\nsource = "shop"\nas = "quotas"\n'
    )
    drop = team.schedule().drop
    assert drop is not None
    shop = drop.by_folder["shop"]
    assert (shop.book, shop.decimal, shop.source, shop.as_table) == (
        drop.usual.book,
        "comma",
        "shop",
        "quotas",
    )
    assert drop.usual.source is None


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (MONDAY, "toml_missing", "zone"),
        ('zone = "Europe/Warszawa"\n' + MONDAY, "schedule_zone", "Europe/Warszawa"),
        (TOP, "schedule_empty", "[[run]]"),
        (TOP + "colour = 1\n" + MONDAY, "toml_unknown_key", "colour"),
        (TOP + 'language = "de"\n' + MONDAY, "toml_not_choice", "en, pl"),
        (TOP + MONDAY + MONDAY, "schedule_name_twice", "Line 9"),
        (TOP + MONDAY.replace("monday.toml", "x.toml"), "schedule_no_batch", "x.toml"),
        (TOP + MONDAY.replace('"week"', '"day"'), "toml_not_choice", "first_working_day"),
        (TOP + MONDAY.replace('on = "monday"\n', ""), "toml_missing", "“on”"),
        (TOP + MONDAY + "day = 1\n", "schedule_not_for", "every = “week”"),
        (TOP + FIRST_DAY + 'holiday = "run"\n', "schedule_not_for", "“holiday”"),
        (TOP + MONDAY.replace("07:00", "25:00"), "schedule_time", "25:00"),
        (TOP + MONDAY.replace("07:00", "07:00+01:00"), "schedule_time", "07:00+01:00"),
        (TOP + MONDAY.replace("07:00", "7"), "schedule_time", "“7”"),
        (TOP + MONTH + "day = 32\n", "toml_not_whole", "from 1 to 31"),
        (TOP + MONTH + "day = true\n", "toml_not_whole", "True"),
        (TOP + FIRST_DAY.replace('"DE"', '"XX"'), "schedule_country", "XX"),
        (TOP + FIRST_DAY.replace('"BY"', '"PL"'), "schedule_part", "HH"),
        (TOP + MONTH + 'part = "BY"\n', "toml_missing", "country"),
        (TOP + MONTH + 'holiday = "next_working_day"\n', "schedule_no_country", "country"),
        (TOP + MONDAY + "catch_up_days = -1\n", "toml_not_whole", "-1"),
        (TOP + 'drop = "inbox"\n' + MONDAY, "schedule_no_book", "inbox"),
        (TOP + "settle_seconds = 5\n" + MONDAY, "schedule_without_drop", "settle_seconds"),
        (TOP + 'drop = "inbox"\n[import]\nsource = "x"\n', "toml_missing", "book"),
        (TOP + DROP + 'timezone = "Mars"\n', "schedule_zone", "Mars"),
        (TOP + DROP + 'exported_at = "now"\n', "toml_not_choice", "file_date"),
        (TOP + DROP + '[import.folder.a]\nfolder = "x"\n', "toml_unknown_key", "folder"),
        (TOP + 'drop = "inbox"\nimport = 3\n', "toml_not_table", "import"),
        (TOP + DROP.replace('"inbox"', '"."'), "schedule_drop_holds", "schedule.toml"),
        (TOP + DROP.replace('"book"', '"inbox/book"'), "schedule_drop_holds", "inbox/book"),
        ('state = "inbox"\n' + TOP + DROP + MONDAY, "schedule_drop_holds", "inbox"),
        (TOP + 'drop = "in\\u0000box"\n[import]\nbook = "book"\n', "toml_nul", "drop"),
        (TOP + "run = 3\n", "toml_not_entries", "[[run]]"),
        ("zone = \n", "process_syntax", "Line 1"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_file_and_line(
    team: Team, text: str, code: str, said: str
) -> None:
    team.write(text)
    with pytest.raises(BookError) as caught:
        team.schedule()
    assert caught.value.code == code
    sentence = load_words("en").error(caught.value)
    assert said in sentence
    assert "schedule.toml" in sentence
    assert load_words("pl").error(caught.value) != sentence


def test_a_home_of_nobody_is_the_name_of_a_folder(team: Team) -> None:
    team.write('state = "~nobody-of-that-name"\n' + TOP + MONDAY)
    assert team.schedule().state == team.folder / "~nobody-of-that-name"


def test_a_schedule_that_there_is_not_is_named(team: Team) -> None:
    with pytest.raises(BookError) as caught:
        read_schedule(team.folder / "none.toml")
    assert caught.value.code == "file_missing"
