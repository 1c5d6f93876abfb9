"""Moving accounts: what the form does without a screen, and what it shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_field import field_work
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.territory_moves import TerritoryMoves, territory_moves
from salestoolkit.widgets.territory_moves_desk import TerritoryMovesDesk

HOSTILE = "<b>Łoś</b>"
SPACE = "\N{NO-BREAK SPACE}"


def coverage(owners: tuple[str | None, ...] = ("Ann", "Ann", "Bob", None)) -> TerritoryCoverage:
    accounts = pd.DataFrame(
        {
            "account": ["a1", HOSTILE, "b1", "=1+1"],
            "territory": ["North", "North", "South", "South"],
            "owner": owners,
            "tier": ["A", "B", "A", "C"],
            "potential": [90_000.0, 60_000.0, 50_000.0, None],
        }
    )
    visits = pd.DataFrame({"account": ["a1"], "rep": ["Ann"], "day": [date(2026, 3, 2)]})
    work = field_work(accounts, visits, as_of=date(2026, 3, 31), currency="PLN")
    return cover_territories(work, start=date(2026, 3, 1), end=date(2026, 4, 1))


def test_what_is_chosen_is_shown_before_it_is_moved() -> None:
    form = territory_moves(coverage())
    assert "Nothing moved yet" in form.said.value
    assert (form.move.disabled, form.undo.disabled) == (True, True)
    form.accounts.value = ("a1",)
    assert "not moved yet" in form.said.value
    assert "1 account, potential" in form.said.value
    assert "2 → 1" in form.said.value
    assert form.desk.plan.moves == ()
    form.move.click()
    assert "not moved yet" not in form.said.value
    assert [move.accounts for move in form.desk.plan.moves] == [("a1",)]
    assert "a1" not in [name for _, name in form.accounts.options]
    form.undo.click()
    assert form.desk.plan.moves == ()
    assert "Nothing moved yet" in form.said.value


def test_accounts_come_in_the_order_of_their_potential_with_what_is_known_of_them() -> None:
    desk = TerritoryMovesDesk(coverage())
    first, second = desk.options("Ann")
    assert first[0].replace(SPACE, " ") == "a1 – potential PLN 90,000, visited"
    assert second[1] == HOSTILE
    assert desk.sources() == ["Ann", "Bob", ""]


def test_people_stand_in_alphabetical_order_and_it_is_no_ranking() -> None:
    form = territory_moves(coverage())
    shown = form.said.value
    assert shown.index("Ann") < shown.index("Bob")
    heading = form.children[0].value
    assert "no ranking" in heading
    assert "for whoever leads them" in heading


def test_territories_can_be_chosen_in_place_of_people() -> None:
    form = territory_moves(coverage(), language="pl")
    form.accounts.value = ("a1",)
    form.move.click()
    form.by.value = "territory"
    assert form.desk.plan.moves == ()
    assert [name for _, name in form.from_.options] == ["North", "South"]
    assert (form.from_.value, form.to.value) == ("North", "South")
    form.accounts.value = ("a1", HOSTILE)
    assert "2 firmy" in form.said.value


def test_names_from_data_are_shown_and_never_run() -> None:
    form = territory_moves(coverage(("Ann", "Ann", HOSTILE, HOSTILE)))
    assert HOSTILE not in form.said.value
    assert "&lt;b&gt;Łoś" in form.said.value


def test_a_plan_is_saved_as_a_table_that_computes_nothing_and_a_former_one_is_kept(
    tmp_path: Path,
) -> None:
    form = territory_moves(coverage(), folder=tmp_path)
    assert form.save.disabled
    form.from_.value, form.to.value = "", "Ann"
    form.accounts.value = ("=1+1",)
    form.move.click()
    form.save.click()
    saved = tmp_path / "account-moves.csv"
    text = saved.read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["Account,Tier,Potential,From,To", "'=1+1,C,,,Ann"]
    form.from_.value, form.to.value = "Ann", "Bob"
    form.accounts.value = ("a1",)
    form.move.click()
    form.save.click()
    assert "a1,A,90000,Ann,Bob" in saved.read_text(encoding="utf-8-sig")
    assert (tmp_path / "account-moves.before-1.csv").exists()
    assert "before-1" in form.status.value


def test_a_move_that_is_refused_says_why_and_changes_nothing() -> None:
    desk = TerritoryMovesDesk(coverage())
    form = TerritoryMoves(desk)
    form._moved(None)
    assert 'role="alert"' in form.status.value
    assert desk.plan.moves == ()
    with pytest.raises(InvalidValue, match="move_nothing"):
        desk.save()


def test_with_only_one_owner_territories_are_offered_and_with_neither_it_is_said() -> None:
    assert TerritoryMovesDesk(coverage(("Ann", "Ann", "Ann", "Ann"))).kinds == ("territory",)
    alone = coverage(("Ann", None, None, None))
    one = alone.accounts.assign(territory="North")
    work = field_work(one, None, as_of=date(2026, 3, 31))
    found = cover_territories(work, start=date(2026, 3, 1), end=date(2026, 4, 1))
    with pytest.raises(InvalidValue, match="move_between"):
        TerritoryMovesDesk(found)
