"""Scenarios as TOML: what is written is read again, comments stay, faults name their line and field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.scenarios import Scenario
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import BookError
from salestoolkit.sources.scenarios import (
    dump_scenarios,
    parse_scenarios,
    read_scenarios,
    save_scenarios,
    updated_scenarios,
)
from salestoolkit.words import load_words

FULL = WhatIf(
    name="Wszystko",
    stages=(
        WhatIfStage(name="Rozmowa „ważna”", rate=0.3069, counted=100, days=5, best=0.4, cost=2.5),
        WhatIfStage(name="Oferta", rate=0.25, best=0.5, best_of="Zespół\nPółnoc"),
    ),
    volume=900,
    metric="revenue",
    goal=120_000.5,
    value=DealValue.seen([1000, 2500.5, 9000]),
    currency="PLN",
    horizon_days=92,
    pattern=(0.5, 1.5),
    capacity=800,
    open_deals=(OpenDeal(chance=0.25, value=5000), OpenDeal(chance=0.5, value=100.25)),
    done=3,
    done_value=9000,
    attempt="new_deal",
    cost_unit="money",
    as_of=date(2026, 10, 30),
    notes=("rates_fitted",),
)
PLAIN = WhatIf(name="Mało", stages=(WhatIfStage(name="Call", rate=0.1),), volume=10)
BOTH = (Scenario(name="Wszystko", what_if=FULL), Scenario(name="Mało", what_if=PLAIN))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_is_written_is_read_again(language: str) -> None:
    text = dump_scenarios(BOTH, language=language)
    assert parse_scenarios(text, file="x.toml") == BOTH
    assert text.startswith("# ")


def test_comments_and_layout_of_what_stays_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.toml"
    save_scenarios(path, BOTH)
    written = path.read_text(encoding="utf-8").replace("volume = 900", "volume   = 900 # agreed")
    path.write_text(f"# our own\n{written}", encoding="utf-8")
    changed = (BOTH[0], replace(BOTH[1], what_if=PLAIN.with_volume(11)))
    saved = save_scenarios(path, changed)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# our own\n") and "volume   = 900 # agreed" in text
    assert read_scenarios(path) == changed
    assert saved.copy is not None and "volume = 10" in saved.copy.read_text(encoding="utf-8")


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.toml"
    assert read_scenarios(path) == ()
    save_scenarios(path, BOTH)
    before = path.stat().st_mtime_ns
    assert save_scenarios(path, BOTH).copy is None
    assert path.stat().st_mtime_ns == before
    assert (
        updated_scenarios(path.read_text(encoding="utf-8"), BOTH[:1]).count("\n[[scenario]]") == 1
    )


def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.toml"
    path.write_text("[[scenario]\n", encoding="utf-8")
    with pytest.raises(BookError):
        save_scenarios(path, BOTH)
    assert path.read_text(encoding="utf-8") == "[[scenario]\n"


@pytest.mark.parametrize(
    ("setting", "stage", "line", "said"),
    [
        ("volume = 5", "rate = 1.5", 5, "“Rate”: 1.5 is not possible"),
        ("volume = 5", 'rate = "half"', 5, "“Rate”: “half” is not a number"),
        ("volume = 5", "rate = nan", 5, "is not a number"),
        ("volume = -5", "rate = 0.5", 3, "−5 is below 0"),
        ('volume = "5"', "rate = 0.5", 3, "is not a number"),
        ("volum = 5", "rate = 0.5", 3, "volum"),
        ("volume = 5", "rat = 0.5", 5, "rat"),
        ("volume = 5", "days = 2", 4, "rate"),
        ("volume = 5\nsizes = [0]", "rate = 0.5", 4, "no won deal has a value"),
        ("volume = 5\nopen_chances = [2]", "rate = 0.5", 4, "2 is not possible"),
        ("volume = 5\nmetric = 'calls'", "rate = 0.5", 4, "calls"),
        ("volume = 5\nas_of = 'now'", "rate = 0.5", 4, "now"),
        ("volume = 5\nnotes = ['mine']", "rate = 0.5", 4, "“mine” is not known"),
        ("volume = 5\nopen_values = [1, 2]", "rate = 0.5", 4, "does not fit 0 open deals"),
        (f"volume = {'9' * 400}", "rate = 0.5", 3, "too much"),
    ],
)
def test_a_fault_names_its_line_and_field(setting: str, stage: str, line: int, said: str) -> None:
    text = f'[[scenario]]\nname = "A"\n{setting}\n[[scenario.stage]]\n{stage}\n'
    with pytest.raises(BookError) as caught:
        parse_scenarios(text, file="x.toml")
    sentence = load_words("en").error(caught.value)
    assert said in sentence and "x.toml" in sentence
    if caught.value.code == "goal_in_file" and caught.value.fields["key"] in text:
        assert caught.value.fields["line"] == line
    assert "\n" not in sentence and sentence.count(".toml") == 1


def test_a_name_stands_there_once() -> None:
    one = '[[scenario]]\nname = "A"\nvolume = 5\n[[scenario.stage]]\nrate = 0.5\n'
    with pytest.raises(BookError) as caught:
        parse_scenarios(one + one, file="x.toml")
    assert caught.value.code == "process_twice"
