"""Addresses and ports of this machine; nothing is sent anywhere."""

from __future__ import annotations

import ipaddress
import os
import socket
from itertools import islice

from salestoolkit.errors import InvalidValue

HERE = "127.0.0.1"
"""The address that only this machine reaches."""
ELSEWHERE = "192.0.2.1"
"""An address of no machine (RFC 5737): the system is asked which way it would take, and sends nothing."""
EVERYWHERE = ("", "0.0.0.0")
"""What stands for all addresses of a machine: none under which another one reaches it."""
LOWEST, HIGHEST = 1024, 65535


def is_here(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def room_address() -> str:
    """The address under which others in the room reach this machine.

    Raises
    ------
    InvalidValue
        ``room_no_network`` where it has none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ELSEWHERE, 9))
            found = str(probe.getsockname()[0])
        except OSError:
            found = HERE
    if is_here(found) or found == "0.0.0.0":
        raise InvalidValue("room_no_network", value=found)
    return found


def can_listen(host: str, port: int) -> bool:
    """Whether a server could listen at an address of this machine now; port 0 is any free one."""
    return _listening_port(host, port) is not None


def check_host(host: str) -> str:
    """An address of this machine; ``room_host`` names one that is not, or that no link can name."""
    if host in EVERYWHERE or not can_listen(host, 0):
        raise InvalidValue("room_host", value=host, allowed=HERE)
    return host


def free_ports(host: str, number: int, *, first: int | None = None) -> tuple[int, ...]:
    """Ports that are free now: any, or the first ones from a port on.

    Raises
    ------
    InvalidValue
        ``room_port`` where the number is none that may be used, or too few are free from there on.
    """
    if first is None:
        found: list[int] = []
        while len(found) < number:
            port = _listening_port(host, 0)
            if port is not None and port not in found:
                found.append(port)
        return tuple(found)
    if not LOWEST <= first <= HIGHEST:
        raise InvalidValue("room_port", value=first, allowed=f"{LOWEST}-{HIGHEST}")
    candidates = (port for port in range(first, HIGHEST + 1) if can_listen(host, port))
    ports = tuple(islice(candidates, number))
    if len(ports) < number:
        raise InvalidValue("room_port", value=first, allowed=f"{LOWEST}-{HIGHEST}")
    return ports


def _listening_port(host: str, port: int) -> int | None:
    """The port at which a socket listened for a moment, None where the system refused."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name != "nt":
                # a port that was let go of a moment ago; Windows would give one that is in use
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            probe.listen()
            return int(probe.getsockname()[1])
    except OSError:
        return None
