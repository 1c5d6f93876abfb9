"""The tokens of a room's teams, kept from one start to the next: a link on paper opens again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from salestoolkit.lessons.room.servers import KEPT, is_typed, new_token
from salestoolkit.lessons.room.teams import Room
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

TOKENS = "links.toml"
"""In the room's hidden folder, above what any team is shown; readable by its owner alone."""


def tokens_of(room: Room, *, renew: bool = False) -> dict[str, str]:
    """The token of each team by its folder: the one it had, else a new one; ``renew``: all new.

    One that could be guessed or that two teams would share counts as none.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    """
    import tomlkit

    before = {} if renew else _read(room)
    tokens: dict[str, str] = {}
    for team in room.teams:
        kept = before.get(team.folder)
        if not isinstance(kept, str) or not is_typed(kept) or kept in tokens.values():
            kept = new_token(typed=True)
        tokens[team.folder] = kept
    path = room.folder / KEPT / TOKENS
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomlkit.dumps(tokens).encode(), private=True)
    return tokens


def _read(room: Room) -> Mapping[str, Any]:
    """What is kept; nothing where there is no file or somebody broke it."""
    try:
        return tomllib.loads((room.folder / KEPT / TOKENS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
