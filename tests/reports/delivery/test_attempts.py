"""Deliveries are tried again, noted, and made once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports.delivery.attempts import Errand, Messenger, NotDelivered, Outcome
from salestoolkit.reports.delivery.delivery_file import Persistence
from salestoolkit.reports.delivery.ledger import NAME, Ledger, Target

PERSISTENCE = Persistence(retries=2, wait_seconds=10)


class Door:
    """Somewhere to deliver to, that opens after a number of tries."""

    def __init__(self, *, opens_after: int = 0, again: bool = True) -> None:
        self.left = opens_after
        self.again = again
        self.tried = self.arrived = 0

    def knock(self) -> None:
        self.tried += 1
        if self.left > 0:
            self.left -= 1
            raise NotDelivered("mail_refused", again=self.again, value=450, said="", server="s")
        self.arrived += 1


def errand(to: str, go: Callable[[], None], *, state: str = "1", always: bool = False) -> Errand:
    target = Target(way="mail", to=to, state=state)
    return Errand(target=target, label=to, go=go, always=always)


class Office:
    """A messenger whose waits are only written down."""

    def __init__(self, folder: Path, run: str = "r1") -> None:
        self.waits: list[float] = []
        self.messenger = Messenger(
            ledger=Ledger(folder), run=run, persistence=PERSISTENCE, sleep=self.waits.append
        )

    def deliver(self, *errands: Errand) -> list[Outcome]:
        return self.messenger.deliver(errands)


def test_what_may_yet_succeed_is_tried_again_after_waits_that_double(tmp_path: Path) -> None:
    office, door = Office(tmp_path), Door(opens_after=2)
    outcome = office.deliver(errand("ewa", door.knock))[0]
    assert (outcome.tries, outcome.error, door.arrived) == (3, None, 1)
    assert office.waits == [10, 20]


def test_it_is_given_up_and_reported_when_all_tries_are_used(tmp_path: Path) -> None:
    office, door = Office(tmp_path), Door(opens_after=9)
    outcome = office.deliver(errand("ewa", door.knock))[0]
    assert (outcome.tries, door.tried) == (3, 3)
    assert outcome.error is not None and outcome.error.code == "mail_refused"


def test_what_cannot_succeed_is_not_tried_again(tmp_path: Path) -> None:
    office, door = Office(tmp_path), Door(opens_after=9, again=False)
    assert office.deliver(errand("ewa", door.knock))[0].tries == 1
    assert (door.tried, office.waits) == (1, [])


def test_one_that_fails_leaves_the_others_and_all_wait_together(tmp_path: Path) -> None:
    office = Office(tmp_path)
    shut, slow, open_ = Door(opens_after=9), Door(opens_after=1), Door()
    outcomes = office.deliver(
        errand("a", shut.knock), errand("b", slow.knock), errand("c", open_.knock)
    )
    assert [outcome.errand.label for outcome in outcomes] == ["a", "b", "c"]
    assert [outcome.tries for outcome in outcomes] == [3, 2, 1]
    assert office.waits == [10, 20]


def test_nothing_is_delivered_twice_in_the_same_state(tmp_path: Path) -> None:
    door = Door()
    Office(tmp_path).deliver(errand("ewa", door.knock))
    again = Office(tmp_path, run="r2").deliver(errand("ewa", door.knock))[0]
    assert (again.tries, door.arrived) == (0, 1)


def test_a_new_state_is_delivered_and_an_earlier_one_that_comes_back_too(tmp_path: Path) -> None:
    door = Door()
    for state in ("1", "2", "1"):
        Office(tmp_path).deliver(errand("ewa", door.knock, state=state))
    assert door.arrived == 3


def test_what_failed_is_outstanding_for_the_next_call(tmp_path: Path) -> None:
    door = Door(opens_after=3)
    assert Office(tmp_path).deliver(errand("ewa", door.knock))[0].error is not None
    assert Office(tmp_path).deliver(errand("ewa", door.knock))[0].error is None
    assert door.arrived == 1


def test_an_errand_may_ask_to_be_run_whatever_was_noted(tmp_path: Path) -> None:
    door = Door()
    for _ in range(2):
        Office(tmp_path).deliver(errand("ewa", door.knock, always=True))
    assert door.arrived == 2


def test_the_ledger_says_when_what_and_how_it_ended(tmp_path: Path) -> None:
    Office(tmp_path).deliver(errand("a", Door().knock), errand("b", Door(opens_after=9).knock))
    lines = [json.loads(line) for line in (tmp_path / NAME).read_text().splitlines()]
    assert [(line["to"], line["event"], line["tries"], line["error"]) for line in lines] == [
        ("a", "delivered", 1, None),
        ("b", "not_delivered", 3, "mail_refused"),
    ]
    assert all(line["run"] == "r1" and line["at"] for line in lines)


def test_a_line_that_a_crash_has_torn_means_one_more_delivery_not_none(tmp_path: Path) -> None:
    door = Door()
    Office(tmp_path).deliver(errand("a", door.knock))
    ledger = tmp_path / NAME
    ledger.write_bytes(ledger.read_bytes()[:-20])
    Office(tmp_path).deliver(errand("a", door.knock))
    Office(tmp_path).deliver(errand("a", door.knock))
    assert door.arrived == 2


def test_an_error_that_is_none_of_a_user_is_not_swallowed(tmp_path: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Office(tmp_path).deliver(errand("a", broken))


def test_an_error_of_a_user_that_says_nothing_of_tries_is_final(tmp_path: Path) -> None:
    def refused() -> None:
        raise ReportError("not_a_manifest", file="x")

    assert Office(tmp_path).deliver(errand("a", refused))[0].tries == 1
