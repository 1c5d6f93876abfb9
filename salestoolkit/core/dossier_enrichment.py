"""What a list adds to a dossier: empty fields are filled, what a person wrote is never replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from salestoolkit.core.dossier import Dossier, Fact, same_value
from salestoolkit.core.sheets import Entry

Fate = Literal["filled", "beside", "same"]


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What becomes of one value of a list: it fills a field, stands beside another, or says the same.

    ``fact`` is what the list says, ``present`` what the dossier said before.
    """

    key: str
    fate: Fate
    fact: Fact
    present: Fact


def additions(dossier: Dossier, found: Mapping[str, Fact]) -> tuple[Addition, ...]:
    """What each fact of a list does to a dossier; a value already set beside says the same again.

    Examples
    --------
    >>> kept = Dossier(name="alfa", language="en", facts={"employees": Fact(value=120)})
    >>> [one.fate for one in additions(kept, {"employees": Fact(value=150), "news": Fact(value="x")})]
    ['beside', 'filled']
    """
    return tuple(
        Addition(key=key, fate=_fate(dossier, key, fact), fact=fact, present=_present(dossier, key))
        for key, fact in found.items()
    )


def person_named(people: Iterable[Entry], name: str) -> Entry | None:
    """The person of a committee with a name, whatever its case and blanks."""
    return next((one for one in people if same_value(one.text("person"), name)), None)


def _present(dossier: Dossier, key: str) -> Fact:
    return dossier.facts.get(key, Fact())


def _fate(dossier: Dossier, key: str, fact: Fact) -> Fate:
    present = _present(dossier, key)
    known = (present, *dossier.others.get(key, ()))
    if any(one.known and same_value(one.value, fact.value) for one in known):
        return "same"
    # a source that somebody noted for a value still to come is theirs as well
    return "beside" if present.known or present.source.strip() else "filled"
