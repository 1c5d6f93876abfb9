"""One computer for a whole room: a server, a port and a token a team, all ended together."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room.links import Link, links_page, terminal_code
from salestoolkit.lessons.room.network import check_host, free_ports, is_here, room_address
from salestoolkit.lessons.room.opening import (
    SAY,
    apps_of,
    lab_of,
    needs_extras,
    stay,
    until_ctrl_c,
)
from salestoolkit.lessons.room.servers import KEPT, Running, Wanted, running
from salestoolkit.lessons.room.teams import Room, read_room
from salestoolkit.lessons.room.tokens import tokens_of
from salestoolkit.sources.file_locks import one_at_a_time
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole
from salestoolkit.words import Words

FIRST_PORT = 8801
LINKS, LOCK = "links.html", "serving.lock"
"""In the room's folder, above what any team is shown; written while the servers run."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """How a room is served."""

    host: str | None = None
    port: int = FIRST_PORT
    app: bool = False
    certificate: Path | None = None
    key: Path | None = None
    new_links: bool = False

    def check(self) -> None:
        """``room_certificate`` where the certificate and its key cannot be used together."""
        given = (self.certificate, self.key)
        if given == (None, None):
            return
        if self.certificate is None or self.key is None:
            raise InvalidValue("room_certificate_pair", allowed="--cert, --key")
        try:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            # without a password given here, OpenSSL would ask for one
            context.load_cert_chain(self.certificate, self.key, password="")
        except (OSError, ssl.SSLError) as error:
            reason = error.strerror or str(error)
            raise InvalidValue(
                "room_certificate", value=f"{self.certificate}, {self.key}", reason=reason
            ) from error

    @property
    def wide(self) -> bool:
        """Whether others than this computer are let in."""
        return self.host is None or not is_here(self.host)


def warning(serving: Serving, words: Words) -> tuple[str, ...]:
    """What to know before others are let in, in plain words."""
    how = "plain" if serving.certificate is None else "encrypted"
    encryption = words.text(f"workshop.serve.{how}")
    return words.texts("workshop.serve.warning", encryption=encryption)


def confirmed(serving: Serving, words: Words, *, yes: bool) -> bool:
    """Whether to serve: others are let in only by whoever was warned and said yes.

    Raises
    ------
    InvalidValue
        ``room_not_confirmed`` where nobody can be asked.
    """
    if not serving.wide:
        return True
    for line in warning(serving, words):
        print(line)
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InvalidValue("room_not_confirmed", allowed="--yes")
    answer = input(f"{words.text('workshop.serve.ask')} {words.text('workshop.serve.answers')} ")
    if answer.strip().lower() in words.texts("workshop.serve.yes"):
        return True
    print(words.text("workshop.serve.refused"))
    return False


def wanted_servers(room: Room, serving: Serving) -> list[Wanted]:
    """A server for each team: its folder alone, a port and a token of its own, which it keeps.

    Raises
    ------
    InvalidValue
        ``room_missing``, ``room_host``, ``room_no_network``, ``room_port``, ``room_team_gone``,
        ``room_extras``.
    """
    if not room.teams:
        raise InvalidValue("room_missing", value=str(room.folder))
    host = room_address() if serving.host is None else check_host(serving.host)
    ports = free_ports(host, len(room.teams), first=serving.port)
    kind = apps_of if serving.app else lab_of
    tokens = tokens_of(room, renew=serving.new_links)
    wanted = []
    for team, port in zip(room.teams, ports, strict=True):
        folder = room.path(team)
        if not folder.is_dir():
            raise InvalidValue("room_team_gone", value=str(folder), room=str(room.folder))
        token = tokens[team.folder]
        one = kind(folder, host=host, port=port, token=token, language=room.language)
        wanted.append(replace(one, certificate=serving.certificate, key=serving.key))
    return wanted


@contextmanager
def served(room: Room, serving: Serving, words: Words) -> Iterator[list[Running]]:
    """The room's servers, and the page of their links, until the block ends.

    Raises
    ------
    InvalidValue
        What `Serving.check` and `wanted_servers` refuse, ``room_no_start``,
        ``room_served`` where another window serves this room.
    """
    needs_extras("segno")
    serving.check()
    page = room.folder / LINKS
    with _alone(room), running(wanted_servers(room, serving)) as servers:
        with saying_what_cannot_be_written(page):
            # who has a link is in
            write_whole(page, links_page(_links(room, servers), words).encode(), private=True)
        try:
            yield servers
        finally:
            page.unlink(missing_ok=True)


@contextmanager
def _alone(room: Room) -> Iterator[None]:
    """Nobody else serves this room meanwhile: two pages of links would be one too many."""
    lock = room.folder / KEPT / LOCK
    with ExitStack() as stack:
        with saying_what_cannot_be_written(lock):
            lock.parent.mkdir(parents=True, exist_ok=True)
            try:
                stack.enter_context(one_at_a_time(lock, patience=0))
            except TimeoutError as error:
                raise InvalidValue("room_served", value=str(room.folder)) from error
        yield


def serve(
    folder: Path, serving: Serving, words: Words, *, say: Callable[[str], None] = SAY
) -> None:
    """Serve a room until Ctrl+C: links and QR codes first, then word of any server that ends."""
    room = read_room(folder)
    say(words.text("workshop.serve.starting"))
    with served(room, serving, words) as servers, until_ctrl_c():
        links = _links(room, servers)
        for name, link in links:
            say(f"\n{name}\n{link}\n{terminal_code(link)}")
        say(words.text("workshop.serve.page", path=str(folder / LINKS)))
        say(words.text("workshop.serve.kept"))
        say(words.text("workshop.start.end"))
        names = {server.wanted: name for server, (name, _) in zip(servers, links, strict=True)}

        def tell(server: Running) -> None:
            path = str(server.wanted.log)
            say(words.text("workshop.serve.one_ended", name=names[server.wanted], path=path))

        stay(servers, tell=tell)
    say(words.text("workshop.serve.ended", path=str(folder)))


def _links(room: Room, servers: list[Running]) -> list[Link]:
    """Names and links, in the order of the teams."""
    pairs = zip(room.teams, servers, strict=True)
    return [(team.name, server.wanted.link) for team, server in pairs]
