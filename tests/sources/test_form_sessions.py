"""Form sessions from a list: answers, flags or the last question; every row accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.form_sessions import FormList, read_form_sessions


def read(folder: Path, text: str, **options: list[str]) -> FormList:
    file = folder / "sesje.csv"
    file.write_text(text, encoding="utf-8")
    return read_form_sessions(file, questions=options.get("questions", ()))


def test_cells_are_answers_in_the_order_of_the_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Sesja;Data;Temat;Start;Wysłano;Zakwalifikowany\n"
        "1;2026-11-01;magazyn;zaraz;tak;nie\n2;2026-11-03;raporty;;nie;\n",
    )
    assert found.sessions.questions == ("Temat", "Start")
    assert found.sessions.answers == (("magazyn", "zaraz"), ("raporty", None))
    assert found.sessions.submitted == (True, False)
    assert found.sessions.qualified == (False, None)
    assert (found.flags, found.last_day) == (False, date(2026, 11, 3))


def test_zeros_and_ones_only_tell_whether_a_question_was_answered(tmp_path: Path) -> None:
    found = read(tmp_path, "session,need,size,qualified\n1,1,1,1\n2,1,0,\n3,0,0,0\n")
    assert found.flags
    assert found.sessions.answers == (("1", "1"), ("1", None), (None, None))
    assert found.sent_by_last and found.sessions.submitted == (True, False, False)


def test_the_last_question_answered_is_enough_where_the_order_is_named(tmp_path: Path) -> None:
    text = "Visit,Last question,Submitted\n1,Budget,no\n2,,no\n3,E-mail,yes\n4,Colour,no\n"
    found = read(tmp_path, text, questions=["Need", "Budget", "E-mail"])
    assert found.sessions.answers == (("1", "1", None), (None, None, None), ("1", "1", "1"))
    assert found.unknown_last == (5,)
    assert found.rows == 4 == len(found.sessions.answers) + 1


def test_a_session_seen_twice_and_an_odd_outcome_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "Session,Need,Submitted,Won\nA,x,yes,maybe\nA,x,yes,yes\n")
    assert (found.repeated, found.unread) == ((3,), (2,))
    assert found.sessions.qualified == (None,)


def test_an_order_that_names_no_question_and_a_list_without_any_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed) as caught:
        read(tmp_path, "Session,Need\n1,x\n", questions=["Nede"])
    assert (caught.value.code, caught.value.fields["allowed"]) == ("form_order", "Need")
    with pytest.raises(ImportFailed) as none:
        read(tmp_path, "Session,Submitted\n1,yes\n")
    assert none.value.code == "form_questions"


def test_the_order_of_columns_can_be_changed(tmp_path: Path) -> None:
    found = read(tmp_path, "Session,B,A,Sent\n1,b,a,yes\n", questions=["a", "b"])
    assert found.sessions.questions == ("A", "B")
    assert found.sessions.answers == (("a", "b"),)
