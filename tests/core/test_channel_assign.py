"""Leads drawn into arms: the same again, never moved, with the shares agreed, and truly at random."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.channel_assign import Lead, assign_leads, balance
from salestoolkit.core.channel_setup import ChannelTest, PlannedArm
from salestoolkit.errors import InvalidValue

IDS = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=30)
SEEDS = st.integers(0, 10**9)


def made(*shares: float, seed: int = 1, cluster: str | None = None) -> ChannelTest:
    arms = tuple(PlannedArm(name=f"arm {place}", share=share) for place, share in enumerate(shares))
    return ChannelTest(name="T", arms=arms, seed=seed, cluster=cluster)


def leads(names: list[str]) -> list[Lead]:
    return [Lead(lead=name) for name in names]


@settings(max_examples=40)
@given(IDS, SEEDS, st.randoms())
def test_the_same_list_in_any_order_is_drawn_the_same(ids: list[str], seed: int, random) -> None:  # type: ignore[no-untyped-def]
    test = made(1, 1, seed=seed)
    shuffled = random.sample(ids, len(ids))
    assert assign_leads(test, leads(ids)).arms == assign_leads(test, leads(shuffled)).arms


@settings(max_examples=40)
@given(IDS, IDS, SEEDS)
def test_leads_added_later_move_nobody(first: list[str], later: list[str], seed: int) -> None:
    test = made(2, 1, seed=seed)
    before = assign_leads(test, leads(first)).arms
    after = assign_leads(test, leads([*later, *first]), earlier=before)
    assert after.kept == before
    assert set(after.arms) == set(later) - set(first)


@settings(max_examples=40)
@given(IDS, SEEDS)
def test_every_row_is_new_kept_repeated_or_without_a_lead(ids: list[str], seed: int) -> None:
    rows = [*ids, *ids[:3], ""]
    found = assign_leads(
        made(1, 1, seed=seed), leads(rows), earlier={ids[0]: "arm 1"} if ids else {}
    )
    accounted = len(found.arms) + len(found.kept) + len(found.repeated) + found.no_id
    assert accounted == len(rows)


@given(st.integers(0, 200), SEEDS)
def test_arms_have_their_shares_to_within_a_block(n: int, seed: int) -> None:
    tally = Counter(
        assign_leads(made(2, 1, seed=seed), leads([f"L{i}" for i in range(n)])).arms.values()
    )
    assert abs(tally["arm 0"] - 2 * n / 3) <= 1
    assert sum(tally.values()) == n


@settings(max_examples=20)
@given(SEEDS, st.lists(st.sampled_from("abc"), min_size=4, max_size=80))
def test_each_group_is_balanced_to_within_two_leads(seed: int, groups: list[str]) -> None:
    listed = [Lead(lead=f"L{i}", stratum=(group,)) for i, group in enumerate(groups)]
    arms = assign_leads(made(1, 1, seed=seed), listed).arms
    values = {lead.lead: lead.stratum[0] for lead in listed}
    for row in balance(made(1, 1), arms, {"group": values}):
        assert abs(row.counts["arm 0"] - row.counts["arm 1"]) <= 2
        assert sum(row.counts.values()) == groups.count(row.value)


def test_a_list_of_one_lead_is_a_true_draw() -> None:
    drawn = Counter(
        assign_leads(made(1, 1, seed=seed), leads(["L1"])).arms["L1"] for seed in range(400)
    )
    assert 150 < drawn["arm 0"] < 250


def test_which_lead_gets_which_arm_depends_on_the_seed_and_is_even() -> None:
    ids = [f"L{i}" for i in range(40)]
    first = Counter(
        name
        for seed in range(200)
        for name, arm in assign_leads(made(1, 1, seed=seed), leads(ids)).arms.items()
        if arm == "arm 0"
    )
    assert len(first) == 40
    assert all(60 < n < 140 for n in first.values())


def test_two_leads_are_not_tied_to_each_other() -> None:
    together = sum(
        drawn["L1"] == drawn["L2"]
        for seed in range(400)
        for drawn in [assign_leads(made(1, 1, seed=seed), leads([f"L{i}" for i in range(20)])).arms]
    )
    # of 20 leads, 9 of the other 19 share an arm
    assert 140 < together < 240


def test_a_cluster_stays_together_and_keeps_its_arm() -> None:
    test = made(1, 1, cluster="rep")
    listed = [Lead(lead=f"L{i}", cluster=f"rep {i % 6}") for i in range(60)]
    first = assign_leads(test, listed).arms
    arms_of = {lead.cluster: first[lead.lead] for lead in listed}
    assert all(first[lead.lead] == arms_of[lead.cluster] for lead in listed)
    assert Counter(arms_of.values()) == {"arm 0": 3, "arm 1": 3}
    more = [Lead(lead="new", cluster="rep 2")]
    assert assign_leads(test, more, earlier=first, clusters=arms_of).arms == {
        "new": arms_of["rep 2"]
    }


@pytest.mark.parametrize(
    ("cluster", "code"), [("", "channel_no_cluster"), ("rep", "channel_few_clusters")]
)
def test_clusters_that_cannot_be_drawn_are_refused(cluster: str, code: str) -> None:
    listed = [Lead(lead=f"L{i}", cluster=cluster) for i in range(4)]
    with pytest.raises(InvalidValue) as refused:
        assign_leads(made(1, 1, cluster="rep"), listed)
    assert refused.value.code == code
