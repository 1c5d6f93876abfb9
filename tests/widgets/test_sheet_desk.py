"""The headless twin of the form: what is set is in the file, what is refused leaves it as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.core.sheets import Entry, Field, Money, Sheet
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.sheets import load_sheet, read_sheet
from salestoolkit.widgets.sheet_desk import SheetDesk

PASTED = '<script>alert(1)</script> =HYPERLINK("http://x") """ [[entry]] \\ ' * 150


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dowody.toml"


@pytest.fixture
def desk(path: Path) -> SheetDesk:
    return SheetDesk("evidence", path, language="pl")


def on_disk(desk: SheetDesk) -> tuple[Entry, ...]:
    return read_sheet(desk.path, desk.sheet)


def test_opening_a_form_writes_nothing(desk: SheetDesk) -> None:
    assert desk.entries == (Entry(),)
    assert not desk.path.exists()


def test_what_is_set_is_in_the_file_after_the_call(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    desk.set(0, "figure", "12,5")
    desk.set(0, "consent", "tak")
    desk.set(0, "consent_until", "31.12.2026")
    assert on_disk(desk) == (
        Entry(
            {
                "client": "Alfa",
                "figure": 12.5,
                "consent": True,
                "consent_until": date(2026, 12, 31),
            }
        ),
    )


def test_a_value_that_does_not_fit_leaves_the_last_good_file(desk: SheetDesk) -> None:
    desk.set(0, "figure", "12")
    before = desk.path.read_bytes()
    for key, value in (("figure", "dużo"), ("name", "x" * 121), ("file", "javascript:x")):
        with pytest.raises(InvalidValue):
            desk.set(0, key, value)
    assert desk.path.read_bytes() == before
    assert desk.entries[0].values == {"figure": 12}


def test_a_pasted_text_of_ten_thousand_letters_is_kept_to_the_letter(desk: SheetDesk) -> None:
    assert len(PASTED) > 9_000
    desk.set(0, "situation", PASTED)
    desk.set(0, "done", PASTED.replace(" ", "\n"))
    assert on_disk(desk)[0]["situation"] == PASTED
    assert on_disk(desk)[0]["done"] == PASTED.replace(" ", "\n")


def test_an_emptied_box_is_unknown_and_zero_and_no_are_not(desk: SheetDesk) -> None:
    for value, kept in (("0", 0), ("", None)):
        desk.set(0, "figure", value)
        assert desk.entries[0]["figure"] == kept
    desk.set(0, "consent", False)
    assert on_disk(desk)[0]["consent"] is False


def test_entries_are_added_doubled_and_removed_and_each_step_is_undone(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    assert desk.add() == 1
    desk.set(1, "client", "Beta")
    assert desk.duplicate(0) == 1
    names = ["Alfa", "Alfa", "Beta"]
    assert [entry["client"] for entry in on_disk(desk)] == names
    desk.remove(2)
    assert desk.copy is not None and "Beta" in desk.copy.read_text(encoding="utf-8")
    for left in (names, ["Alfa", "Beta"], ["Alfa", None], ["Alfa"], [None]):
        desk.undo()
        assert [entry["client"] for entry in on_disk(desk)] == left
    assert not desk.can_undo
    desk.undo()


def test_the_last_entry_that_is_removed_leaves_an_empty_one(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    desk.remove(0)
    assert desk.entries == (Entry(),)
    with pytest.raises(InvalidValue) as caught:
        desk.remove(1)
    assert caught.value.code == "sheet_no_entry"


def test_a_card_has_no_second_entry(path: Path) -> None:
    desk = SheetDesk("value_proposition", path)
    with pytest.raises(InvalidValue) as caught:
        desk.add()
    assert caught.value.code == "sheet_too_many_entries"
    assert not path.exists()


def test_what_somebody_else_wrote_meanwhile_is_kept(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    other = SheetDesk("evidence", desk.path, language="en")
    other.set(0, "industry", "transport")
    desk.set(0, "figure", "3")
    assert on_disk(desk) == (Entry({"client": "Alfa", "industry": "transport", "figure": 3}),)
    assert (desk.reread, desk.entries) == (1, on_disk(desk))


def test_entries_that_came_from_elsewhere_are_never_mixed_up(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    SheetDesk("evidence", desk.path).add()
    with pytest.raises(BookError) as caught:
        desk.set(0, "client", "Gamma")
    assert caught.value.code == "sheet_changed_elsewhere"
    desk.reload()
    desk.set(0, "client", "Gamma")
    assert [entry["client"] for entry in on_disk(desk)] == ["Gamma", None]


def test_a_file_that_was_broken_meanwhile_is_left_as_it_is(desk: SheetDesk) -> None:
    desk.set(0, "client", "Alfa")
    desk.path.write_text("[[entry]\n", encoding="utf-8")
    with pytest.raises(BookError):
        desk.set(0, "client", "Beta")
    assert desk.path.read_text(encoding="utf-8") == "[[entry]\n"


def test_an_unknown_field_lists_the_fields(desk: SheetDesk) -> None:
    with pytest.raises(InvalidValue) as caught:
        desk.set(0, "klient", "Alfa")
    assert "client" in caught.value.fields["allowed"]


def test_the_next_question_is_the_first_required_gap(desk: SheetDesk) -> None:
    desk.set(0, "name", "Alfa")
    assert desk.gaps(0)[0].key == "client"
    assert desk.completeness.required_filled == 1


SHEET = Sheet(
    name="any",
    language="pl",
    title="Dowolna",
    repeats=True,
    fields=(
        Field(key="text", type="text", label="Tekst"),
        Field(key="long", type="long_text", label="Długi"),
        Field(key="items", type="list", label="Lista"),
        Field(key="pick", type="choice", label="Wybór", choices={"a": "A", "b": "B"}),
        Field(key="number", type="number", label="Liczba"),
        Field(key="money", type="money", label="Kwota"),
        Field(key="day", type="date", label="Dzień"),
        Field(key="answer", type="yes_no_unknown", label="Zgoda"),
    ),
)
TEXT = st.text('aż \n"#[]=\\', min_size=1).filter(str.strip)
SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "long": TEXT,
    "items": st.lists(TEXT, min_size=1).map(tuple),
    "pick": st.sampled_from("ab"),
    "number": st.integers(-(10**9), 10**9),
    "money": st.decimals(0, 10**6, places=2).map(lambda one: Money(Decimal(one), "PLN")),
    "day": st.dates(date(1000, 1, 1)),
    "answer": st.booleans(),
}
STEPS = st.lists(
    st.sampled_from(sorted(SETTINGS)).flatmap(
        lambda key: st.tuples(st.integers(0, 2), st.just(key), SETTINGS[key])
    ),
    max_size=8,
)


@given(steps=STEPS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_valid_value_is_never_lost(
    steps: list[tuple[int, str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = SheetDesk(SHEET, tmp_path_factory.mktemp("desk") / "any.toml")
    desk.add()
    desk.add()
    told: dict[tuple[int, str], Any] = {}
    for row, key, value in steps:
        desk.set(row, key, value)
        told[row, key] = value
        kept = on_disk(desk)
        assert {where: kept[where[0]][where[1]] for where in told} == told


def test_a_sheet_of_ones_own_works_without_any_python(tmp_path: Path) -> None:
    own = tmp_path / "goscie.toml"
    own.write_text(
        '[[field]]\nkey = "guest"\ntype = "person"\nrequired = true\n'
        '[words.pl]\ntitle = "Goście"\n[words.pl.fields.guest]\nlabel = "Gość"\n',
        encoding="utf-8",
    )
    desk = SheetDesk(own, tmp_path / "lista.toml", language="pl")
    assert desk.gaps(0)[0].question == "Gość"
    desk.set(0, "guest", "Łukasz")
    assert read_sheet(tmp_path / "lista.toml", load_sheet(own, "en")) == (
        Entry({"guest": "Łukasz"}),
    )
