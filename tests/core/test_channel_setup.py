"""A test of channels as it was agreed: what cannot be a test is refused with its field and value."""

from __future__ import annotations

from typing import Any

import pytest

from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.errors import InvalidValue

ARMS = (PlannedArm(name="A"), PlannedArm(name="B"))


def test_shares_are_weights_that_add_up_to_one() -> None:
    arms = (PlannedArm(name="A", share=2), PlannedArm(name="B", share=1))
    assert ChannelTest(name="T", arms=arms).shares == pytest.approx((2 / 3, 1 / 3))


def test_an_arm_is_found_whatever_the_case_and_the_spaces() -> None:
    test = ChannelTest(name="T", arms=(PlannedArm(name="Mail  one"), PlannedArm(name="B")))
    assert test.arm_of(" mail ONE ") == "Mail  one"
    assert test.arm_of("C") is None


@pytest.mark.parametrize(
    ("make", "code", "field"),
    [
        (lambda: PlannedArm(name=" "), "channel_arm_unnamed", "name"),
        (lambda: PlannedArm(name="A", channel="fax"), "channel_unknown", "channel"),
        (lambda: PlannedArm(name="A", share=0), "channel_number", "share"),
        (lambda: PlannedArm(name="A", share=True), "channel_number", "share"),
        (lambda: Outcome(kind="maybe"), "channel_unknown", "kind"),
        (lambda: Outcome(window_days=0), "channel_number", "window_days"),
        (lambda: Outcome(usual=8), "channel_number", "usual"),
        (lambda: Outcome(usual=0.9, smallest=0.2), "channel_beyond_all", "smallest"),
        (lambda: ChannelTest(name="T", arms=ARMS[:1]), "channel_arm_count", "arm"),
        (
            lambda: ChannelTest(name="T", arms=(*ARMS, PlannedArm(name=" a "))),
            "channel_arm_twice",
            "arm",
        ),
        (lambda: ChannelTest(name="T", arms=ARMS, power=0.2), "channel_number", "power"),
        (lambda: ChannelTest(name="T", arms=ARMS, seed=-1), "channel_number", "seed"),
        (lambda: ChannelTest(name="T", arms=ARMS, looks="often"), "channel_unknown", "looks"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_a_test_is_refused(make: Any, code: str, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        make()
    assert (refused.value.code, refused.value.fields["field"]) == (code, field)
