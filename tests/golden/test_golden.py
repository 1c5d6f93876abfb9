"""Worked cases with expected values from independent tools.

``GOLDEN_CASES=FOLDER`` points these tests at another folder of such files.
"""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

import adapters
import pytest

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("GOLDEN_CASES") or HERE / "cases")


def _cases() -> list[Any]:
    files = sorted(FOLDER.glob("*.json"))
    loaded = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    every = [case for one in loaded for case in (one["cases"] if isinstance(one, dict) else one)]
    return [pytest.param(case, id=f"{case['id']}-{case['kind']}") for case in every]


CASES = _cases()
NAMES = re.compile(r"(first_pass|deal_level|snapshot)_")
"""Keys under which lists of deals stand: which deals, in no order."""


def _plain(value: Any) -> Any:
    """Expected and computed values in one form: "NaN" and "Infinity" are strings in the files."""
    if isinstance(value, str) and value in {"NaN", "Infinity", "-Infinity"}:
        return float(value.replace("Infinity", "inf"))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def differs(found: Any, expected: Any, tolerance: dict[str, float], where: str) -> list[str]:
    """Where two values differ by more than the tolerance, one line a place."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if found.keys() != expected.keys():
            return [f"{where}: keys {sorted(found)} instead of {sorted(expected)}"]
        return [
            line
            for key in expected
            for line in differs(found[key], expected[key], tolerance, f"{where}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if NAMES.match(where):
            found, expected = sorted(found), sorted(expected)
        if len(found) != len(expected):
            return [f"{where}: {len(found)} values instead of {len(expected)}"]
        return [
            line
            for place, (one, other) in enumerate(zip(found, expected, strict=True))
            for line in differs(one, other, tolerance, f"{where}[{place}]")
        ]
    if _same(found, expected, tolerance):
        return []
    return [f"{where}: {found!r} instead of {expected!r}"]


def _same(found: Any, expected: Any, tolerance: dict[str, float]) -> bool:
    numbers = all(
        isinstance(value, (int, float)) and not isinstance(value, bool)
        for value in (found, expected)
    )
    if not numbers:
        return bool(found == expected) and type(found) is type(expected)
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    if math.isinf(expected):
        return bool(found == expected)
    allowed = tolerance.get("abs", 0.0) + tolerance.get("rel", 0.0) * abs(expected)
    return abs(found - expected) <= max(allowed, 1e-12)


def _by_key(expected: Any) -> list[tuple[str, Any]]:
    """What is expected under each key; a list stands under the empty key."""
    return list(expected.items()) if isinstance(expected, dict) else [("", expected)]


def _scalars(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [one for item in value.values() for one in _scalars(item)]
    if isinstance(value, list):
        return [one for item in value for one in _scalars(item)]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return [float(value)] if number else []


@pytest.mark.parametrize("case", CASES)
def test_the_worked_case_comes_out(case: dict[str, Any]) -> None:
    adapter = adapters.ADAPTERS.get(case["kind"])
    assert adapter is not None, f"no adapter for the kind {case['kind']!r}"
    answer = adapter(case)
    wrong = [
        line
        for key, expected in _by_key(case["expected"])
        for line in differs(_plain(answer.get(key)), _plain(expected), case["tolerance"], key)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", [param for param in CASES if param.values[0].get("wrong_answers")])
def test_a_plausible_wrong_answer_does_not_come_out(case: dict[str, Any]) -> None:
    adapter = adapters.ADAPTERS.get(case["kind"])
    assert adapter is not None, f"no adapter for the kind {case['kind']!r}"
    headline = [_plain(value) for value in adapter(case).headline]
    right = _scalars(_plain(case["expected"]))
    tolerance = case["tolerance"]
    for name, value in case["wrong_answers"].items():
        wrong = _plain(value)
        if isinstance(wrong, list) and len(wrong) == 2:
            assert not any(not differs(said, wrong, tolerance, name) for said in headline), name
        for number in _scalars(wrong):
            # One of the answers of a tool that jitters can be right by luck.
            lucky = isinstance(wrong, list) and any(_same(number, one, tolerance) for one in right)
            if not lucky:
                said = _scalars(headline)
                assert not any(_same(one, number, tolerance) for one in said), (name, number)


def test_a_kind_without_an_adapter_is_named() -> None:
    assert adapters.ADAPTERS.get("no_such_kind") is None
    with pytest.raises(AssertionError, match="no_such_kind"):
        test_the_worked_case_comes_out({"kind": "no_such_kind", "expected": {}, "tolerance": {}})


def test_a_wrong_value_is_noticed() -> None:
    assert differs([1.0, None], [1.0, 2.0], {"abs": 1e-9}, "x") == ["x[1]: None instead of 2.0"]
    assert differs({"a": 1}, {"a": 1.0}, {"abs": 1e-9}, "x") == []
    assert differs(0.0, None, {"abs": 1e-9}, "x") == ["x: 0.0 instead of None"]
