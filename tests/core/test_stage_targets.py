"""Targets of stages, as a person writes them down."""

from __future__ import annotations

import pytest

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.stage_targets import stage_targets
from salestoolkit.errors import InvalidValue

PROCESS = SalesProcess(
    name="Sales",
    stages=(Stage(key="demo", name="Demo"), Stage(key="offer", name="Oferta, wysłana")),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Demo=70%", {"demo": 0.7}),
        ('"demo = 0,7", "Oferta, wysłana=50 %"', {"demo": 0.7, "offer": 0.5}),
        ('DEMO=1,"offer=0.5"', {"demo": 1.0, "offer": 0.5}),
    ],
)
def test_stages_are_known_by_key_or_name_and_shares_by_either_writing(
    text: str, found: dict[str, float]
) -> None:
    assert stage_targets(text, PROCESS) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "target_pair"),
        ("Demo", "target_pair"),
        ("Demo=much", "target_pair"),
        ("=0.5", "target_pair"),
        ("Demo=0,7", "target_pair"),
        ("Closing=50%", "process_no_stage"),
        ("Demo=70", "target_share"),
        ("Demo=101%", "target_share"),
        ("Demo=50%, demo=0.6", "target_twice"),
    ],
)
def test_what_is_no_target_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        stage_targets(text, PROCESS)
    assert refused.value.code == code
