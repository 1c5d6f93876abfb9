"""The ideal customer profile as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import BookError
from salestoolkit.sources.ideal_profile import parse_profile, read_profile
from salestoolkit.sources.packaged import packaged_path

RULE = 'name = "P"\n[[rule]]\nfield = "staff"\noperator = "{operator}"\nvalue = {value}\n'


@pytest.mark.parametrize("company", ["kwarcowa_sowa", "marmalade_lighthouse"])
def test_the_sample_companies_have_one(company: str) -> None:
    found = read_profile(packaged_path(f"data/{company}/icp.toml"))
    assert found.fields == ("employees", "industry")
    assert [rule.hard for rule in found.rules] == [True, True, False]
    assert found.rules[0].weight == 2


@pytest.mark.parametrize(
    ("operator", "value", "code"),
    [
        ("at_least", '"20"', "profile_value_number"),
        ("at_least", "true", "profile_value_number"),
        ("at_least", "nan", "profile_value_number"),
        ("at_least", "[1, 2]", "profile_value_number"),
        ("between", "20", "profile_value_two_numbers"),
        ("between", "[30, 20]", "profile_value_two_numbers"),
        ("is", "20", "profile_value_text"),
        ("one_of", "[]", "profile_value_texts"),
        ("more", "20", "toml_not_choice"),
    ],
)
def test_a_value_that_does_not_go_with_its_operator_is_named_with_its_line(
    operator: str, value: str, code: str
) -> None:
    with pytest.raises(BookError) as caught:
        parse_profile(RULE.format(operator=operator, value=value), file="icp.toml")
    assert caught.value.code == code
    assert caught.value.fields["line"] == (4 if code == "toml_not_choice" else 5)


def test_a_file_without_rules_and_one_that_is_not_there_are_said(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        parse_profile('name = "P"', file="icp.toml")
    assert caught.value.code == "profile_empty"
    with pytest.raises(BookError) as caught:
        read_profile(tmp_path / "icp.toml")
    assert caught.value.code == "file_missing"


def test_a_rule_without_a_label_is_called_by_its_field() -> None:
    found = parse_profile(RULE.format(operator="at_least", value="20"), file="icp.toml")
    assert (found.rules[0].label, found.rules[0].hard, found.rules[0].weight) == ("staff", False, 1)
