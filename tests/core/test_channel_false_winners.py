"""The benchmark of false winners, on fewer tests than a release is held to."""

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "benchmarks" / "channel_false_winners.py"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location(PATH.stem, PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize("looks", ["once", "daily", "any_time"])
def test_equal_messages_seldom_have_a_winner_even_if_read_every_day(benchmark, looks):
    setting = benchmark.Setting("20 %, 294 an arm", (0.2, 0.2), 294, 0.1)
    # of 150 tests at 5 % at most 14 with a chance of 99 %
    assert benchmark.winners(setting, 150, looks) <= 14 / 150
    assert benchmark.peeking(setting, 150) > 0.2


@pytest.mark.slow
def test_daily_looks_see_a_difference_nearly_as_often_as_a_single_one(benchmark):
    setting = benchmark.PLANTED[1]
    once, daily = (benchmark.winners(setting, 150, looks) for looks in ("once", "daily"))
    assert once > 0.65
    assert daily > once - 0.08
