"""Rules of the ideal customer: met, broken, or not known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.ideal_profile import Profile, Rule, meets, profile_fit


def rule(operator: Any, *values: Any, **more: Any) -> Rule:
    return Rule(field="x", operator=operator, values=values, label="X", **more)


@pytest.mark.parametrize(
    ("operator", "values", "fact", "met"),
    [
        ("is", ("Lublin",), " LUBLIN ", True),
        ("is", ("Lublin",), "Lubin", False),
        ("is_not", ("Lublin",), "Lubin", True),
        ("one_of", ("Food", "Wood"), "wood", True),
        ("none_of", ("Food", "Wood"), "wood", False),
        ("contains", ("soft",), "Software", True),
        ("at_least", (20,), 20.0, True),
        ("at_least", (20,), 19.0, False),
        ("at_most", (20,), 20.0, True),
        ("between", (20, 30), 30.0, True),
        ("between", (20, 30), 30.5, False),
    ],
)
def test_each_operator_keeps_its_bounds(
    operator: str, values: tuple[Any, ...], fact: Any, met: bool
) -> None:
    assert meets(rule(operator, *values), fact) is met


@pytest.mark.parametrize("operator", ["is", "is_not", "one_of", "none_of", "contains", "at_least"])
def test_what_is_not_known_breaks_no_rule(operator: str) -> None:
    values: Any = 20 if operator == "at_least" else "a"
    for fact in (None, "", "  "):
        assert meets(rule(operator, values), fact) is None


def test_only_hard_rules_that_are_broken_put_a_company_out() -> None:
    hard, soft = rule("is", "a", hard=True), rule("is", "b")
    profile = Profile(name="P", rules=(hard, soft))
    assert profile_fit(profile, {"x": "a"}).hard_broken == ()
    assert profile_fit(profile, {"x": "c"}).hard_broken == (hard,)
    assert profile_fit(profile, {}).hard_broken == ()
    assert profile_fit(profile, {}).share is None


@given(
    st.lists(
        st.tuples(st.floats(0.1, 10), st.sampled_from(["a", "b", None])), min_size=1, max_size=6
    )
)
def test_every_rule_is_met_broken_or_unknown_and_the_share_is_by_weight(
    drawn: list[tuple[float, str | None]],
) -> None:
    rules = tuple(
        Rule(field=f"f{place}", operator="is", values=("a",), label="", weight=weight)
        for place, (weight, _) in enumerate(drawn)
    )
    facts = {f"f{place}": fact for place, (_, fact) in enumerate(drawn)}
    fit = profile_fit(Profile(name="P", rules=rules), facts)
    assert len(fit.met) + len(fit.broken) + len(fit.unknown) == len(rules)
    known = [(weight, fact == "a") for weight, fact in drawn if fact is not None]
    if not known:
        assert fit.share is None
    else:
        expected = sum(w for w, met in known if met) / sum(w for w, _ in known)
        assert fit.share == pytest.approx(expected)
