"""Stages of several processes beside each other."""

from __future__ import annotations

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.stages_beside import stages_beside


def process(*stages: tuple[str, str | None]) -> SalesProcess:
    listed = (Stage(key=name, name=name, universal=universal) for name, universal in stages)
    return SalesProcess(name="Sale", stages=tuple(listed))


def test_stages_that_mean_the_same_share_a_row_whatever_they_are_called() -> None:
    rows = stages_beside([process(("Demo", "presentation")), process(("Show", "presentation"))])
    assert [[stage and stage.name for stage in row.stages] for row in rows] == [["Demo", "Show"]]


def test_a_stage_of_one_process_stands_behind_the_one_before_it() -> None:
    first = process(("A", None), ("C", None))
    second = process(("A", None), ("B", None), ("C", None))
    rows = stages_beside([first, second])
    assert [(row.name, row.lacking) for row in rows] == [("A", ()), ("B", (0,)), ("C", ())]


def test_no_stage_is_lost_where_one_meaning_comes_twice() -> None:
    twice = process(("Viewing", "presentation"), ("Second viewing", "presentation"))
    rows = stages_beside([twice, process(("Viewing", "presentation"))])
    assert [row.name for row in rows] == ["Viewing", "Second viewing"]
    assert rows[1].lacking == (1,)


def test_nothing_stands_beside_nothing() -> None:
    assert stages_beside([]) == ()


def test_of_two_stages_with_one_meaning_the_one_of_a_row_s_name_stands_in_it() -> None:
    one = process(("Viewing", "presentation"))
    two = process(("Choosing", "presentation"), ("Viewing", "presentation"))
    rows = stages_beside([one, two])
    named = {row.name: [stage and stage.name for stage in row.stages] for row in rows}
    assert named == {"Viewing": ["Viewing", "Viewing"], "Choosing": [None, "Choosing"]}
