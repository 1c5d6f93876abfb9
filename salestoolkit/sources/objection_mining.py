"""Mine folders of letters and talks for objections, on all cores, and say where every message went."""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from salestoolkit.core.mined import Message, MinedMessage, Miner
from salestoolkit.core.objection_counts import Mined, Place, Tally
from salestoolkit.core.plain_text import plain
from salestoolkit.sources.correspondence import Skipped, find_files, read_messages
from salestoolkit.sources.lexicon import load_lexicon
from salestoolkit.sources.mining_deals import Deals
from salestoolkit.sources.redaction import load_redactor

BATCH = 50
BATCH_SIGNS = 100_000
WORKERS = 2
SERIAL = 4
"""Batches that are not worth starting other processes for."""
NOTES = ("cut_off",)
"""Reasons that are told of a message which was read all the same."""


@dataclass(frozen=True, kw_only=True)
class MiningResult:
    """What was mined, and where every file and message went.

    ``sentences`` is a file of all sentences, one JSON object a line; it goes when this is closed.
    """

    mined: Mined
    files: int
    skipped: tuple[Skipped, ...]
    duplicates: int
    lexicons: Mapping[str, str]
    languages: Mapping[str, int]
    matched: int
    sentences: IO[str] = field(repr=False, compare=False)

    @property
    def unread(self) -> tuple[Skipped, ...]:
        """Files and messages of which nothing was read."""
        return tuple(one for one in self.skipped if one.reason not in NOTES)

    def lines(self) -> Iterator[str]:
        """Every sentence as a line of JSON."""
        self.sentences.seek(0)
        yield from self.sentences


@lru_cache
def _words() -> dict[str, Any]:
    file = files("salestoolkit").joinpath("content", "lexicon", "speakers.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache
def _miner(sellers: tuple[str, ...]) -> Miner:
    told = _words()
    return Miner(
        redactor=load_redactor(),
        lexicon=load_lexicon,
        clients=tuple(told["clients"]),
        sellers=(*told["sellers"], *(name.casefold() for name in sellers)),
    )


def mine_files(
    paths: Sequence[Path],
    *,
    ours: Sequence[str] = (),
    deals: Deals | None = None,
    by_owner: bool = False,
    workers: int = WORKERS,
) -> MiningResult:
    """Find the objections in letters, talks and reviews; personal data goes before anything is kept.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    ours : sequence of str
        Domains of our own mail and names of our own people: what they write is no objection.
    deals : Deals, optional
        Deals of a book, by which messages get their stage, outcome and lost reason.
    by_owner : bool
        Whether to count by rep too. Reading people's mail needs their notice.
    workers : int
        Processes at a time.

    Raises
    ------
    ImportFailed
        ``file_missing``.
    """
    told = _words()
    tally = Tally(
        doubts=frozenset(plain(" ".join(told["doubts"])).split()),
        empty=frozenset(plain(" ".join(told["empty"])).split()),
        by_owner=by_owner,
    )
    skipped: list[Skipped] = []
    languages: Counter[str] = Counter()
    found = find_files(paths)
    names = _Names()
    seen = _Seen()
    matched = 0
    kept = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (kept in the result)
    messages = _read(found, tuple(ours), seen, skipped)
    for mined in _mined(messages, tuple(ours), workers):
        place = _place(mined.message, deals)
        matched += place.deal is not None
        file = names.told(mined.message.file)
        tally.add(mined, place, file=file)
        languages.update(one.language for one in mined.sentences)
        kept.writelines(f"{line}\n" for line in _lines(mined, file, place))
    return MiningResult(
        mined=tally.result(),
        files=len(found),
        skipped=tuple(replace(one, file=names.told(one.file)) for one in skipped),
        duplicates=seen.repeats,
        lexicons={language: load_lexicon(language).version for language in ("en", "pl")},
        languages=dict(languages),
        matched=matched,
        sentences=kept,
    )


@dataclass
class _Seen:
    """Letters and talks that were read already: a thread is often saved more than once."""

    known: set[bytes] = field(default_factory=set)
    repeats: int = 0

    def again(self, message: Message) -> bool:
        """Whether the same text was there before; rows, and pieces of one text, may be alike."""
        if message.form == "row" or (message.form == "talk" and message.number > 1):
            return False
        key = hashlib.sha256(" ".join(message.text.split()).encode()).digest()
        repeated = key in self.known
        self.known.add(key)
        self.repeats += repeated
        return repeated


class _Names:
    """Names of files as they are quoted: one that holds a person's name is told by its number."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}

    def told(self, name: str) -> str:
        """The name that is kept."""
        if name not in self._told:
            spoken = Path(name).with_suffix("").as_posix().translate(str.maketrans("_-./", "    "))
            clean = not load_redactor().redact(spoken.title()).counts
            number = len(self._told) + 1
            self._told[name] = name if clean else f"[name]-{number}{Path(name).suffix}"
        return self._told[name]


def _read(
    found: Sequence[tuple[Path, str]],
    ours: Sequence[str],
    seen: _Seen,
    skipped: list[Skipped],
) -> Iterator[Message]:
    """Messages of all files in order; what is not read is noted."""
    domains = tuple(f"@{name.removeprefix('@').casefold()}" for name in ours if "." in name)
    for path, name in found:
        for message in read_messages(path, name):
            if isinstance(message, Skipped):
                skipped.append(message)
            elif not seen.again(message):
                is_ours = any(address.endswith(domains) for address in message.senders if domains)
                yield replace(message, ours=is_ours) if is_ours else message


def _mined(
    messages: Iterator[Message], ours: tuple[str, ...], workers: int
) -> Iterator[MinedMessage]:
    """Messages mined in their order; many of them by several processes."""
    batches = _batches(messages)
    first = list(islice(batches, SERIAL))
    if workers < 2 or len(first) < SERIAL:
        miner = _miner(ours)
        for message in chain.from_iterable(chain(first, batches)):
            yield miner.mine(message)
        return
    with ProcessPoolExecutor(workers) as pool:
        waiting: deque[Future[list[MinedMessage]]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(_mine_batch, batch, ours))
            if len(waiting) > 4 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _batches(messages: Iterator[Message]) -> Iterator[list[Message]]:
    """Messages in lots of about the same work: so many of them, or so many signs."""
    batch: list[Message] = []
    for message in messages:
        batch.append(message)
        if len(batch) >= BATCH or sum(len(one.text) for one in batch) >= BATCH_SIGNS:
            yield batch
            batch = []
    if batch:
        yield batch


def _mine_batch(messages: Sequence[Message], ours: tuple[str, ...]) -> list[MinedMessage]:
    miner = _miner(ours)
    return [miner.mine(message) for message in messages]


def _place(message: Message, deals: Deals | None) -> Place:
    """Where a message belongs: what its own columns say goes before what its deal says."""
    known = deals.place_of(message) if deals is not None else Place(deal=message.deal)
    month = message.at.strftime("%Y-%m") if message.at is not None else None
    own = {
        "stage": message.stage,
        "outcome": message.outcome,
        "lost_reason": message.lost_reason,
    }
    return replace(known, month=month, **{key: value for key, value in own.items() if value})


def _lines(mined: MinedMessage, file: str, place: Place) -> Iterator[str]:
    message = mined.message
    for one in mined.sentences:
        yield json.dumps(
            {
                "file": file,
                "message": message.number,
                "line": one.line,
                "deal": place.deal,
                "language": one.language,
                "side": one.side,
                "labels": list(one.labels),
                "text": one.text,
            },
            ensure_ascii=False,
        )
