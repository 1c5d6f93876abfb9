"""The role-play: the card is folded, roles change, and nothing is kept unless somebody asks for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.role_play import BEHAVIOURS
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.objections import load_objections
from salestoolkit.sources.role_play import read_scenes
from salestoolkit.widgets.role_play import RolePlayForm, role_play

TODAY = date(2026, 11, 26)
CARDS = load_objections("en")[:3]


@pytest.fixture
def form(tmp_path: Path) -> RolePlayForm:
    made = role_play(CARDS, language="en", today=TODAY, path=tmp_path / "private" / "scenes.toml")
    made.names["first"].value, made.names["second"].value = "Ann", "Ben"
    return made


def test_the_page_says_who_sees_it_before_anything_is_typed(form: RolePlayForm) -> None:
    said = form.children[0].value
    assert "This stays between you" in said
    assert "private/scenes.toml" in said
    assert "no summary of the team" in said


def test_the_clients_card_is_folded_until_it_is_asked_for(form: RolePlayForm) -> None:
    assert form.desk.current is not None
    says = form.desk.current.says
    assert form.buttons["show"].description == "Show the card, only for: Ben"
    assert "hidden" in form.card.value
    form.buttons["show"].click()
    assert "Begin with" in form.card.value
    assert "Ann looks away" in form.status.value
    form.buttons["show"].click()
    assert "Begin with" not in form.card.value
    assert says not in "".join(
        child.value
        for child in form.children
        if hasattr(child, "value") and isinstance(child.value, str)
    )


def test_roles_change_and_the_card_is_folded_again(form: RolePlayForm) -> None:
    first = form.desk.current
    form.buttons["show"].click()
    form.buttons["swap"].click()
    assert "Ben sells. Ann is the client and observes." in form.roles.value
    assert form.desk.current != first
    assert "hidden" in form.card.value


def test_a_third_person_only_observes_and_everybody_sells_in_turn(form: RolePlayForm) -> None:
    form.names["third"].value = "Cleo"
    assert "Cleo observes and says nothing" in form.roles.value
    sellers = []
    for _ in range(3):
        sellers.append(form.desk.seller)
        assert len({form.desk.seller, form.desk.client, form.desk.observer}) == 3
        form.buttons["swap"].click()
    assert sorted(sellers) == ["Ann", "Ben", "Cleo"]


def test_nothing_is_on_the_disk_until_it_is_saved(form: RolePlayForm) -> None:
    form.levels["asked"].value = "yes"
    form.remark.value = "Good silence"
    form.buttons["finish"].click()
    assert not form.desk.path.parent.exists()
    form.buttons["save"].click()
    (scene,) = read_scenes(form.desk.path)
    assert (scene.seller, scene.client, scene.observer) == ("Ann", "Ben", "Ben")
    assert scene.seen == {"asked": "yes"}
    assert scene.remark == "Good silence"
    form.buttons["save"].click()
    assert len(read_scenes(form.desk.path)) == 1, "the same scene is kept once"


def test_what_was_seen_is_named_without_a_sum(form: RolePlayForm) -> None:
    form.levels["asked"].value = "yes"
    form.levels["summed_up"].value = "not_yet"
    form.buttons["finish"].click()
    assert "<strong>Seen:</strong> Asked an open question before answering" in form.said.value
    assert "<strong>Next time:</strong> Summed up" in form.said.value
    assert not any(letter.isdigit() for letter in form.said.value)
    assert "Not ticked yet: Let the client finish" in form.status.value


def test_a_forgotten_scene_is_gone(form: RolePlayForm) -> None:
    form.levels["asked"].value = "yes"
    form.remark.value = "x"
    form.buttons["forget"].click()
    assert form.levels["asked"].value is None
    assert (form.remark.value, form.said.value) == ("", "")
    form.buttons["save"].click()
    assert "nothing was saved" in form.status.value
    assert not form.desk.path.exists()


def test_a_new_scene_begins_with_empty_boxes(form: RolePlayForm) -> None:
    form.levels["asked"].value = "partly"
    form.buttons["new"].click()
    assert all(form.levels[name].value is None for name in BEHAVIOURS)
    assert form.desk.scene.seen == {}


def test_when_all_have_been_played_it_says_so_and_begins_again(form: RolePlayForm) -> None:
    for _ in CARDS:
        form.buttons["new"].click()
    assert form.desk.current is None
    assert "All 3 objections have been played" in form.status.value
    assert form.buttons["show"].disabled
    form.buttons["new"].click()
    assert form.desk.current is not None


def test_names_run_nothing(form: RolePlayForm) -> None:
    form.names["first"].value = "<script>x</script>"
    form.buttons["show"].click()
    form.buttons["finish"].click()
    shown = form.roles.value + form.card.value + form.said.value + form.status.value
    assert "<script>" not in shown


def test_empty_names_keep_their_letters(form: RolePlayForm) -> None:
    form.names["first"].value = form.names["second"].value = "  "
    assert form.desk.people == ("A", "B")


@pytest.mark.parametrize(
    ("behaviour", "level", "code"),
    [("shouted", "yes", "role_play_behaviour"), ("asked", "often", "role_play_level")],
)
def test_what_there_is_not_cannot_be_noted(
    form: RolePlayForm, behaviour: str, level: str, code: str
) -> None:
    with pytest.raises(InvalidValue) as raised:
        form.desk.see(behaviour, level)
    assert raised.value.code == code
