"""What a letter says itself: without what it quotes, its signature and its small print; and its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

QUOTED = re.compile(r"^\s*(?:>|\|)")
REPLY_HEAD = re.compile(
    r"(?i)^\s*(?:on .{5,120} wrote:|(?:w dniu |dnia )?.{5,120} (?:napisał|napisała|napisał\(a\)|pisze):"
    r"|-{2,} ?(?:original message|forwarded message|wiadomość oryginalna|oryginalna wiadomość"
    r"|wiadomość przekazana|przekazana wiadomość).*|_{10,})\s*$"
)
HEADER = re.compile(r"(?i)^\s*\**(?:from|sent|od|wysłano|data|date):\**\s+\S")
SIGNATURE = re.compile(r"^-- ?$")
FOOTER = re.compile(
    r"(?i)(?:this (?:e-?mail|message).{0,80}(?:confidential|intended)|unsubscribe"
    r"|(?:ta|niniejsza) wiadomość.{0,80}(?:poufn|przeznaczon)|treść tej wiadomości"
    r"|administratorem .{0,40}danych"
    r"|wypisz|zapisał\w* się do newslettera|sent from my|wysłano z (?:mojego|telefonu|iphone)"
    r"|please consider the environment|zanim wydrukujesz|registered (?:in|office)|kapitał zakładowy)"
)
_END = re.compile(r"(?<=[.!?…])[\"”'’)]*\s+(?=[\"„“'(\[]*[^\W_a-z])|\n\s*\n|(?<=[!?…])\s+(?=\w)")
_SHORT_WORDS = re.compile(
    r"(?i)(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|e\.g|i\.e|etc|vs|approx|inc|ltd|co|p\.m|a\.m"
    r"|jan|feb|aug|sept|oct|nov|dec|np|tzn|tj|itd|itp|m\.in|ok|tys|mln|mld|gr|ul|al|os|pl|nr|tel"
    r"|r|ww|ws|ds|inż|mgr|p|godz|pkt|art|ust|sp|o\.o|[a-z])\.$"
)


_ITEM = re.compile(r"^\s*(?:[-–—*•]|\d{1,2}[.)])\s+")
_WRAPPED = 55
"""A line shorter than this was ended by its writer, a longer one by the program that wrapped it."""
ONE_BREATH = 240
"""Signs that a text on one line may have to be taken as one sentence."""


def is_list(lines: Sequence[str]) -> bool:
    """Whether the lines of a text are sentences of their own: none is empty, and few go on in the next.

    Examples
    --------
    >>> is_list(["Too dear for us.", "we have no time"]), is_list(["Hello,", "", "too dear."])
    (True, False)
    """
    if len(lines) < 2 or not all(line.strip() for line in lines):
        return False
    wrapped = sum(
        len(before) >= _WRAPPED
        and before.rstrip()[-1] not in '.!?…"”'
        and after.lstrip()[0].islower()
        for before, after in pairwise(lines)
    )
    return wrapped <= 0.3 * (len(lines) - 1)


def own_words(text: str) -> str:
    """The part of a letter that its writer wrote this time.

    What is quoted below or between goes, and so do everything below the line ``-- ``, a forwarded
    letter's head, and small print at the end.

    Examples
    --------
    >>> own_words("Too dear for us.\\n\\nOn Monday Jo Poe wrote:\\n> Here is our offer.")
    'Too dear for us.'
    """
    kept: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        if SIGNATURE.match(line) or REPLY_HEAD.match(line):
            break
        if (
            HEADER.match(line)
            and sum(bool(HEADER.match(row)) for row in lines[number : number + 4]) > 1
        ):
            break
        if FOOTER.search(line) and any(row.strip() for row in kept):
            break
        if not QUOTED.match(line):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def sentences(text: str) -> Iterator[str]:
    """Sentences of a text in order, each on one line.

    Lines that a letter wraps belong together; an item of a list, or a short line of its own, does not.

    Examples
    --------
    >>> list(sentences("It costs approx. 5 pounds. Too much!\\n- no budget\\n- no time"))
    ['It costs approx. 5 pounds.', 'Too much!', 'no budget', 'no time']
    """
    for block in _blocks(text):
        start = 0
        for gap in _END.finditer(block):
            if _SHORT_WORDS.search(block[start : gap.start()]):
                continue
            if part := block[start : gap.start()].strip():
                yield part
            start = gap.end()
        if rest := block[start:].strip():
            yield rest


def _blocks(text: str) -> Iterator[str]:
    """Lines put together where a program had cut them."""
    block: list[str] = []
    for line in text.split("\n"):
        item = _ITEM.match(line)
        if block and (item or not line.strip() or len(block[-1]) < _WRAPPED):
            yield " ".join(block)
            block = []
        if plain := " ".join(line[item.end() :].split() if item else line.split()):
            block.append(plain)
    if block:
        yield " ".join(block)
