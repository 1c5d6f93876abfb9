"""The example in the documentation is a process file, and shows every key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from salestoolkit.sources.processes import keys, parse_processes, updated_text

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", ["process_file.md", "process_file.pl.md"])
def test_the_documented_example_is_valid_and_uses_every_key(name: str) -> None:
    found = re.search(r"```toml\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)
    assert found
    text = found[1]
    (process,) = parse_processes(text, file=f"docs/{name}").values()
    raw = tomllib.loads(text)["process"][0]
    assert {*raw, "linked"} == set(keys.PROCESS_KEYS)
    for part, kind in keys.PARTS.items():
        assert set().union(*raw[part]) == set(keys.keys_of(kind)), part
    shorter = updated_text(text, [process.change_stage("contact", target_days=5)])
    assert shorter == text.replace("target_days = 7\n", "target_days = 5\n")
