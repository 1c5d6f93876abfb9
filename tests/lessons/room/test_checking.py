"""The check before people come: each line is right where all is well, and says what to do where not."""

from __future__ import annotations

import json
import os
import socket
import tomllib
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

import pytest

from salestoolkit.lessons.room import machine, servers, software
from salestoolkit.lessons.room.checked import checked
from salestoolkit.lessons.room.checking import check_room, line, tell_checked
from salestoolkit.lessons.room.network import HERE
from salestoolkit.lessons.room.trial import run_trial
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.words import load_words

NOW = datetime(2126, 11, 27, 9, 30, tzinfo=UTC)
EN = load_words("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_that_a_check_can_have_is_a_sentence_with_its_figures(language: str) -> None:
    found = [
        checked("python", False, found="3.9", needed=">=3.11"),
        checked("packages", False, n=2, found="pandas 2.2", todo='"pandas>=3"'),
        checked("extras", "remark", found="voila"),
        checked("clock", False, day=NOW.date(), time="09:30"),
        checked("folder", False, reason="Permission denied"),
        checked("disk", False, found=0.2, needed=1.0),
        checked("memory", "remark", people=5, found=1.5, needed=2.0),
        checked("ports", False, found=8801),
        checked("network", "remark"),
        checked("browser", "remark", found="Chromium 99.0", needed=120),
        checked("no_browser", "remark"),
        checked("fonts", False, found="ł ś"),
        checked("menus", "remark", found="salestoolkit[polish-menus]"),
        checked("kernel", "remark", seconds=41.5, needed=30.0),
        checked("kernel", False, found="no kernel"),
    ]
    words = load_words(language)
    said = [line(one, words) for one in found]
    assert len(set(said)) == len(said)
    assert {one.name for one in found} == {
        name for name, told in load_content(language).topic("workshop")["check"].items()
        if isinstance(told, dict)
    }  # fmt: skip
    if language == "pl":
        assert words.reason("Permission denied") in said[4] and "Permission" not in said[4]
        assert "1,5 GB; 5 osób przy pracy: około 2 GB" in said[6]


@pytest.mark.parametrize(
    ("states", "code", "last"),
    [
        (("ok",), 0, "Everything is ready."),
        (("ok", "remark"), 0, "The workshop can begin; mind the lines above."),
        (("fault", "remark"), 1, "Put right what is marked FAULT"),
    ],
)
def test_a_fault_alone_makes_the_check_fail(
    states: tuple[str, ...], code: int, last: str, tmp_path: Path
) -> None:
    lines = {
        "ok": checked("folder", "ok"),
        "remark": checked("network", "remark"),
        "fault": checked("folder", False, reason="no"),
    }
    said: list[str] = []
    found = iter([lines[state] for state in states])
    assert tell_checked(found, EN, folder=tmp_path, people=1, say=said.append) == code
    assert said[-1].startswith(last)
    assert len(said) == len(states) + 2


def test_a_package_that_is_missing_or_too_old_is_named_with_what_to_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert software.packages().state == "ok"
    real = software._version
    versions = {"pandas": "2.2.3", "tomlkit": None}
    monkeypatch.setattr(software, "_version", lambda name: versions.get(name, real(name)))
    found = software.packages()
    assert found.state == "fault"
    assert found.fields["found"].split(", ") == ["pandas 2.2.3", "tomlkit –"]
    assert '"pandas<4,>=3.1"' in found.fields["todo"]


def test_all_packages_of_the_project_are_looked_at() -> None:
    project = Path(__file__).parents[3] / "pyproject.toml"
    needed = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    assert software.packages().fields["n"] == len(needed)


def test_an_old_python_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert software.python().state == "ok"
    monkeypatch.setattr(software.platform, "python_version", lambda: "3.10.9")
    assert software.python().state == "fault"
    assert metadata.metadata("salestoolkit")["Requires-Python"] in line(software.python(), EN)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Chromium 156.0.1 built on Debian", "ok"),
        ("Google Chrome 99.0.4", "remark"),
        ("", "remark"),
    ],
)
def test_a_browser_is_remarked_on_where_it_is_old_or_silent(
    said: str, state: str, tmp_path: Path
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
    browser.chmod(0o755)
    assert software.browser(browser).state == state
    assert software.browser(None).state == "remark"


def test_letters_that_no_font_has_are_named() -> None:
    assert software.fonts("ął").state == "ok"
    lacking = software.fonts("a\ue123ł")
    assert (lacking.state, lacking.fields["found"]) == ("fault", "\ue123")


def test_too_little_memory_is_remarked_on() -> None:
    assert machine.memory(20, available=24 * machine.GIB).state == "ok"
    small = machine.memory(20, available=4 * machine.GIB)
    assert small.state == "remark"
    assert small.fields["needed"] > small.fields["found"] == 4.0


def test_a_full_disk_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.disk(tmp_path / "not" / "made").state == "ok"
    monkeypatch.setattr(machine, "DISK", 10**18)
    assert machine.disk(tmp_path).state == "fault"


def test_a_folder_that_cannot_be_written_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.writable(tmp_path / "new").state == "ok"

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(machine.tempfile, "NamedTemporaryFile", refuse)
    assert "no right to it" in line(machine.writable(tmp_path), EN)


def test_a_clock_before_the_installation_is_a_fault() -> None:
    assert machine.clock(NOW, installed=NOW - timedelta(days=1)).state == "ok"
    wrong = machine.clock(NOW, installed=NOW + timedelta(days=1))
    assert wrong.state == "fault"
    assert "27 November 2126, 09:30" in line(wrong, EN)


def test_ports_are_named_from_the_first_to_the_last_that_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()
        used = other.getsockname()[1]
        monkeypatch.setattr(machine, "FIRST_PORT", used)
        first, last = (int(port) for port in machine.ports(2).fields["found"].split("–"))
        assert used < first < last
    monkeypatch.setattr(machine, "FIRST_PORT", 65535)
    assert machine.ports(2).state == "fault"


def test_polish_menus_are_told_and_switched_on_in_the_rooms_own_settings_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path(servers.__file__).parent / "jupyter"
    monkeypatch.setattr(servers, "find_spec", lambda name: object())
    assert software.menus("pl").state == "ok"
    path = servers._environment(tmp_path, tmp_path, "pl")["JUPYTER_CONFIG_PATH"]
    assert path == os.pathsep.join((str(ours / "pl"), str(ours)))
    chosen = json.loads((ours / "pl/labconfig/default_setting_overrides.json").read_text("utf-8"))
    assert chosen == {"@jupyterlab/translation-extension:plugin": {"locale": "pl_PL"}}
    assert servers._environment(tmp_path, tmp_path, "en")["JUPYTER_CONFIG_PATH"] == str(ours)

    monkeypatch.setattr(servers, "find_spec", lambda name: None)
    assert servers._environment(tmp_path, tmp_path, "pl")["JUPYTER_CONFIG_PATH"] == str(ours)
    assert software.menus("en").state == "ok"
    missing = software.menus("pl")
    assert missing.state == "remark"
    assert 'pip install "salestoolkit[polish-menus]"' in line(missing, EN)


@pytest.mark.slow
def test_the_test_notebook_draws_and_what_fails_in_it_is_told() -> None:
    assert run_trial().drawn
    broken = run_trial("import salestoolkit.nothing")
    assert not broken.drawn
    assert "salestoolkit.nothing" in broken.failed
    assert not run_trial("1 + 1").drawn
    late = run_trial("import time; time.sleep(60)", patience=3.0)
    assert not late.drawn and late.failed


@pytest.mark.slow
def test_this_machine_has_no_fault(tmp_path: Path) -> None:
    found = list(check_room(tmp_path, language="pl", people=1, teams=1, now=NOW, browser=None))
    assert [one.name for one in found if one.state == "fault"] == []
    assert len(found) == 13
