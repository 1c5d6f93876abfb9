"""What a person did is told to that person and to who leads them, whichever command is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.cli import main
from salestoolkit.core.drill_counts import Drill
from salestoolkit.core.funnel import Part, audit_funnel
from salestoolkit.reports.drill import selection_record, stage_note
from salestoolkit.sources.books.store import open_book
from salestoolkit.words import load_words


@pytest.fixture(scope="module")
def folder(sample_folder: Callable[[str], Path]) -> Path:
    return sample_folder("kwarcowa_sowa")


@pytest.fixture(scope="module")
def book(folder: Path) -> DealBook:
    return open_book(folder)


@pytest.fixture(scope="module")
def person(book: DealBook) -> str:
    return next(name for name in book.parts("owner") if name)


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


COMMANDS = {
    "deals": ("deals", "--what", "won", "--where"),
    "deals left out": ("deals", "--select"),
    "changes": ("changes", "--part"),
    "before and after": ("process", "before-after", "--on", "2026-03-01", "--part"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_persons_deals_are_told_to_who_leads_them_only(folder, person, capsys, name):
    sign = "!=" if name == "deals left out" else "="
    asked = (*COMMANDS[name], f"owner{sign}{person}", "--book", folder)
    code, out, err = run(capsys, *asked)
    assert (code, out) == (1, "")
    assert "ask for the leader's page with --for leader" in err
    code, out, _ = run(capsys, *asked, "--for", "leader")
    assert code == 0
    assert out


@pytest.mark.parametrize("name", ["changes", "before and after"])
def test_a_part_that_is_not_there_is_named_with_those_that_are(folder, capsys, name):
    code, out, err = run(capsys, *COMMANDS[name], "team=Nowhere", "--book", folder)
    assert (code, out) == (1, "")
    assert "No deal has “Nowhere” in the column team" in err
    assert "Zespół Południe" in err


def test_the_command_on_a_persons_page_is_one_that_answers(book, folder, person, capsys):
    drill = Drill(audit=audit_funnel(book, part=Part(dimension="owner", value=person), whole=False))
    note = stage_note(drill, load_words("en"), None)
    assert note is not None
    assert "salestoolkit deals --book BOOK --for leader --select" in note
    record = selection_record(drill, None)
    command = record["command"].split()[1:]
    command[command.index("BOOK")] = str(folder)
    assert run(capsys, *command, record["figures"]["won"])[0] == 0


def test_a_teams_page_needs_no_leader(book):
    part = Part(dimension="team", value=book.parts("team")[0])
    record = selection_record(Drill(audit=audit_funnel(book, part=part, whole=False)), None)
    assert record["command"] == "salestoolkit deals --book BOOK --select"
