"""The universal process."""

from __future__ import annotations

import pytest

from salestoolkit.core.process import UNIVERSAL_STAGES
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import load_content, load_market
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


@pytest.mark.parametrize("table", ["activities", "metrics", "owners"])
def test_every_word_of_the_template_is_used_and_none_is_missing(table: str) -> None:
    rows = load_market("universal")["stages"]
    used = {row["owner"] for row in rows}
    if table != "owners":
        used = {key for row in rows for key in row[table]}
    assert used == set(load_content("en").get(f"stages.{table}"))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValue, match="unknown_language"):
        universal_process("de")
