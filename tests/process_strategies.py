"""Arbitrary sales processes for property tests: every field, odd letters, names that collide."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from salestoolkit.core.process import (
    UNIVERSAL_STAGES,
    Activity,
    Document,
    Handover,
    Move,
    SalesProcess,
    Stage,
    Stakeholder,
    Version,
)

RESERVED = ("won", "lost", "open", "reopened")

few = st.sampled_from(
    ("a", "b", "c", "żółw", "in two words", 'with "quotes"', "#no comment", "[[x]]")
)
odd = st.text(min_size=1, max_size=6)
words = few | odd
keys = words.filter(lambda text: text not in RESERVED)
texts = st.lists(words, max_size=3).map(tuple)
long_texts = st.lists(words | st.just("a criterion that takes up its room " * 2), max_size=3).map(
    tuple
)
days = st.none() | st.sampled_from((0.0, 7.0, 14.0, 0.5)) | st.floats(0, 1e6)
shares = st.none() | st.sampled_from((0.0, 0.25, 1.0)) | st.floats(0, 1)
maybe = st.none() | st.text(max_size=6)
dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))

documents = st.builds(Document, name=words, source=maybe, days=days)
stages = st.builds(
    Stage,
    key=keys,
    name=words,
    universal=st.none() | st.sampled_from(UNIVERSAL_STAGES),
    passes=st.sampled_from(("lead", "deal", "customer")),
    waiting=st.booleans(),
    target_days=days,
    win_probability=shares,
    purpose=maybe,
    owner=st.none() | words,
    crm=texts,
    activities=texts,
    entry_criteria=texts,
    exit_criteria=long_texts,
    metrics=texts,
    client_steps=texts,
    documents=st.lists(documents, max_size=2).map(tuple),
)
activities = st.builds(
    Activity,
    key=words,
    name=words,
    responsible=texts,
    accountable=texts,
    consulted=texts,
    informed=texts,
)
stakeholders = st.builds(
    Stakeholder,
    key=words,
    name=words,
    department=maybe,
    side=st.sampled_from(("us", "client", "partner")),
    buying_part=st.none()
    | st.sampled_from(("decides", "uses", "pays", "advises", "opens_doors", "blocks")),
)
versions = st.lists(st.builds(Version, date=dates, author=words, reason=words), max_size=3).map(
    lambda found: tuple(sorted(found, key=lambda one: one.date))
)
translations = st.dictionaries(
    st.sampled_from(("en", "pl")), st.dictionaries(words, words, max_size=3), max_size=2
)


def _keyed(parts: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(parts, max_size=most, unique_by=lambda part: part.key).map(tuple)


@st.composite
def processes(draw: st.DrawFn, most: int = 4) -> SalesProcess:
    """A process with up to ``most`` stages; what points at a stage points at one of its own."""
    here = draw(_keyed(stages, most))
    moves: tuple[Move, ...] = ()
    handovers: tuple[Handover, ...] = ()
    if here:
        key = st.sampled_from([stage.key for stage in here])
        moves = tuple(draw(st.lists(st.builds(Move, start=key, end=key, reason=maybe), max_size=2)))
        handover = st.builds(
            Handover,
            giver=words,
            taker=words,
            stage=key,
            what=words,
            criteria=texts,
            days=days,
            returned_because=texts,
        )
        handovers = tuple(draw(st.lists(handover, max_size=2)))
    return SalesProcess(
        name=draw(words),
        stages=here,
        pipeline=draw(st.none() | few),
        linked=draw(st.none() | words),
        language=draw(st.sampled_from((None, "en", "pl", "de"))),
        market=draw(st.sampled_from((None, "pl", "uk", "us"))),
        activities=draw(_keyed(activities, 3)),
        stakeholders=draw(_keyed(stakeholders, 3)),
        handovers=handovers,
        moves=moves,
        versions=draw(versions),
        translations=draw(translations),
    )


def process_lists() -> st.SearchStrategy[list[SalesProcess]]:
    """What one file may hold: up to three processes, one a pipeline."""
    return st.lists(processes(3), max_size=3, unique_by=lambda process: process.pipeline)
