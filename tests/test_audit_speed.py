"""The benchmark of the audit runs, and its peers count what we count."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_benchmark_runs_and_pandas_counts_the_same(tmp_path: Path) -> None:
    program = Path(__file__).parents[1] / "benchmarks" / "audit_speed.py"
    picture = tmp_path / "speed.svg"
    ways = ["audit", "counts", "memory", "decode", "pandas", "duckdb"]
    command = [sys.executable, str(program), "--quick", "--plot", str(picture), "--only", *ways]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    table = done.stdout.splitlines()[-5:]
    assert all(way in table[0] for way in ways)
    assert [line.split()[-len(ways) :] for line in table[2:]]
    assert picture.read_text().startswith("<svg")
