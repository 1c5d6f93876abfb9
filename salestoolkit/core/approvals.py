"""Who may grant what discount, and whether one that was granted keeps to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from salestoolkit.core.plain_text import folded
from salestoolkit.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of the ladder: who may grant a discount up to a share of the list price."""

    role: str
    up_to: Decimal
    people: tuple[str, ...] = ()

    def is_of(self, name: str) -> bool:
        """Whether a name is this role, or somebody who has it."""
        return any(_same(name, known) for known in (self.role, *self.people))


@dataclass(frozen=True)
class Ladder:
    """Who may grant what, agreed before the talks; the lowest limit first.

    Examples
    --------
    >>> ladder = Ladder((Rung(role="Director", up_to=Decimal("0.2")),
    ...                  Rung(role="Seller", up_to=Decimal("0.05"), people=("Ann",))))
    >>> ladder.who_may(Decimal("0.05")).role, ladder.who_may(Decimal("0.08")).role
    ('Seller', 'Director')
    >>> ladder.who_may(Decimal("0.25")) is None
    True
    """

    rungs: tuple[Rung, ...] = field(default=())

    def __post_init__(self) -> None:
        listed = tuple(sorted(self.rungs, key=lambda rung: rung.up_to))
        object.__setattr__(self, "rungs", listed)
        names = [name for rung in listed for name in (rung.role, *rung.people)]
        for place, name in enumerate(names):
            if any(_same(name, other) for other in names[:place]):
                raise InvalidValue("approval_twice", value=name)
        for rung in listed:
            if not 0 <= rung.up_to <= 1:
                raise InvalidValue("approval_limit", field=rung.role, value=float(rung.up_to))

    def who_may(self, share: Decimal) -> Rung | None:
        """The first who may grant so much; None where nobody may."""
        return next((rung for rung in self.rungs if share <= rung.up_to), None)

    def rung_of(self, name: str) -> Rung | None:
        """The step on which a person or a role stands; None where on none."""
        return next((rung for rung in self.rungs if rung.is_of(name)), None)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """A discount that was granted: a share of the list price, for one deal.

    ``in_return`` is what the client gives in exchange, empty where it gives nothing.
    """

    day: date
    deal: str
    asked_by: str
    granted_by: str
    discount: Decimal
    in_return: str = ""


def check_approval(
    approval: Approval, ladder: Ladder, *, as_of: date, most: Decimal | None = None
) -> None:
    """Refuse what goes beyond the ladder, or below the floor.

    Parameters
    ----------
    as_of : date
        Nothing can have been granted after it.
    most : Decimal, optional
        The largest discount that keeps the floor of this deal, as a share of the price: nobody may go
        beyond it.

    Raises
    ------
    InvalidValue
        ``approval_missing``, ``approval_discount``, ``approval_later``, ``approval_unknown``,
        ``approval_below_floor``, ``approval_nobody`` or ``approval_beyond`` with who may grant it.
    """
    for name in ("deal", "asked_by", "granted_by"):
        if not getattr(approval, name).strip():
            raise InvalidValue(f"approval_missing_{name}")
    share = approval.discount
    if not 0 < share <= 1:
        raise InvalidValue("approval_discount", value=_percent(share))
    if approval.day > as_of:
        raise InvalidValue("approval_later", value=str(approval.day), allowed=str(as_of))
    rung = ladder.rung_of(approval.granted_by)
    if rung is None:
        known = ", ".join(one.role for one in ladder.rungs)
        raise InvalidValue("approval_unknown", value=approval.granted_by, allowed=known)
    if most is not None and share > most:
        raise InvalidValue("approval_below_floor", value=_percent(share), allowed=_percent(most))
    if share <= rung.up_to:
        return
    limit = {"value": _percent(share), "who": approval.granted_by, "limit": _percent(rung.up_to)}
    able = ladder.who_may(share)
    if able is None:
        highest = ladder.rungs[-1]
        raise InvalidValue(
            "approval_nobody",
            value=_percent(share),
            who=highest.role,
            limit=_percent(highest.up_to),
        )
    raise InvalidValue("approval_beyond", **limit, allowed=", ".join((able.role, *able.people)))


def beyond_ladder(approvals: Iterable[Approval], ladder: Ladder) -> tuple[Approval, ...]:
    """Grants that the ladder does not allow to whoever gave them, such as those noted by hand."""
    found = []
    for one in approvals:
        rung = ladder.rung_of(one.granted_by)
        if rung is None or one.discount > rung.up_to:
            found.append(one)
    return tuple(found)


def _percent(share: Decimal) -> float:
    return float(share * 100)


def _same(one: str, other: str) -> bool:
    return name_key(one) == name_key(other)


def name_key(name: object) -> str:
    """A name without what two people write differently: case and spaces."""
    return folded(str(name))
