"""Counts of which each table is worked out when it is first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from salestoolkit.core.counts import Counts
from salestoolkit.core.process import SalesProcess

TABLES = ("visits", "passages", "cycles", "deals")


class DeferredCounts(Counts):
    """`Counts` like any others to whoever reads them: most questions look at one table of the four."""

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if isinstance(value, _Later):
            value = value.make()
            object.__setattr__(self, name, value)
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(
            Counts, **{field.name: getattr(self, field.name) for field in fields(self)}
        ), ()

    def _each(self, reduce: Callable[[pd.DataFrame], pd.DataFrame]) -> Counts:
        if self.dimension is None:
            return super()._each(reduce)

        def reduced(name: str) -> pd.DataFrame:
            return reduce(getattr(self, name))

        return deferred(
            as_of=self.as_of,
            process=self.process,
            dimension=None,
            since=lambda: self.since,
            tables={name: partial(reduced, name) for name in TABLES},
        )


@dataclass(frozen=True)
class _Later:
    """What a field will be."""

    make: Callable[[], Any]


def deferred(
    *,
    as_of: date,
    process: SalesProcess,
    dimension: str | None,
    since: Callable[[], date | None],
    tables: Mapping[str, Callable[[], pd.DataFrame]],
) -> Counts:
    """Counts whose ``tables`` and first day are worked out when they are first looked at, and once."""
    told: dict[str, Any] = {"as_of": as_of, "process": process, "dimension": dimension}
    told["since"] = _Later(since)
    later: dict[str, Any] = {name: _Later(make) for name, make in tables.items()}
    return DeferredCounts(**told, **later)
