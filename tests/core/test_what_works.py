from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.process import Activity, SalesProcess, Stage
from salestoolkit.core.stage_activities import StageActivities
from salestoolkit.core.what_works import what_works
from salestoolkit.core.what_works_parts import landmark_of, practices_of, work_row

PROCESS = SalesProcess(
    name="Sale",
    stages=(Stage(key="demo", name="Demo", activities=("meet",)),),
    activities=(Activity(key="meet", name="Meeting"),),
)
USUAL = 20
"""Usual days of the stage: what is done until day 5 counts, of deals that stay longer."""


def stays(days, moved, *, source=None, watched=400):
    size = len(days)
    source = np.array(["Web"] * size) if source is None else source
    return pd.DataFrame(
        {
            "stage": "demo",
            "next": np.where(moved, "won", "lost"),
            "days": days,
            "entry_age": 0,
            "watched": watched,
            "entered": pd.Timestamp("2026-03-01"),
            "source": source,
            "segment": "",
        }
    )


def activities(rows, kind="Meeting", days=None):
    return pd.DataFrame({"stay": rows, "type": kind, "day": days if days is not None else 0})


def looked_at(table, done):
    found = StageActivities(stays=table, activities=done)
    landmark = landmark_of(PROCESS, PROCESS.stages[0], found, USUAL)
    rows = [work_row(landmark, practice, level=0.95) for practice in practices_of(landmark)]
    return {(row["kind"], row["practice"]): row for row in rows if row is not None}


def test_only_deals_still_there_after_the_landmark_day_are_compared():
    table = stays([5, 6, 20, 21] * 10, [True] * 40)
    row = looked_at(table, activities(np.arange(20)))["type", "Meeting"]
    assert (row["landmark_days"], row["deals"], row["with_n"]) == (5, 30, 15)
    # the one that took 21 days had its chance and did not move on in time
    assert (row["with_moved"], row["without_moved"]) == (10, 10)


def test_what_is_done_after_the_landmark_day_does_not_count():
    table = stays([15] * 40, [True] * 40)
    done = activities(np.arange(40), days=np.where(np.arange(40) < 10, 5, 6))
    row = looked_at(table, done)["type", "Meeting"]
    assert (row["with_n"], row["without_n"]) == (10, 30)


def test_deals_that_are_too_young_or_came_under_observation_late_are_left_out():
    table = stays([15] * 60, [True] * 60)
    table.loc[:9, "watched"] = USUAL - 1
    table.loc[10:19, "entry_age"] = 3
    assert looked_at(table, activities(np.arange(0, 60, 2)))["any", ""]["deals"] == 40


def test_two_activities_of_any_type_are_several_and_spellings_are_one_type():
    table = stays([15] * 40, [True] * 40)
    rows = np.concatenate((np.arange(20), np.arange(10)))
    done = activities(rows, kind=np.where(np.arange(30) < 20, "Call", "call "))
    found = looked_at(table, done)
    assert found["any", ""]["with_n"] == 20
    assert found["several", ""]["with_n"] == 10
    assert found["type", "Call"]["with_n"] == 20


def test_a_type_that_the_process_names_is_told_as_its_activity():
    table = stays([15] * 40, [True] * 40)
    found = looked_at(table, activities(np.arange(20), kind="MEETING"))
    assert found["type", "MEETING"]["activity"] == "meet"


def trap(seed, deals=1500):
    """Nothing works here, but who is lost stays longer, and activities come all the time."""
    random = np.random.default_rng(seed)
    moved = random.random(deals) < 0.6
    days = np.ceil(random.exponential(np.where(moved, 8, 24))).astype(int)
    number = random.poisson(days * 0.06)
    rows = np.repeat(np.arange(deals), number)
    when = np.floor(random.random(len(rows)) * (days[rows] + 1)).astype(int)
    return stays(days, moved), activities(rows, days=when)


