"""The universal process."""

from __future__ import annotations

import pytest

from salestoolkit.core.process import UNIVERSAL_STAGES
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.templates import universal_process


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_universal_process_has_its_seven_stages_filled_in(language: str) -> None:
    process = universal_process(language)
    assert tuple(stage.key for stage in process.stages) == UNIVERSAL_STAGES
    assert process.language == language
    for stage in process.stages:
        assert stage.universal == stage.key
        assert stage.purpose
        assert stage.owner
        assert len(stage.activities) >= 3
        assert stage.entry_criteria
        assert stage.exit_criteria
        assert stage.metrics


def test_leads_become_deals_and_deals_customers() -> None:
    passes = [stage.passes for stage in universal_process("en").stages]
    assert passes == ["lead"] * 3 + ["deal"] * 3 + ["customer"]


def test_an_activity_may_belong_to_several_stages() -> None:
    stages = [
        stage.key
        for stage in universal_process("en").stages
        if "Answering objections" in stage.activities
    ]
    assert stages == ["contact", "presentation", "closing"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValue, match="unknown_language"):
        universal_process("de")
