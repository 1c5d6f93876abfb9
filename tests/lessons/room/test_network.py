"""Addresses and ports of this machine."""

from __future__ import annotations

import socket

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room import network
from salestoolkit.lessons.room.network import (
    HERE,
    can_listen,
    check_host,
    free_ports,
    is_here,
    room_address,
)


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("example.org", False),
    ],
)
def test_only_loopback_addresses_are_reached_from_this_machine_alone(host: str, here: bool) -> None:
    assert is_here(host) is here


def test_a_port_in_use_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()
        used = other.getsockname()[1]
        assert not can_listen(HERE, used)
        assert used not in free_ports(HERE, 3, first=used)
    ports = free_ports(HERE, 5)
    assert len(set(ports)) == 5


@pytest.mark.parametrize("first", [0, 80, 65536])
def test_a_port_that_may_not_be_used_is_refused(first: int) -> None:
    with pytest.raises(InvalidValue, match="room_port"):
        free_ports(HERE, 1, first=first)


def test_too_few_ports_are_refused() -> None:
    with pytest.raises(InvalidValue, match="room_port"):
        free_ports(HERE, 3, first=65535)


def test_an_address_of_another_machine_is_refused() -> None:
    assert check_host(HERE) == HERE
    with pytest.raises(InvalidValue, match="room_host"):
        check_host("192.0.2.77")


def test_a_machine_without_a_network_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "ELSEWHERE", HERE)
    with pytest.raises(InvalidValue, match="room_no_network"):
        room_address()
