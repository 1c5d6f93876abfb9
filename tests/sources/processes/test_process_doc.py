"""The example in the documentation is a process file, and shows every key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from salestoolkit.sources.processes import keys, parse_processes, updated_text

DOC = Path(__file__).parents[3] / "docs" / "process_file.md"


def test_the_documented_example_is_valid_and_uses_every_key() -> None:
    found = re.search(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    text = found[1]
    (process,) = parse_processes(text, file="docs/process_file.md").values()
    raw = tomllib.loads(text)["process"][0]
    assert {*raw, "linked"} == set(keys.PROCESS_KEYS)
    for name, part in keys.PARTS.items():
        assert set().union(*raw[name]) == set(keys.keys_of(part)), name
    shorter = updated_text(text, [process.change_stage("contact", target_days=5)])
    assert shorter == text.replace("target_days = 7\n", "target_days = 5\n")