def test_a_deal_that_stays_longer_does_not_make_activities_look_bad():
    table, done = trap(1)
    ever = np.isin(np.arange(len(table)), done["stay"])
    moved = (table["next"] == "won").to_numpy()
    assert moved[ever].mean() < moved[~ever].mean() - 0.2
    row = looked_at(table, done)["any", ""]
    assert row["difference_low"] < 0 < row["difference_high"]
    assert row["p_value"] > 0.01


def test_what_a_better_source_makes_is_not_ascribed_to_the_activity():
    random = np.random.default_rng(2)
    good = random.random(3000) < 0.5
    moved = random.random(3000) < np.where(good, 0.8, 0.3)
    done = np.flatnonzero(random.random(3000) < np.where(good, 0.6, 0.2))
    table = stays(np.full(3000, 15), moved, source=np.where(good, "Referral", "Web"))
    row = looked_at(table, activities(done))["type", "Meeting"]
    assert row["with_crude"] - row["without_crude"] > 0.1
    assert row["difference_low"] < 0 < row["difference_high"]


@dataclass(frozen=True)
class Book:
    """A deal book that counts as another does, with activities of its own."""

    counted: object
    done: StageActivities | None

    @property
    def as_of(self):
        return self.counted.as_of

    def counts(self, **options):
        return self.counted.counts(**options)

    def stage_activities(self, *, pipeline=None):
        return self.done


@pytest.fixture(scope="module")
def plain(book_of):
    return book_of(500, seed=41)


@pytest.fixture(scope="module")
def passages(plain):
    """Stays of a book whose activities are drawn by lot, at the stages' early days."""
    from salestoolkit.book.frames import passage_frame

    frame = passage_frame(plain)
    age = (pd.Timestamp(plain.as_of) - frame["entered"]).dt.days
    return frame.assign(watched=age, source="", segment="")


def book_with(plain, passages, had):
    return Book(plain, StageActivities(stays=passages, activities=activities(np.flatnonzero(had))))


def test_activities_drawn_by_lot_stand_out_nowhere(plain, passages):
    had = np.random.default_rng(3).random(len(passages)) < 0.4
    found = what_works(Source(book_with(plain, passages, had), None))
    assert found.practices["p_value"].notna().sum() >= 4
    assert not found.practices["stands_out"].any()
    assert found.limits == ()


def test_a_planted_practice_is_found_in_its_stage(plain, passages):
    random = np.random.default_rng(4)
    moved = ~passages["next"].isin(["lost", "open"])
    here = (passages["stage"] == "S2").to_numpy()
    chance = np.where(here, np.where(moved, 0.7, 0.2), 0.4)
    found = what_works(Source(book_with(plain, passages, random.random(len(moved)) < chance), None))
    named = found.practices[found.practices["stands_out"]]
    assert set(named["stage"]) == {"S2"}
    assert (named["difference"] > 0.1).all()
    assert (named["q_value"] >= named["p_value"]).all()
    assert set(found.by_source["source"]) == {""}


@pytest.mark.parametrize(
    ("done", "limit"),
    [(None, "no_activities"), ("no stay", "no_stage_dates"), ("nothing", "no_activities_here")],
)
def test_what_cannot_be_told_is_said_and_nothing_is_raised(plain, passages, done, limit):
    if done is not None:
        table = passages.iloc[:0] if done == "no stay" else passages
        done = StageActivities(stays=table, activities=activities([]))
    found = what_works(Source(Book(plain, done), None))
    assert (found.limits, len(found.practices)) == ((limit,), 0)


def test_a_book_that_only_counts_says_so(plain):
    class Counting:
        as_of = plain.as_of
        counts = plain.counts

    assert what_works(Source(Counting(), None)).limits == ("activities_remote",)


@pytest.mark.slow
def test_nothing_that_works_stands_out_on_at_most_one_page_in_fifty(plain, passages):
    random = np.random.default_rng(5)
    loud = sum(
        what_works(Source(book_with(plain, passages, random.random(len(passages)) < 0.4), None))
        .practices["stands_out"]
        .any()
        for _ in range(200)
    )
    assert loud <= 6
