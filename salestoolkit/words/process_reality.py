"""What a process held against its deals says: findings in sentences, what touches most deals first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from salestoolkit.core.process_reality import Reality
from salestoolkit.core.process_reality_noise import notable, passed_over, ways_off
from salestoolkit.core.table_rows import rows_of
from salestoolkit.words.finding import Finding, Kind
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.process_lines import named, names_of

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

FEW_TAKEN = 20
"""Under so many hand-overs nothing is said of them."""

Ranked = tuple[float, Finding]


def reality_headline(words: Words, reality: Reality) -> str:
    """Whether deals go the way that the map shows, in one sentence."""
    fields = {"deals": words.count("deal", reality.deals), "date": reality.as_of}
    for limit in ("no_deals", "no_moves"):
        if limit in reality.limits:
            return words.text(f"reality.headline.{limit}", **fields)
    count = len(reality_findings(words, reality))
    name = {0: "agrees", 1: "one"}.get(count, "differs")
    return words.text(f"reality.headline.{name}", count=count, **fields)


def reality_findings(words: Words, reality: Reality) -> list[Finding]:
    """Differences between map and deals, each with what to do; silent where it would be noise."""
    ranked = [
        *_never_entered(words, reality),
        *_unknown_stages(words, reality),
        *_waits(words, reality),
        *_ways(words, reality),
        *_handovers(words, reality),
    ]
    ranked.sort(key=lambda pair: -pair[0])
    return [finding for _, finding in ranked]


def _never_entered(words: Words, reality: Reality) -> Iterator[Ranked]:
    names = names_of(reality)
    for key in reality.never_entered:
        yield (
            float(reality.deals),
            _finding(words, reality, "never_entered", reality.deals, key, stage=names[key]),
        )


def _unknown_stages(words: Words, reality: Reality) -> Iterator[Ranked]:
    for row in rows_of(reality.unknown):
        if not notable(row["entered"], row["share"], least=0.01):
            continue
        fields = {
            "stage": named(row["name"]),
            "entered": row["entered"],
            "of": row["of"],
            "share": words.percent(row["share"]),
            "open": row["open_now"],
        }
        yield (
            row["entered"],
            _finding(words, reality, "unknown_stage", row["of"], row["stage"], **fields),
        )


def _waits(words: Words, reality: Reality) -> Iterator[Ranked]:
    """Stages where deals stay beyond the target, and open deals that wait far beyond it."""
    for row in rows_of(reality.stages):
        stage, target = named(row["name"]), words.days(row["target_days"])
        if row["slow"]:
            fields = {
                "median": words.days(row["median_days"]),
                "interval": words.interval(row["median_low"], row["median_high"], words.days),
                "beyond": words.percent(row["beyond_target"]),
            }
            key = "too_slow_waiting" if row["waiting"] else "too_slow"
            finding = _finding(
                words,
                reality,
                "too_slow",
                row["timed"],
                row["stage"],
                key=key,
                stage=stage,
                target=target,
                **fields,
            )
            yield row["timed"] * (row["beyond_target"] or 0.5), finding
        if row["stuck"]:
            counts: dict[str, Any] = {"far": row["open_far"], "open": row["open_now"]}
            finding = _finding(
                words,
                reality,
                "stuck",
                row["open_now"],
                row["stage"],
                stage=stage,
                target=target,
                **counts,
            )
            yield row["open_far"], finding


def _ways(words: Words, reality: Reality) -> Iterator[Ranked]:
    """Ways that the map lacks: all together, and those that are frequent one by one."""
    names = names_of(reality)
    off = ways_off(reality)
    if notable(off.n, off.share):
        fields: dict[str, Any] = {"skips": off.skips, "backs": off.backs, "unknown": off.unknown}
        yield (
            float(off.n) + 0.5,
            _finding(
                words,
                reality,
                "ways",
                off.of,
                None,
                n=off.n,
                of=off.of,
                share=words.percent(off.share),
                **fields,
            ),
        )
    for row in rows_of(reality.moves):
        single = row["kind"] in {"skip", "back", "won_early"} and not row["meant"]
        if not single or passed_over(reality, row) or not notable(row["n"], row["share"]):
            continue
        finding = _finding(
            words,
            reality,
            row["kind"],
            row["of"],
            row["start"],
            start=names[row["start"]],
            end=names[row["end"]],
            n=row["n"],
            of=row["of"],
            share=words.percent(row["share"]),
        )
        yield row["n"], finding


def _handovers(words: Words, reality: Reality) -> Iterator[Ranked]:
    """Hand-overs of which fewer than half are taken up in time, or that are often sent back."""
    for row in rows_of(reality.handovers):
        who = {
            "giver": named(row["giver"]),
            "taker": named(row["taker"]),
            "what": named(row["what"]),
        }
        late = not is_unknown(row["within_high"]) and row["within_high"] < 0.5
        if late and row["n"] >= FEW_TAKEN:
            fields = {
                "within": words.percent(row["within"]),
                "days": words.count("day.genitive", row["days"]),
            }
            finding = _finding(
                words,
                reality,
                "handover",
                row["n"],
                row["stage"],
                n=words.count("deal.genitive", row["n"]),
                **who,
                **fields,
            )
            yield row["n"] * (1 - row["within"]), finding
        if not is_unknown(row["share"]) and notable(row["sent_back"], row["share"]):
            finding = _finding(
                words,
                reality,
                "sent_back",
                row["of"],
                row["stage"],
                n=row["sent_back"],
                of=row["of"],
                share=words.percent(row["share"]),
                **who,
            )
            yield row["sent_back"], finding


def _finding(
    words: Words,
    reality: Reality,
    kind: Kind,
    count: int,
    where: str | None,
    *,
    key: str | None = None,
    **fields: Any,
) -> Finding:
    """A finding; ``count`` is what it rests on, ``where`` the key of its stage."""
    said = key or kind
    return Finding(
        kind=kind,
        sentence=words.text(f"reality.finding.{said}", **fields),
        actions=(words.text(f"reality.action.{said}"),),
        n=int(count),
        evidence=words.text("reality.evidence.n", n=int(count), date=reality.as_of),
        stage=where,
    )
