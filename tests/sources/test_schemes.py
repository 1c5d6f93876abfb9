"""Schemes that qualify leads, packaged and a team's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.schemes import load_scheme, scheme_names
from salestoolkit.sources.sheets import load_sheet

OWN = """\
hot_from = 1

[[field]]
key = "company"
type = "text"

[[field]]
key = "roof"
type = "yes_no_unknown"
out_if_no = true
when_no = ["wait", "cheaper"]
columns = ["dach"]

[[field]]
key = "owner"
type = "yes_no_unknown"

[words.en]
title = "Solar roofs"
[words.en.fields.company]
label = "Company"
[words.en.fields.roof]
label = "Sound roof"
question = "When was the roof last repaired?"
hint = "Good for twenty years"
[words.en.fields.roof.when_no]
wait = "Wait for the repair."
cheaper = "At most {limit} off."
[words.en.fields.owner]
label = "Owner"
"""


def own(folder: Path, text: str = OWN) -> Path:
    path = folder / "solar.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_bant_meddic_and_champ_come_with_the_toolkit() -> None:
    assert scheme_names() == ("bant", "champ", "meddic")


@pytest.mark.parametrize("name", scheme_names())
def test_a_packaged_scheme_is_whole_in_both_languages(name: str) -> None:
    english, polish = (load_scheme(name, language) for language in ("en", "pl"))
    for ours, theirs in zip(english.criteria, polish.criteria, strict=True):
        assert (ours.key, ours.out_if_no) == (theirs.key, theirs.out_if_no)
        assert [one.key for one in ours.when_no] == [one.key for one in theirs.when_no]
        assert [one.is_discount for one in ours.when_no] == [
            one.is_discount for one in theirs.when_no
        ]
        for one in (ours, theirs):
            assert one.name and one.question.endswith("?") and one.counts and one.when_no
    assert english.needed == len(english.criteria)
    assert sum(one.out_if_no for one in english.criteria) == 1


@pytest.mark.parametrize("name", scheme_names())
def test_money_is_met_with_a_smaller_scope_a_pilot_and_instalments_before_a_discount(
    name: str,
) -> None:
    discounts = [
        [step.key for step in one.when_no]
        for one in load_scheme(name, "en").criteria
        if any(step.is_discount for step in one.when_no)
    ]
    assert len(discounts) == 1
    assert discounts[0][-4:] == ["smaller_scope", "pilot", "instalments", "discount"]


def test_a_teams_own_scheme_is_one_file_and_its_sheet_comes_with_it(tmp_path: Path) -> None:
    path = own(tmp_path)
    scheme = load_scheme(path, "en")
    assert (scheme.name, scheme.title, scheme.needed) == ("solar", "Solar roofs", 1)
    roof, owner = scheme.criteria
    assert (roof.name, roof.counts, roof.out_if_no) == ("Sound roof", "Good for twenty years", True)
    assert [one.is_discount for one in roof.when_no] == [False, True]
    assert (owner.question, owner.when_no) == ("Owner", ())
    assert load_sheet(path, "en").keys == ("company", "roof", "owner")
    assert load_scheme(path, "pl").criteria[0].name == "Sound roof (en)"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("hot_from = 1", "hot_from = 3", "scheme_hot_from"),
        ("hot_from = 1", "hot_from = true", "scheme_hot_from"),
        ('["wait", "cheaper"]', '["cheaper", "wait"]', "scheme_discount_first"),
        ('["wait", "cheaper"]', '["wait", "wait"]', "scheme_step_twice"),
        ('["wait", "cheaper"]', '["wait", "sing"]', "sheet_words_missing"),
        ("out_if_no = true", 'out_if_no = "yes"', "toml_not_choice"),
        ("yes_no_unknown", "text", "scheme_without_criteria"),
    ],
)
def test_a_slip_in_a_scheme_is_one_sentence_with_its_file(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    with pytest.raises(BookError) as caught:
        load_scheme(own(tmp_path, OWN.replace(old, new)), "en")
    assert caught.value.code == code
    assert caught.value.fields["file"].endswith("solar.toml")


def test_an_unknown_scheme_lists_those_there_are() -> None:
    with pytest.raises(InvalidValue) as caught:
        load_scheme("persona", "en")
    assert (caught.value.code, caught.value.fields["allowed"]) == (
        "unknown_scheme",
        "bant, champ, meddic",
    )
