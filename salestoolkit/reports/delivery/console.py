"""What the command line says of deliveries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.batch.subjects import labels
from salestoolkit.reports.delivery.around import Finished
from salestoolkit.reports.delivery.attempts import Outcome
from salestoolkit.reports.delivery.deliver import OLD, Delivered, deliver
from salestoolkit.reports.delivery.delivery_file import Delivery
from salestoolkit.reports.delivery.sharing import Share
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

LISTED = 5
"""How many pages or names are said; of more only how many."""


def deliver_and_tell(delivery: Delivery, manifest: Path, words: Words) -> int:
    """Deliver what is outstanding, and say what became of it; 1 where something did not arrive."""
    return tell_deliveries(deliver(delivery, manifest), words)


def tell_deliveries(done: Delivered, words: Words) -> int:
    """Print what arrived, and on stderr what did not; 1 where there is any of that."""
    for line in said_of_arrived(done, words):
        print(line)
    for line in said_of_missing(done, words):
        print(line, file=sys.stderr)
    return 0 if done.well else 1


def tell_finished(finished: Finished, words: Words) -> None:
    """Print what became of a batch's deliveries, and what is to be done about what did not arrive."""
    if finished.delivered is not None:
        tell_deliveries(finished.delivered, words)
    for error in finished.problems:
        print(words.error(error), file=sys.stderr)


def said_of_arrived(done: Delivered, words: Words) -> Iterator[str]:
    """How many deliveries of each kind went well, and how many had been made before."""
    ways = [outcome.errand.target.way for outcome in done.outcomes]
    for way in dict.fromkeys(ways):
        ended = [one for one in done.outcomes if one.errand.target.way == way]
        new = sum(one.error is None and one.tries > 0 for one in ended)
        before = sum(one.tries == 0 for one in ended)
        if way != OLD:
            yield words.text(
                f"delivery.arrived.{way}", n=words.number(new), before=words.number(before)
            )


def said_of_missing(done: Delivered, words: Words) -> Iterator[str]:
    """What did not arrive, who is named for what is not theirs, and what nobody gets."""
    for outcome in done.outcomes:
        if outcome.error is not None:
            yield _failure(outcome, words)
    if done.shares is None:
        return
    for share in done.shares.shares:
        yield from _of_share(share, words)
    if done.shares.nobodys:
        pages = words.count("page", len(done.shares.nobodys))
        yield words.text(
            "delivery.nobodys", pages=pages, labels=_labels(done.shares.nobodys, words)
        )


def _failure(outcome: Outcome, words: Words) -> str:
    assert outcome.error is not None
    way = words.text(f"delivery.way.{outcome.errand.target.way}", label=plain(outcome.errand.label))
    return words.text(
        "delivery.failed", way=way, tries=outcome.tries, sentence=words.error(outcome.error)
    )


def _of_share(share: Share, words: Words) -> Iterator[str]:
    name = plain(share.recipient.name)
    if share.refused:
        pages = words.count("page", len(share.refused))
        shown = _labels(share.refused, words)
        yield words.text("delivery.refused", name=name, pages=pages, labels=shown)
    if share.absent:
        pages = words.count("page", len(share.absent))
        shown = _labels(share.absent, words)
        yield words.text("delivery.absent", name=name, pages=pages, labels=shown)
    elif not share.pages:
        yield words.text("delivery.nothing", name=name)
        return
    for choice in share.empty:
        yield words.text("delivery.empty_choice", name=name, choice=plain(choice.written))


def _labels(pages: tuple[Entry, ...], words: Words) -> str:
    """A few labels, and how many more there are."""
    named = list(dict.fromkeys(map(plain, labels(pages, words.language).values())))
    shown = "; ".join(named[:LISTED])
    more = len(named) - LISTED
    return shown if more <= 0 else words.text("delivery.and_more", shown=shown, more=more)
