"""A test's folder: its file keeps to what was agreed, lists are safe, the draw is only added to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.channel_assign import assign_leads
from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.core.channel_test import Arm
from salestoolkit.errors import BookError, ImportFailed, SalesToolkitError
from salestoolkit.sources.channel_folder import keep_results, keep_rows, read_folder
from salestoolkit.sources.channel_lists import keep_assignment, read_assigned, read_leads
from salestoolkit.sources.channel_looks import log_look, read_looks
from salestoolkit.sources.channel_results import Results, read_results
from salestoolkit.sources.channel_tests import create_test, dump_test, parse_test, read_test
from salestoolkit.sources.safe_csv import as_written, safe_csv
from salestoolkit.words import load_words

DAY = date(2026, 9, 1)
ARMS = (
    PlannedArm(name="Mail", template='Krótki "list"'),
    PlannedArm(name="=cmd|' /C calc'!A0", channel="call", share=2),
)
TEST = ChannelTest(
    name="Żółć",
    arms=ARMS,
    language="pl",
    market="pl",
    outcome=Outcome(name="odpowiedź", usual=0.08, smallest=0.06),
    starts=DAY,
    stratify=("segment",),
    leads_per_day=12.5,
    looks="once",
    seed=7,
)
LEADS = "ID leada;Firma;Segment;Telefon\n" + "".join(
    f"L{n};{'=1+1' if n == 3 else f'Firma {n}'};{'abc'[n % 3]};+48 600 100 {n:03}\n"
    for n in range(30)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_test(tmp_path / "test", TEST)
    (tmp_path / "leads.csv").write_bytes(LEADS.encode("cp1250"))
    return tmp_path / "test"


def drawn(folder: Path, *, on: date = DAY) -> tuple[Path, ...]:
    leads = read_leads(folder.parent / "leads.csv")
    earlier = {one.lead: one.arm or "" for one in read_assigned(folder, TEST)}
    return keep_assignment(
        folder, TEST, leads, assign_leads(TEST, leads.leads(TEST), earlier=earlier), on=on
    )


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_test_reads_back_as_it_was_written(language: str) -> None:
    test = ChannelTest(**{**TEST.__dict__, "language": language})
    assert parse_test(dump_test(test), file="test.toml") == test


def test_a_person_s_own_file_may_be_short_and_hold_comments() -> None:
    arms = '[[arm]]\nname = "A"\n[[arm]]\nname = "B"\n'
    text = f'# ours\nname = "T"\nmarket = ""\n[outcome]\nusual = 0.1 # spring\n{arms}'
    found = parse_test(text, file="test.toml")
    assert (found.outcome.usual, found.market, found.looks) == (0.1, None, "daily")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('name = "T"\nlook = 1\n[[arm]]\nname="A"\n[[arm]]\nname="B"', "toml_unknown_key", 2),
        ('name = "T"\n[[arm]]\nname="A"', "channel_in_file", 1),
        ('name = "T"\n[outcome]\nwindow_days = 0\n[[arm]]\nname="A"\n', "channel_in_file", 3),
        ('name = "T"\n[[arm]]\nname="A"\nchannel = "fax"\n', "channel_in_file", 4),
        ('name = "T"\nstarts = "May"\n', "toml_not_date", 2),
        ('[[arm]]\nname="A"\n[[arm]]\nname="B"', "toml_missing", 1),
        ('name = "T"\n[[arm]\n', "process_syntax", 2),
    ],
)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_slip_in_the_file_is_named_with_its_line(
    text: str, code: str, line: int, language: str
) -> None:
    with pytest.raises(BookError) as refused:
        parse_test(text, file="test.toml")
    assert (refused.value.code, refused.value.fields["line"]) == (code, line)
    sentence = load_words(language).error(refused.value)
    assert "test.toml" in sentence and "{" not in sentence


def test_an_agreed_test_is_never_replaced(folder: Path) -> None:
    with pytest.raises(BookError, match="channel_test_there"):
        create_test(folder, TEST)
    with pytest.raises(BookError, match="channel_no_test"):
        read_test(folder.parent)
    assert read_test(folder) == TEST


def test_a_second_list_moves_nobody_and_stays_byte_for_byte(folder: Path) -> None:
    first = drawn(folder)
    kept = (folder / "assigned.csv").read_bytes()
    assert drawn(folder) == ()
    (folder.parent / "leads.csv").write_text(LEADS + "L99;Nowa;a;\n", encoding="utf-8")
    second = drawn(folder)
    assert (folder / "assigned.csv").read_bytes().startswith(kept)
    assert len(read_assigned(folder, TEST)) == 31
    assert set(first).isdisjoint(second)
    assert sum(path.read_text("utf-8-sig").count("L99") for path in second) == 1


def test_lists_run_nothing_in_a_spreadsheet_and_keep_what_was_there(folder: Path) -> None:
    lists = drawn(folder)
    texts = "".join(path.read_text("utf-8-sig") for path in lists)
    assert ",'=1+1," in texts and ",=" not in texts
    assert "+48 600 100 007" in texts and "'+48" not in texts
    assert "'=cmd|" in texts
    assert {one.arm for one in read_assigned(folder, TEST)} == {arm.name for arm in ARMS}
    assert len({one.lead for one in read_assigned(folder, TEST)}) == 30


@pytest.mark.parametrize("text", ["=1", "@x", "-1+1|x", "plain", "'s", "+48 22", "\t=1", ""])
def test_a_disarmed_cell_reads_back_as_it_was(text: str) -> None:
    line = safe_csv(["a"], [[text]]).decode("utf-8-sig").splitlines()[1:]
    cell = line[0].strip('"') if line else ""
    assert as_written(cell) == text
    assert not cell.lstrip().startswith(("=", "@"))


def test_a_lead_in_two_arms_of_the_list_has_none(folder: Path) -> None:
    drawn(folder)
    with (folder / "assigned.csv").open("a", encoding="utf-8") as file:
        other = next(arm.name for arm in ARMS if arm.name != read_assigned(folder, TEST)[0].arm)
        lead = read_assigned(folder, TEST)[0].lead
        file.write(safe_csv([lead, other, "2026-09-01", ""], []).decode("utf-8-sig"))
    found = {one.lead: one.arm for one in read_assigned(folder, TEST)}
    assert found[lead] is None and len(found) == 30


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Firma;Miasto\nx;y\n", "channel_no_lead_column"),
        ("Lead;Miasto\nx;y\n", "channel_no_column"),
    ],
)
def test_a_list_that_lacks_a_column_is_refused(folder: Path, text: str, code: str) -> None:
    (folder.parent / "leads.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ImportFailed) as refused:
        drawn(folder)
    assert refused.value.code == code


ROWS = """Lead;Wariant;Wysłano;Odpowiedź;Data odpowiedzi
L1;mail;02.09.2026;tak;04.09.2026
L1;mail;02.09.2026;tak;04.09.2026
L2;;03.09.2026;nie;
L3;;03.09.2026;;05.09.2026
L4;;13/13/2026;tak;
L5;;03.09.2026;może;
L6;x;y
"""


def test_results_of_a_spreadsheet_are_read_whatever_encoding_and_separator(tmp_path: Path) -> None:
    file = tmp_path / "wyniki.csv"
    file.write_bytes(ROWS.encode("cp1250"))
    found = read_results(file, TEST)
    said = [(row.lead, row.outcome, row.outcome_on, row.unreadable) for row in found.rows]
    assert said == [
        ("L1", 1.0, date(2026, 9, 4), ""),
        ("L1", 1.0, date(2026, 9, 4), ""),
        ("L2", 0.0, None, ""),
        ("L3", 1.0, date(2026, 9, 5), ""),
        ("L4", 1.0, None, "13/13/2026"),
        ("L5", None, None, "może"),
    ]
    assert (found.broken, found.latest) == (1, date(2026, 9, 5))
    assert [(one.lead, one.arm) for one in found.own] == [("L1", "Mail")]


def test_a_day_in_the_column_of_outcomes_is_a_yes_on_that_day(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("Lead,Replied\nL1,2026-09-04\nL2,\nL3,no\n", encoding="utf-8")
    rows = read_results(file, TEST).rows
    assert [(row.outcome, row.outcome_on) for row in rows] == [
        (1.0, date(2026, 9, 4)),
        (None, None),
        (0.0, None),
    ]


def test_amounts_are_read_and_what_is_none_is_said(tmp_path: Path) -> None:
    test = ChannelTest(**{**TEST.__dict__, "outcome": Outcome(kind="amount")})
    file = tmp_path / "r.csv"
    file.write_text('Lead,Kwota\nL1,"1 234,50 zł"\nL2,\nL3,dużo\nL4,-5\n', encoding="utf-8")
    rows = read_results(file, test).rows
    assert [(row.outcome, row.unreadable) for row in rows] == [
        (1234.5, ""),
        (None, ""),
        (None, "dużo"),
        (None, "-5"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Firma,Wynik\nx,tak\n", "channel_no_lead_column"),
        ("Lead,Miasto\nL1,x\n", "channel_no_outcome_column"),
        ("", "file_empty"),
    ],
)
def test_results_that_say_nothing_are_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "r.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SalesToolkitError) as refused:
        read_results(file, TEST)
    assert refused.value.code == code


def test_a_test_drawn_elsewhere_takes_its_arms_from_the_results(folder: Path) -> None:
    rows = "Lead,Wariant,Przydzielono,Odpowiedź\nL1,Mail,2026-09-01,tak\nL2,Mail,2026-09-01,nie\n"
    other = safe_csv(["L3", ARMS[1].name, "2026-09-01", "tak"], []).decode("utf-8-sig")
    twice = safe_csv(["L2", ARMS[1].name, "2026-09-01", "tak"], []).decode("utf-8-sig")
    (folder / "results.csv").write_text(rows + other + twice, encoding="utf-8")
    found = read_folder(folder, as_of=date(2026, 10, 1))
    assert found.own_arms
    assert {one.lead for one in found.reading.back.counted} == {"L1", "L3"}
    assert found.reading.back.apart_leads == {"two_arms": 1}


def test_a_folder_is_read_as_at_the_last_look_else_the_last_row(folder: Path) -> None:
    drawn(folder)
    (folder / "results.csv").write_text(
        "Lead,Odpowiedź,Data odpowiedzi\nL1,tak,2026-09-20\n", "utf-8"
    )
    assert read_folder(folder).reading.back.as_of == date(2026, 9, 20)
    arms = [Arm(arm.name, 3, 1) for arm in ARMS]
    assert log_look(folder, date(2026, 9, 25), "cannot_tell", arms)
    assert not log_look(folder, date(2026, 9, 25), "cannot_tell", arms)
    found = read_folder(folder)
    assert found.reading.back.as_of == date(2026, 9, 25) and found.reading.past == ()
    later = read_folder(folder, as_of=date(2026, 9, 30)).reading
    assert [look.as_of for look in later.past] == [date(2026, 9, 25)]


def test_of_two_looks_on_a_day_the_last_one_counts_and_both_stay_in_the_log(folder: Path) -> None:
    for k in (1, 2):
        log_look(folder, DAY, "cannot_tell", [Arm("A", 9, k), Arm("B", 9, k)])
    (look,) = read_looks(folder)
    assert [arm.successes for arm in look.arms] == [2, 2]
    assert len((folder / "looks.csv").read_text("utf-8").splitlines()) == 5
    (folder / "looks.csv").write_text("as_of,verdict,arm,n,successes\nMonday,x,A,1,1\n", "utf-8")
    with pytest.raises(BookError) as refused:
        read_looks(folder)
    assert (refused.value.code, refused.value.fields["line"]) == ("channel_looks_broken", 2)


def test_results_are_kept_and_the_former_ones_copied(folder: Path) -> None:
    file = folder.parent / "r.csv"
    file.write_text("Lead,Odpowiedź\nL1,tak\n", encoding="utf-8")
    assert keep_results(folder, file) is None
    assert keep_results(folder, folder / "results.csv") is None
    file.write_text("Lead,Odpowiedź\nL1,nie\n", encoding="utf-8")
    copy = keep_results(folder, file)
    assert copy is not None and "tak" in copy.read_text("utf-8")
    rows = read_results(file, TEST)
    assert keep_rows(folder, TEST, rows) is not None
    assert [row.outcome for row in read_results(folder / "results.csv", TEST).rows] == [0.0]


def test_a_book_in_which_nothing_happened_yet_leaves_a_folder_that_reads(folder: Path) -> None:
    drawn(folder)
    keep_rows(folder, TEST, Results(file="won", rows=()))
    found = read_folder(folder, as_of=date(2026, 10, 1)).reading
    assert len(found.back.counted) == 30 and found.back.no_row == 30


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_folder_without_results_or_draw_says_what_to_do(folder: Path, language: str) -> None:
    words = load_words(language)
    with pytest.raises(BookError) as refused:
        read_folder(folder)
    assert "--results" in words.error(refused.value)
    (folder / "results.csv").write_text("Lead,Odpowiedź\nL1,tak\n", encoding="utf-8")
    with pytest.raises(BookError) as refused:
        read_folder(folder)
    assert "channel-test assign" in words.error(refused.value)


def test_files_that_a_spreadsheet_saved_are_added_to_without_a_loss(folder: Path) -> None:
    first = drawn(folder)
    log_look(folder, DAY, "cannot_tell", [Arm("Żółty", 9, 1), Arm("B", 9, 2)])
    for name in ("assigned.csv", "looks.csv"):
        path = folder / name
        text = path.read_text("utf-8-sig").replace(",", ";").replace("2026-09-01", "01.09.2026")
        path.write_bytes(text.encode("cp1250"))
    assert len(read_assigned(folder, TEST)) == 30
    (folder.parent / "leads.csv").write_text(LEADS + "Ł99;Nowa;a;\n", encoding="utf-8")
    assert drawn(folder) and first
    assert {one.lead for one in read_assigned(folder, TEST)} >= {"L0", "Ł99"}
    assert {one.assigned_on for one in read_assigned(folder, TEST)} == {DAY}
    assert (folder / "assigned.before-1.csv").is_file()
    log_look(folder, DAY.replace(day=9), "cannot_tell", [Arm("Żółty", 19, 1), Arm("B", 19, 2)])
    assert [look.as_of.day for look in read_looks(folder)] == [1, 9]


def test_nothing_is_added_to_a_file_with_a_broken_line(folder: Path) -> None:
    drawn(folder)
    path = folder / "assigned.csv"
    path.write_bytes(path.read_bytes() + b"L50,Mail\n")
    before = path.read_bytes()
    (folder.parent / "leads.csv").write_text(LEADS + "L99;Nowa;a;\n", encoding="utf-8")
    with pytest.raises(BookError, match="growing_broken"):
        drawn(folder)
    assert path.read_bytes() == before
