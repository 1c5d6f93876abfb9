"""All teams' work in one summary: page and Excel; what is broken stops nothing else."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.objections import Note
from salestoolkit.core.sheets import Entry
from salestoolkit.errors import InvalidValue, ReportError
from salestoolkit.lessons.collect.people_parts import EVALUATION
from salestoolkit.lessons.collect.summary import summary_of
from salestoolkit.lessons.collect.teams import MINED, gather, room_language
from salestoolkit.lessons.desk import OWN_SHEETS, Desk
from salestoolkit.lessons.room.teams import Room, Team, write_room
from salestoolkit.reports import workshop_summary
from salestoolkit.reports.figures_xlsx import tables_as_xlsx
from salestoolkit.reports.workshop_summary import summary_page, write_summary
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.goals import save_goals
from salestoolkit.sources.mined_files import json_pieces, write_pieces
from salestoolkit.sources.objection_mining import mine_files
from salestoolkit.sources.objection_text import add_note
from salestoolkit.sources.processes import save_processes
from salestoolkit.sources.sheets import load_sheet, save_sheet, sheet_names
from salestoolkit.words import load_words
from salestoolkit.words.summary import Summary

TODAY = date(2026, 11, 27)
MAIL = "Thank you, but this is too expensive for us.\n\nWe do not trust new suppliers.\n"
LIST = "Dziękuję, ale to dla nas za drogo.\n\nNie mamy zaufania do nowych dostawców.\n"
OWN = """[[field]]
key = "who"
type = "text"
[[field]]
key = "seats"
type = "number"
[words.en]
title = "Open days"
[words.en.fields]
who = { label = "Who" }
seats = { label = "Seats" }
"""
EVIL = '=HYPERLINK("http://x") <script>alert(1)</script>'


def room(folder: Path, language: str, *names: str) -> list[Desk]:
    """A room without lessons: all that collecting reads is what teams write."""
    words = load_words(language)
    teams = tuple(Team(name=name, folder=f"team-{n}") for n, name in enumerate(names, 1))
    write_room(Room(folder=folder, language=language, teams=teams), words)
    made = []
    for team in teams:
        path = folder / team.folder
        (path / "team").mkdir(parents=True)
        (path / "workshop.toml").write_text(f'language = "{language}"\n', encoding="utf-8")
        market = "pl" if language == "pl" else "uk"
        made.append(
            Desk(folder=path, words=words, market=market, industry="universal", today=TODAY)
        )
    return made


def summed_up(folder: Path, language: str) -> Summary:
    words = load_words(language)
    return summary_of(gather(folder, words, today=TODAY), words, today=TODAY)


def page_of(folder: Path, language: str) -> str:
    return summary_page(summed_up(folder, language)).replace("\N{NO-BREAK SPACE}", " ")


def cells_of(folder: Path, language: str) -> list[list[str]]:
    book = load_workbook(io.BytesIO(tables_as_xlsx(summed_up(folder, language).tables)))
    return [
        [str(cell.value) for cell in row if cell.value is not None]
        for sheet in book
        for row in sheet.iter_rows()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_every_team_is_in_the_excel_file(tmp_path: Path, language: str) -> None:
    desks = room(tmp_path, language, "One", "Two")
    written: set[str] = set()
    for place, desk in enumerate(desks):
        for name in sheet_names():
            sheet = load_sheet(name, language)
            entries = []
            for number in range(2 if sheet.repeats else 1):
                texts = [one for one in sheet if one.type in ("text", "long_text", "person")]
                token = f"{name}-{place}-{number}"
                entries.append(Entry({field.key: token for field in texts}))
                written |= {token} if texts else set()
            desk.sheet_file(name).parent.mkdir(exist_ok=True)
            save_sheet(desk.sheet_file(name), sheet, entries)
    found = {cell for row in cells_of(tmp_path, language) for cell in row}
    assert written - found == set()


def test_the_page_shows_what_each_team_has_and_what_it_lacks(tmp_path: Path) -> None:
    north, south, _ = room(tmp_path, "en", "North", "South", "West")
    whole = north.template("universal")
    save_processes(north.process_file, [whole], language="en")
    shorter = whole.without_stage(whole.stages[3].key)
    save_processes(south.process_file, [shorter], language="en")
    year = (date(2027, 1, 1), date(2027, 12, 31))
    goal = Goal(name="Year", metric="deals", amount=90, start=year[0], until=year[1])
    kept = KeptGoal(
        goal=goal, attempts=900, stages=(StageRate(name="Win", passed=20, entered=200),)
    )
    save_goals(north.goals_file, [kept])
    page = page_of(tmp_path, "en")
    assert f"South lacks: {whole.stages[3].name}." in page
    assert "No map saved yet: West." in page
    assert page.count("<svg") == 2
    assert page.index('class="beside"') < page.index("<svg")
    assert "1 of 3 teams have a map and a goal" in page
    assert "Nothing written yet" in page[: page.index("<section")]
    assert "52%" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_file_is_one_sentence_and_the_rest_is_there(tmp_path: Path, language: str) -> None:
    one, two = room(tmp_path, language, "Alfa", "Beta")
    words = load_words(language)
    one.goals_file.write_text("[[goal]\n", encoding="utf-8")
    save_processes(one.process_file, [one.template("universal")], language=language)
    (one.team / "sheets").mkdir()
    (one.team / "sheets" / "unheard_of.toml").write_text("a = 1\n", encoding="utf-8")
    (two.team / "sheets").mkdir()
    two.process_file.write_bytes(b"\xff\xfe\x00\x00\xd8")
    save_sheet(two.sheet_file("story"), two.sheet("story"), [Entry({"hero": "Łucja"})])
    teams = gather(tmp_path, words, today=TODAY)
    assert [len(team.faults) for team in teams] == [2, 1]
    assert teams[0].processes and teams[1].sheets["story"][0]["hero"] == "Łucja"
    page = page_of(tmp_path, language)
    assert "goals.toml" in page and "unheard_of.toml" in page


def test_a_team_whose_folder_is_gone_is_named(tmp_path: Path) -> None:
    _, two = room(tmp_path, "en", "One", "Two")
    two.team.rmdir()
    (two.folder / "workshop.toml").unlink()
    two.folder.rmdir()
    teams = gather(tmp_path, load_words("en"), today=TODAY)
    assert [fault.code for fault in teams[1].faults] == ["collect_folder_gone"]


def test_objections_are_ranked_by_teams_and_then_by_talks(tmp_path: Path) -> None:
    desks = room(tmp_path, "en", "One", "Two")
    plan = desks[0].sheet("objection_plan")
    for desk, says in zip(desks, (["Not now", "Too far"], ["not now!"]), strict=True):
        (desk.team / "sheets").mkdir()
        save_sheet(
            desk.sheet_file(plan.name),
            plan,
            [Entry({"says": one, "theme": "timing"}) for one in says],
        )
    note = Note(objection="too_expensive", on=TODAY, worked=True)
    add_note(desks[1].team / "objections.toml", note, language="en")
    rows = [row for row in cells_of(tmp_path, "en") if row[0] in "123" and len(row) >= 4]
    assert [(row[1], row[-2]) for row in rows[:1]] == [("Not now", "2 of 2")]
    assert rows[1][0] == "2" and "too few to tell" in rows[1][-1]
    assert rows[2][1] == "Too far"


@pytest.mark.parametrize("language", LANGUAGES)
def test_mined_letters_stand_beside_what_was_said(tmp_path: Path, language: str) -> None:
    desks = room(tmp_path, language, "One", "Two")
    plan = desks[0].sheet("objection_plan")
    (desks[0].team / "sheets").mkdir()
    said = Entry({"says": "Qwerty", "theme": "price"})
    save_sheet(desks[0].sheet_file(plan.name), plan, [said])
    letters = desks[1].folder / "letters.txt"
    letters.write_text({"en": MAIL, "pl": LIST}[language], encoding="utf-8")
    write_pieces(json_pieces(mine_files([letters])), desks[1].team / MINED)
    of = {"en": "of", "pl": "z"}[language]
    rows = [row for row in cells_of(tmp_path, language) if "Qwerty" in row]
    assert rows[0][-1] == f"1 {of} 1"
    words = load_words(language)
    assert words.text("workshop_collect.objections.only_in_letters") in page_of(tmp_path, language)
    (desks[1].team / MINED).write_text("{}", encoding="utf-8")
    broken = gather(tmp_path, words, today=TODAY)
    assert [fault.code for fault in broken[1].faults] == ["mined_unreadable"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_the_team_s_own_is_a_table(tmp_path: Path, language: str) -> None:
    one, two = room(tmp_path, language, "Alfa", "Beta")
    for desk in (one, two):
        (desk.team / OWN_SHEETS).mkdir()
        (desk.team / OWN_SHEETS / "days.toml").write_text(OWN, encoding="utf-8")
    sheet = one.sheet("days")
    (one.team / "sheets").mkdir()
    save_sheet(one.sheet_file("days"), sheet, [Entry({"who": "Łucja", "seats": 12})])
    page = page_of(tmp_path, language)
    assert page.count("<h2>Open days") == 1 and "Łucja" in page
    assert ["Alfa", "Łucja", "12"] in cells_of(tmp_path, language)
    (one.team / OWN_SHEETS / "days.toml").write_text("[[field]]\nkey = 1\n", encoding="utf-8")
    teams = gather(tmp_path, load_words(language), today=TODAY)
    assert len(teams[0].faults) == 1 and teams[0].empty


def test_many_maps_are_several_tables_and_one_in_the_workbook(tmp_path: Path) -> None:
    desks = room(tmp_path, "en", *(f"Team {n}" for n in range(1, 13)))
    process = desks[0].template("universal")
    for desk in desks:
        save_processes(desk.process_file, [process], language="en")
    summary = summed_up(tmp_path, "en")
    stages = next(part for part in summary.parts if len(part.header) == 13 and part.tables)
    assert [len(header) for header, _ in stages.tables] == [7, 7]
    assert summary_page(summary).count("<svg") == 12
    assert max(map(len, cells_of(tmp_path, "en"))) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_evaluation_is_counted_and_tells_nobodys_team(tmp_path: Path, language: str) -> None:
    desks = room(tmp_path, language, "Alfa", "Beta")
    sheet = load_sheet(EVALUATION, language)
    for desk, said in zip(desks, ("zzz", "aaa"), strict=True):
        (desk.team / "sheets").mkdir()
        entry = Entry({"pace": "right", "most_useful": said})
        save_sheet(desk.sheet_file(EVALUATION), sheet, [entry])
    label = sheet.field("pace").choices["right"]
    page = page_of(tmp_path, language)
    assert f"{label}: 2" in page and "aaa\nzzz" in page
    rows = [row for row in cells_of(tmp_path, language) if "zzz" in row]
    assert rows and all("Alfa" not in row for row in rows)


def test_nothing_that_people_wrote_is_run(tmp_path: Path) -> None:
    (one,) = room(tmp_path, "en", "One")
    (one.team / "sheets").mkdir()
    save_sheet(one.sheet_file("thirty_days"), one.sheet("thirty_days"), [Entry({"who": EVIL})])
    page = page_of(tmp_path, "en")
    assert "<script" not in page and "&lt;script&gt;" in page
    book = load_workbook(io.BytesIO(tables_as_xlsx(summed_up(tmp_path, "en").tables)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_where_no_browser_is_the_page_and_excel_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_browser(page: str) -> bytes:
        raise ReportError("pdf_no_browser")

    monkeypatch.setattr(workshop_summary, "as_pdf", no_browser)
    room(tmp_path / "room", "en", "One")
    out, summary = tmp_path / "out", summed_up(tmp_path / "room", "en")
    done = write_summary(summary, out)
    assert done.pdf is None and done.no_pdf is not None
    written = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert written == {"summary.html", "summary.xlsx"}
    (out / "summary.html").write_text("mine", encoding="utf-8")
    again = write_summary(summary, out)
    assert again.page.copy is not None and again.page.copy.read_text("utf-8") == "mine"


def test_folders_of_teams_without_a_room_are_found(tmp_path: Path) -> None:
    room(tmp_path, "pl", "Jeden", "Dwa")
    (tmp_path / "room.toml").unlink()
    assert [team.name for team in gather(tmp_path, load_words("pl"), today=TODAY)] == [
        "team-1",
        "team-2",
    ]
    assert room_language(tmp_path) == "pl"


def test_a_folder_without_a_workshop_and_unknown_paper_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as none:
        gather(tmp_path / "nowhere", load_words("en"), today=TODAY)
    assert none.value.code == "collect_no_team"
    room(tmp_path, "en", "One")
    with pytest.raises(InvalidValue) as paper:
        summary_page(summed_up(tmp_path, "en"), paper="a5")
    assert paper.value.code == "collect_paper"


def test_solved_exercises_are_counted(tmp_path: Path) -> None:
    (one,) = room(tmp_path, "en", "One")
    kept = {"00.1": {"solved": True}, "00.2": {"solved": False}}
    lines = [f'["{key}"]\nsolved = {json.dumps(value["solved"])}\n' for key, value in kept.items()]
    (one.folder / "progress.toml").write_text("".join(lines), encoding="utf-8")
    assert "1 of 36" in page_of(tmp_path, "en")


def test_who_only_noted_talks_has_written_something(tmp_path: Path) -> None:
    noted, _ = room(tmp_path, "en", "North", "South")
    note = Note(objection="too_expensive", on=TODAY, worked=True)
    add_note(noted.team / "objections.toml", note, language="en")
    one, other = gather(tmp_path, load_words("en"), today=TODAY)
    assert one.notes and not one.cards
    assert (one.empty, other.empty) == (False, True)
