"""What the form for moving accounts does, without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.core.territory_moves import BY, MovePlan
from salestoolkit.core.territory_rows import NONE, by_potential
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.safe_csv import Value, safe_csv
from salestoolkit.sources.whole_files import write_keeping
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain
from salestoolkit.words.phrases import NAME_LENGTH
from salestoolkit.words.territory_moves import file_header


class TerritoryMovesDesk:
    """Accounts being moved: ``plan`` holds the moves that were made, ``shown`` also what is chosen.

    Parameters
    ----------
    coverage : TerritoryCoverage
        From `core.territory.cover_territories`.
    by : str
        ``owner`` or ``territory``.
    folder : path, optional
        Where a plan is saved; without it there is nothing to save to.

    Raises
    ------
    InvalidValue
        ``move_between`` where there are fewer than two to move between.
    """

    def __init__(
        self,
        coverage: TerritoryCoverage,
        *,
        by: str = "owner",
        language: str = "en",
        folder: Path | str | None = None,
    ) -> None:
        self.words: Words = load_words(language)
        self.folder = None if folder is None else Path(folder)
        usable = [one for one in BY if len(MovePlan(coverage=coverage, by=one).names) > 1]
        if not usable:
            raise InvalidValue("move_between")
        self.kinds: tuple[str, ...] = tuple(usable)
        self.plan = self.shown = MovePlan(coverage=coverage, by=by if by in usable else usable[0])

    def label(self, key: str) -> str:
        """The name of a box or button."""
        return self.words.text(f"territory_moves.widget.{key}")

    def between(self, by: str) -> MovePlan:
        """Move between owners, or between territories; the moves made before are dropped."""
        self.plan = self.shown = MovePlan(coverage=self.plan.coverage, by=by)
        return self.plan

    def sources(self) -> list[str]:
        """Those who have accounts to give, by name; accounts without any last."""
        held = set(self.plan.accounts[self.plan.by].fillna(NONE))
        return [name for name in (*self.plan.names, NONE) if name in held]

    def options(self, source: str) -> list[tuple[str, str]]:
        """Accounts of one owner or territory, the greatest potential first: what is shown, and the name."""
        rows = self.plan.accounts
        mine = by_potential(rows[rows[self.plan.by].fillna(NONE) == source])
        return [(self._option(row), str(row["account"])) for _, row in mine.iterrows()]

    def choose(self, accounts: Sequence[str], to: str) -> MovePlan:
        """Show what a move would change, without making it."""
        self.shown = self.plan.with_move(accounts, to) if accounts else self.plan
        return self.shown

    def move(self, accounts: Sequence[str], to: str) -> MovePlan:
        """Make a move; what was there before comes back with `undo`."""
        self.plan = self.shown = self.plan.with_move(accounts, to)
        return self.plan

    def undo(self) -> MovePlan:
        """Take the last move back."""
        self.plan = self.shown = self.plan.undone()
        return self.plan

    def save(self) -> tuple[Path, Path | None]:
        """Write the plan as a table; another one of its name is copied first.

        Raises
        ------
        InvalidValue
            ``move_nothing`` where nothing was moved.
        ImportFailed
            ``cannot_write``, ``path_is_folder``.
        """
        if self.folder is None or self.plan.moved.empty:
            raise InvalidValue("move_nothing", field="accounts")
        path = self.folder / f"{self.words.text('territory_moves.file.name')}.csv"
        return path, write_keeping(path, safe_csv(file_header(self.words), self.rows()))

    def rows(self) -> list[list[Value]]:
        """The plan's table: account, tier, potential, from, to."""
        told = self.plan.moved.astype(object)
        cells = told.where(told.notna(), None).to_numpy().tolist()
        return [[_value(cell) for cell in row] for row in cells]

    def _option(self, row: pd.Series) -> str:
        visits = row["visits"]
        seen = "not_known" if pd.isna(visits) else "visited" if visits else "not_visited"
        return self.words.text(
            "territory_moves.widget.option",
            name=plain(row["account"], length=NAME_LENGTH),
            potential=self._amount(row["potential"]),
            visits=self.label(seen),
        )

    def _amount(self, value: object) -> str:
        return self.words.money(value, self.plan.coverage.currency, digits=0)


def _value(cell: object) -> Value:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell if cell is None or isinstance(cell, int) else str(cell)
