"""Groups that stay together in a test: whether they alone explain what is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from salestoolkit.core.channel_clusters import Cluster, ClusteredDifference, read_clusters
from salestoolkit.core.channel_past import PastLook, allowed_today
from salestoolkit.core.channel_plan import pairs_of
from salestoolkit.core.channel_results import ReadBack
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.channel_verdict import Verdict

GroupedPairs = Mapping[tuple[int, int], ClusteredDifference]


def grouped_pairs(test: ChannelTest, back: ReadBack) -> GroupedPairs:
    """The difference of each pair of arms, second minus first, that knows of the groups."""
    places = {arm.name: place for place, arm in enumerate(test.arms)}
    tally: Counter[tuple[str, int]] = Counter()
    done: Counter[tuple[str, int]] = Counter()
    for one in back.counted:
        tally[one.cluster, places[one.arm]] += 1
        done[one.cluster, places[one.arm]] += one.value > 0
    return {
        pair: read_clusters(
            [
                Cluster(name=name, arm=pair.index(place), n=n, successes=done[name, place])
                for (name, place), n in tally.items()
                if place in pair
            ],
            level=test.level,
        )
        for pair in pairs_of(len(test.arms))
    }


def beyond_groups(
    test: ChannelTest, verdict: Verdict, pairs: GroupedPairs, past: Sequence[PastLook]
) -> bool:
    """Whether a verdict still holds where leads of one group answer alike.

    A winner's lead over each of the others must be larger than groups differ by themselves, by a p-value
    that allows for the looks so far; a difference that does not matter must be small in every
    pair's interval that knows of the groups.
    """
    if verdict.code == "no_difference":
        most = test.outcome.smallest or 0.0
        return all(
            not one.few_groups and -most < one.interval.low and one.interval.high < most
            for one in pairs.values()
        )
    allowed = allowed_today(test, past)
    ahead = [one for pair, one in pairs.items() if verdict.winner in pair]
    return all(
        not one.few_groups and one.p_value is not None and one.p_value <= allowed for one in ahead
    )
