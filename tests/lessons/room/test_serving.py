"""Who lets others in is warned first; what cannot be served is refused before anything starts."""

from __future__ import annotations

import io
import ssl
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room import serving as module
from salestoolkit.lessons.room.making import make_room
from salestoolkit.lessons.room.network import HERE, free_ports
from salestoolkit.lessons.room.serving import (
    LINKS,
    Serving,
    confirmed,
    served,
    wanted_servers,
    warning,
)
from salestoolkit.lessons.room.teams import read_room
from salestoolkit.words import load_words

PL = load_words("pl")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_this_computer_needs_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert confirmed(Serving(host=HERE), PL, yes=False)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("answer", "wanted"), [("tak", True), ("T", True), ("", False), ("n", False)]
)
def test_whoever_lets_others_in_is_asked_after_the_warning(
    answer: str, wanted: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer + "\n"))
    assert confirmed(Serving(), PL, yes=False) is wanted
    said = capsys.readouterr().out
    assert "zabezpieczenie przed pomyłką, nie przed atakiem" in said
    assert "JupyterHub" in said


def test_where_nobody_can_be_asked_a_yes_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("tak\n"))
    with pytest.raises(InvalidValue, match="room_not_confirmed"):
        confirmed(Serving(host="192.168.1.5"), PL, yes=False)
    assert confirmed(Serving(host="192.168.1.5"), PL, yes=True)
    assert capsys.readouterr().out.count("JupyterHub") == 2


def test_the_warning_says_whether_what_is_sent_is_encrypted() -> None:
    plain, closed = (
        "\n".join(warning(serving, PL))
        for serving in (Serving(), Serving(certificate=Path("c"), key=Path("k")))
    )
    assert "Bez certyfikatu" in plain
    assert "szyfrowane" in closed and "Bez certyfikatu" not in closed


def test_each_team_has_its_folder_a_port_and_a_token_of_its_own(room_folder: Path) -> None:
    room = read_room(room_folder)
    first = free_ports(HERE, 1)[0]
    wanted = wanted_servers(room, Serving(host=HERE, port=first))
    assert [one.folder for one in wanted] == [room_folder / "team-1", room_folder / "team-2"]
    assert len({one.port for one in wanted}) == len({one.token for one in wanted}) == 2
    assert {one.host for one in wanted} == {HERE}
    assert all(one.link == f"http://{HERE}:{one.port}/?token={one.token}" for one in wanted)


def test_a_room_is_served_at_one_address_of_this_computer_alone(
    room_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "room_address", lambda: HERE)
    wanted = wanted_servers(read_room(room_folder), Serving(port=free_ports(HERE, 1)[0]))
    assert {one.host for one in wanted} == {HERE}
    with pytest.raises(InvalidValue, match="room_host"):
        wanted_servers(read_room(room_folder), Serving(host="192.0.2.77"))


def test_a_team_without_its_folder_is_named(made_room: Path, tmp_path: Path) -> None:
    (tmp_path / "room.toml").write_bytes((made_room / "room.toml").read_bytes())
    with pytest.raises(InvalidValue) as raised:
        wanted_servers(read_room(tmp_path), Serving(host=HERE))
    assert str(tmp_path / "team-1") in PL.error(raised.value)
    assert PL.error(raised.value).endswith(f"salestoolkit workshop new {tmp_path}.")


def test_a_room_without_teams_is_not_served_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "room.toml").write_text('language = "pl"', encoding="utf-8")
    with pytest.raises(InvalidValue, match="room_missing"):
        wanted_servers(read_room(tmp_path), Serving(host=HERE))


def test_a_room_is_served_once_at_a_time(
    room_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "running", lambda wanted: nullcontext([]))
    monkeypatch.setattr(module, "_links", lambda room, servers: [])
    room, serving = read_room(room_folder), Serving(host=HERE)
    with served(room, serving, PL):
        with pytest.raises(InvalidValue, match="room_served") as raised, served(room, serving, PL):
            pass
        assert str(room_folder) in PL.error(raised.value)
        assert (room_folder / LINKS).is_file()
    with served(room, serving, PL):
        pass
    assert not (room_folder / LINKS).exists()


def test_all_addresses_at_once_are_none_that_a_link_could_name(made_room: Path) -> None:
    with pytest.raises(InvalidValue, match="room_host"):
        wanted_servers(read_room(made_room), Serving(host="0.0.0.0"))


def test_a_certificate_and_its_key_are_tried_before_anything_starts(tmp_path: Path) -> None:
    Serving().check()
    with pytest.raises(InvalidValue, match="room_certificate_pair"):
        Serving(certificate=tmp_path / "c.pem").check()
    (tmp_path / "c.pem").write_text("nonsense", encoding="utf-8")
    for key in ("c.pem", "missing.pem"):
        with pytest.raises(InvalidValue) as raised:
            Serving(certificate=tmp_path / "c.pem", key=tmp_path / key).check()
        assert raised.value.code == "room_certificate"
        assert str(tmp_path / "c.pem") in PL.error(raised.value)


def certificate(folder: Path) -> Serving:
    """A certificate for this computer, made as docs/workshop_room.md says."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    names = ("-subj", "/CN=workshop", "-addext", f"subjectAltName=IP:{HERE}")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names)
    try:
        subprocess.run([*made, "-keyout", key, "-out", cert], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("There is no openssl here, so no certificate was made.")
    return Serving(host=HERE, port=free_ports(HERE, 1)[0], certificate=cert, key=key)


@pytest.mark.slow
@pytest.mark.parametrize("app", [False, True])
def test_with_a_certificate_both_kinds_of_servers_speak_https_alone(
    app: bool, tmp_path: Path
) -> None:
    import urllib.request
    from dataclasses import replace

    serving = replace(certificate(tmp_path), app=app)
    context = ssl.create_default_context(cafile=str(serving.certificate))
    room = make_room(tmp_path / "room", language="pl", names=["Północ"]).room
    with module.served(room, serving, PL) as (server,):
        assert server.wanted.link.startswith("https://")
        with urllib.request.urlopen(server.wanted.link, context=context, timeout=30) as answer:
            assert answer.status == 200
        with pytest.raises(OSError):
            urllib.request.urlopen(server.wanted.link.replace("https", "http"), timeout=30)
