"""The team's remarks on its process, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.process_review import ProcessReview
from salestoolkit.words.errors import plain
from salestoolkit.words.words import UNKNOWN, Words

TOPIC = "process_review"
TEXT_LENGTH = 400


@dataclass(frozen=True, kw_only=True)
class ReviewGroup:
    """Remarks on one stage, or on the whole process, a line each."""

    title: str
    lines: tuple[str, ...]


def review_headline(review: ProcessReview, words: Words) -> str:
    """How many remarks there are, and how many of them wait for a decision."""
    if not review.n:
        return words.text(f"{TOPIC}.none")
    counts = {status: words.number(n) for status, n in review.counts.items()}
    return words.text(f"{TOPIC}.headline", remarks=words.count("remark", review.n), **counts)


def review_groups(review: ProcessReview, words: Words) -> tuple[ReviewGroup, ...]:
    """Remarks stage by stage, open ones first; those on stages that there are not come last."""
    groups = [
        ReviewGroup(
            title=words.text(f"{TOPIC}.process") if one.name is None else _shown(one.name),
            lines=tuple(_line(remark, words) for remark in one.remarks),
        )
        for one in review.stages
    ]
    if review.unknown:
        lines = tuple(
            words.text(
                f"{TOPIC}.at_stage", stage=_shown(remark["stage"]), line=_line(remark, words)
            )
            for remark in review.unknown
        )
        groups.append(ReviewGroup(title=words.text(f"{TOPIC}.unknown"), lines=lines))
    return tuple(groups)


def whole_process_words(words: Words) -> tuple[str, ...]:
    """Words that mean the whole process where a remark names a stage."""
    return words.texts(f"{TOPIC}.whole")


def _line(remark: Mapping[str, Any], words: Words) -> str:
    form = "remark" if not remark["proposal"] else "proposal"
    form = form if remark["remark"] else "only_proposal"
    line = words.text(
        f"{TOPIC}.{form}",
        status=words.text(f"{TOPIC}.status.{remark['status']}"),
        remark=_shown(remark["remark"]),
        proposal=_shown(remark["proposal"]),
    )
    day = words.date(remark["date"], short=True)
    who = ", ".join(it for it in (_shown(remark["author"]), day) if it and it != UNKNOWN)
    return line + (words.text(f"{TOPIC}.from", who=who) if who else "")


def _shown(value: Any) -> str:
    return plain(value, length=TEXT_LENGTH)
