"""The ideal customer profile: rules that a company meets, does not meet, or of which nothing is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from salestoolkit.core.plain_text import folded

Operator = Literal[
    "is", "is_not", "one_of", "none_of", "contains", "at_least", "at_most", "between"
]
OPERATORS: tuple[str, ...] = get_args(Operator)
ON_NUMBERS = ("at_least", "at_most", "between")
"""Operators that compare numbers; the others compare texts without case and repeated spaces."""

Fact = str | float | None
"""What is known of a company in one field: a text, a number, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a profile.

    ``values`` holds one text or number, several for ``one_of`` and ``none_of``, two for ``between``
    (both included). A company that breaks a ``hard`` rule is out; a soft one only lowers its fit, by
    ``weight``. ``columns`` are headers under which a list of leads has the field.
    """

    field: str
    operator: Operator
    values: tuple[str | float, ...]
    label: str
    hard: bool = False
    weight: float = 1.0
    columns: tuple[str, ...] = ()
    question: str | None = None

    @property
    def on_numbers(self) -> bool:
        """Whether the rule compares numbers."""
        return self.operator in ON_NUMBERS


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A team's ideal customer: its name and its rules, in order."""

    name: str
    rules: tuple[Rule, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields that the rules ask for, each once, in order."""
        return tuple(dict.fromkeys(rule.field for rule in self.rules))


@dataclass(frozen=True, kw_only=True)
class ProfileFit:
    """How a company stands to a profile: the rules that it meets and breaks, and those not known."""

    met: tuple[Rule, ...]
    broken: tuple[Rule, ...]
    unknown: tuple[Rule, ...]

    @property
    def hard_broken(self) -> tuple[Rule, ...]:
        """Hard rules that are broken: each alone puts the company out."""
        return tuple(rule for rule in self.broken if rule.hard)

    @property
    def known(self) -> int:
        """Rules of which something is known: the ``n`` behind the share."""
        return len(self.met) + len(self.broken)

    @property
    def share(self) -> float | None:
        """Weight of the rules met / weight of the rules known; None where nothing is known.

        Examples
        --------
        >>> rule = Rule(field="city", operator="is", values=("Lublin",), label="City", weight=3)
        >>> other = Rule(field="staff", operator="at_least", values=(20,), label="Staff")
        >>> profile = Profile(name="P", rules=(rule, other))
        >>> profile_fit(profile, {"city": "lublin", "staff": 5}).share
        0.75
        >>> profile_fit(profile, {"city": "lublin"}).share
        1.0
        """
        weight = sum(rule.weight for rule in (*self.met, *self.broken))
        return sum(rule.weight for rule in self.met) / weight if weight > 0 else None


def profile_fit(profile: Profile, facts: Mapping[str, Fact]) -> ProfileFit:
    """Hold what is known of a company against a profile; what is not known breaks no rule."""
    held = [(rule, meets(rule, facts.get(rule.field))) for rule in profile.rules]
    return ProfileFit(
        met=tuple(rule for rule, found in held if found is True),
        broken=tuple(rule for rule, found in held if found is False),
        unknown=tuple(rule for rule, found in held if found is None),
    )


def meets(rule: Rule, fact: Fact) -> bool | None:
    """Whether a fact meets a rule; None where nothing is known, or no number where one is needed.

    Examples
    --------
    >>> rule = Rule(field="staff", operator="between", values=(20, 250), label="Staff")
    >>> [meets(rule, fact) for fact in (20, 251.0, None, "many")]
    [True, False, None, None]
    """
    if fact is None or (isinstance(fact, str) and not fact.strip()):
        return None
    if not rule.on_numbers:
        return _TEXTS[rule.operator](_plain(fact), tuple(_plain(one) for one in rule.values))
    if isinstance(fact, str):
        return None
    bounds = tuple(float(one) for one in rule.values)
    return _NUMBERS[rule.operator](float(fact), bounds)


def _plain(value: str | float) -> str:
    if isinstance(value, str):
        return folded(value)
    return f"{value:g}"


_TEXTS: dict[str, Callable[[str, tuple[str, ...]], bool]] = {
    "is": lambda fact, values: fact == values[0],
    "is_not": lambda fact, values: fact != values[0],
    "one_of": lambda fact, values: fact in values,
    "none_of": lambda fact, values: fact not in values,
    "contains": lambda fact, values: values[0] in fact,
}
_NUMBERS: dict[str, Callable[[float, tuple[float, ...]], bool]] = {
    "at_least": lambda fact, values: fact >= values[0],
    "at_most": lambda fact, values: fact <= values[0],
    "between": lambda fact, values: values[0] <= fact <= values[1],
}
