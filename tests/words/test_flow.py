"""What is said of flow, ways and trust, and when nothing is."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from salestoolkit.core.funnel_flow import Flow
from salestoolkit.core.funnel_paths import AGAIN_COLUMNS, Paths
from salestoolkit.core.funnel_trust import Trusted
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.velocity import sales_velocity
from salestoolkit.core.velocity_change import VelocityPeriod, compare_velocity
from salestoolkit.words import load_words
from salestoolkit.words.flow import flow_findings
from salestoolkit.words.paths import paths_findings, paths_lines
from salestoolkit.words.trust import trust_findings

EN, PL = load_words("en"), load_words("pl")
AS_OF = date(2026, 10, 31)
AUDIT = SimpleNamespace(currency="PLN", leak_stage=None)
NBSP = "\N{NO-BREAK SPACE}"


def period(start, win_rate, begun=1200):
    return VelocityPeriod(
        start=start,
        end=start + timedelta(days=365),
        begun=begun,
        won=int(begun * win_rate),
        valued=int(begun * win_rate),
        error=None,
        velocity=sales_velocity(deals=40, win_rate=win_rate, value=9000.0, cycle_days=60),
    )


def make_flow(*, piled=(), after=None, waiting=False, worth=2000.0):
    work = pd.DataFrame(
        {
            "stage": ["", "P"], "name": ["", "Proposal"], "waiting": [False, waiting],
            "arrivals_per_day": [2.0, 1.0], "mean_days": [60.0, 12.0], "expected": [120.0, 12.0],
            "open": [150, 41], "surplus": [30.0, 29.0], "surplus_low": [4.0, 20.0],
            "surplus_high": [56.0, 38.0], "worth_each": [worth, worth],
            "piled_up": ["" in piled, "P" in piled],
        }
    )  # fmt: skip
    change = None
    if after is not None:
        pair = period(date(2024, 1, 1), 0.3), period(date(2024, 12, 31), after)
        change = compare_velocity(*pair, follow_up_days=90, level=0.95)
    return Flow(
        as_of=AS_OF,
        level=0.95,
        currency="PLN",
        figures={},
        horizon_days=300.0,
        levers=pd.DataFrame(),
        work=work,
        change=change,
    )


def make_paths(back=60, of=300, **more):
    stages = (Stage(key="P", name="Proposal"), Stage(key="N", name="Talks"))
    ways = pd.DataFrame(
        {
            "stage": ["N"], "next": ["P"], "kind": ["back"], "passed_over": [()], "n": [back],
            "of": [of], "share": [back / of], "low": [0.16], "high": [0.25],
            "median_days": [4.0], "timed": [back],
        }
    )  # fmt: skip
    again = pd.DataFrame(
        [["P", "Proposal", 400, 60, 0.15, 0.1, 0.2, 8.0, 60]], columns=list(AGAIN_COLUMNS)
    )
    told = {"reopened": 3, "won": 90, "straight_low": 70, "straight_high": 80} | more
    return Paths(
        as_of=AS_OF,
        level=0.95,
        process=SalesProcess(name="Sale", stages=stages),
        ways=ways,
        again=again,
        moves=900,
        skipped=10,
        moved_back=back,
        **told,
    )


def make_trust(verdict, stage="P"):
    rests = pd.DataFrame(
        {
            "figures": ["leak", "changes"], "stage": [stage, ""], "name": ["Proposal", ""],
            "events": [200, 900], "doubtful": [120, 400], "share": [0.6, 0.444],
            "verdict": [verdict, verdict],
        }
    )  # fmt: skip
    empty = pd.DataFrame()
    return Trusted(as_of=AS_OF, stages=empty, rests=rests, without=empty, entries=900, bulk=120)


def test_nothing_is_said_where_nothing_stands_out():
    assert flow_findings(EN, make_flow(), AUDIT) == []
    assert flow_findings(EN, make_flow(after=0.31), AUDIT) == []
    assert paths_findings(EN, make_paths(back=15), AUDIT) == []
    assert trust_findings(EN, make_trust("sound"), AUDIT) == []


def test_a_pile_is_said_with_what_it_is_worth():
    (found,) = flow_findings(EN, make_flow(piled=("", "P")), AUDIT)
    assert found.sentence == (
        "Open deals at “Proposal”: 41. With 30 deals coming in a month and staying 12 days on average, "
        f"about 12 would be usual; the extra 29 are worth about PLN{NBSP}58,000 at the usual chance to win."
    )
    assert found.evidence == "n = 41; probably 20 to 38"
    assert (found.kind, found.stage, found.worth) == ("piled_up", "P", 58000.0)


def test_a_pile_of_all_deals_is_said_where_no_stage_explains_it():
    (found,) = flow_findings(PL, make_flow(piled=("",)), AUDIT)
    assert found.sentence.startswith("Otwarte szanse: 150. Przy obecnym napływie (61 szans")
    assert found.stage == ""


def test_a_pile_without_values_has_no_money():
    (found,) = flow_findings(PL, make_flow(piled=("P",), worth=np.nan), AUDIT)
    assert found.sentence.endswith("byłoby ich około 12; nadwyżka: 29.")
    assert found.worth is None


def test_work_that_waits_for_others_has_its_own_advice():
    (found,) = flow_findings(EN, make_flow(piled=("P",), waiting=True), AUDIT)
    assert "waiting for" in found.actions[0]


@pytest.mark.parametrize(
    ("words", "after", "said"),
    [
        (
            EN,
            0.15,
            "PLN{nbsp}27,000 less. The largest part of the fall: 15% won against 30%.",
        ),
        (PL, 0.45, "największa część wzrostu: udział wygranych (45%, przedtem 30%)."),
    ],
)
def test_a_changed_velocity_names_its_largest_part(words, after, said):
    (found,) = flow_findings(words, make_flow(after=after), AUDIT)
    assert said.format(nbsp=NBSP) in found.sentence
    assert "-" not in found.interval.replace(NBSP, "")
    assert found.worth > 0


def test_moves_back_are_said_with_the_time_that_they_take():
    (found,) = paths_findings(EN, make_paths(), AUDIT)
    assert found.sentence == (
        "From “Talks” deals go back to “Proposal” in 60 of 300 cases (20%); "
        "going through it again takes 8 days (median)."
    )
    assert (found.kind, found.stage, found.n) == ("moved_back", "N", 300)


def test_the_ways_are_summed_up():
    assert paths_lines(PL, make_paths()) == [
        "Przejścia między etapami: 900, w tym z pominięciem etapu: 10, cofnięcia: 60.",
        "Powroty szans przegranych: co najmniej 3.",
        "Po kolei przez wszystkie etapy, bez powrotów, przeszło od 70 do 80 z 90 wygranych szans.",
    ]
    unknown = replace(make_paths(), straight_low=None, straight_high=None, reopened=None)
    assert len(paths_lines(EN, unknown)) == 2
    one = make_paths(straight_low=70, straight_high=70)
    assert "Of 90 won deals, 70 went through" in paths_lines(EN, one)[-1]
    assert len(paths_lines(EN, replace(make_paths(), limits=("no_moves",)))) == 1


def test_doubtful_dates_are_named_under_the_leak_that_rests_on_them():
    leaking = SimpleNamespace(currency="PLN", leak_stage="P")
    (found,) = trust_findings(EN, make_trust("unusable"), leaking)
    assert found.sentence == (
        "What is said about “Proposal” is not to be used: 120 of 200 exits (60%) were moved in bulk "
        "or overwritten later."
    )
    (whole,) = trust_findings(PL, make_trust("rough"), AUDIT)
    assert whole.sentence.startswith("Długość cyklu i zmiany między okresami są tylko przybliżone")
    # a leak elsewhere does not rest on them, the whole does
    (other,) = trust_findings(EN, make_trust("rough", stage="N"), leaking)
    assert other.stage == ""
