"""How a draw of leads came out, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.core.channel_assign import Assignment, BalanceRow
from salestoolkit.core.channel_consent import MayTakePart
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.words.channel_said import say, short
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

MOST_GROUPS = 12
"""Groups of a column whose balance is shown: of more nobody would read it."""


def draw_lines(words: Words, test: ChannelTest, drawn: Assignment, *, broken: int) -> list[str]:
    """How many leads each variant got, and where the other rows of the list went."""
    tally = Counter(drawn.arms.values())
    lines = [say(words, "assign.nothing_new")]
    if drawn.arms:
        new = words.count("lead", len(drawn.arms), digits=0)
        lines = [say(words, "assign.done", new=new, arms=_by_arm(words, test, tally))]
    rest = {
        "kept": len(drawn.kept),
        "repeated": len(drawn.repeated),
        "no_id": drawn.no_id,
        "broken": broken,
    }
    return [
        *lines,
        *(say(words, f"assign.{key}", n=words.number(n)) for key, n in rest.items() if n),
    ]


def left_out_lines(words: Words, found: MayTakePart) -> list[str]:
    """Who was left out before the draw, counted by channel and reason, and what was not checked."""
    lines = []
    if found.left_out:
        lines.append(say(words, "assign.left_out", n=words.number(len(found.left_out))))
    tally = Counter((one.channel, one.reason) for one in found.left_out)
    lines += [
        "  "
        + say(
            words,
            "assign.left_out_one",
            channel=words.text(f"consent.channel.{channel}"),
            reason=words.text(f"consent.reason.{reason}"),
            n=words.number(n),
        )
        for (channel, reason), n in tally.most_common()
    ]
    if found.register_unchecked:
        lines.append(say(words, "assign.register"))
    lines += [
        say(words, "assign.no_rule", channel=words.text(f"channel_test.channel.{channel}"))
        for channel in found.unruled
    ]
    return lines


def balance_lines(words: Words, test: ChannelTest, rows: Sequence[BalanceRow]) -> list[str]:
    """How many leads of each group are in each variant."""
    lines: list[str] = []
    for column in dict.fromkeys(row.column for row in rows):
        own = [row for row in rows if row.column == column]
        if len(own) > MOST_GROUPS:
            continue
        lines.append(say(words, "assign.balance", column=plain(column)))
        lines += [
            "  "
            + say(
                words,
                "assign.balance_row",
                value=plain(row.value) or say(words, "assign.nameless"),
                arms=_by_arm(words, test, row.counts),
            )
            for row in own
        ]
    return lines


def file_lines(words: Words, test: ChannelTest, lists: Sequence[Path], kept: Path) -> list[str]:
    """Where the lists are."""
    if not lists:
        return []
    lines = [
        say(words, "assign.list", name=short(arm.name), path=str(path))
        for arm, path in zip(test.arms, lists, strict=True)
    ]
    return [*lines, say(words, "assign.keep_file", path=str(kept))]


def left_out_table(words: Words, found: MayTakePart) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the list of those left out, by name."""
    header = [say(words, f"column.{key}") for key in ("lead", "name", "by", "reason")]
    rows = [
        [
            one.lead,
            one.name,
            words.text(f"consent.channel.{one.channel}"),
            words.text(f"consent.reason.{one.reason}"),
        ]
        for one in found.left_out
    ]
    return header, rows


def _by_arm(words: Words, test: ChannelTest, counts: Mapping[str, int]) -> str:
    return ", ".join(
        say(words, "assign.one", name=short(arm.name), n=words.number(counts.get(arm.name, 0)))
        for arm in test.arms
    )
