"""`salestoolkit deliver`, `mail-pages` and `heartbeat check`."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import nbformat
import pytest
from batch_runs import made, planned, run_once
from mail_servers import Box, serving

from salestoolkit.cli import main
from salestoolkit.reports.delivery import mail_console
from salestoolkit.reports.delivery.delivery_file import Persistence
from salestoolkit.reports.delivery.heartbeat import beat_finished, beat_started

RECIPIENTS = """
[[recipient]]
name = "Ewa Żółć"
mail = "ewa@example.com"
language = "pl"
pages = [{ all = true }]

[[recipient]]
name = "No address"
pages = [{ all = true }]
"""
BATCH = """
book = "book"
to = "out"
[[report]]
notebook = "funnel_audit"
"""
MAIL = 'host = "localhost"\nport = {port}\nsecurity = "plain"\nfrom = "reports@example.com"\n'


def salestoolkit(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return caught.value.code, said.out, said.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A batch that ran once, with recipients and a mail file for a port where nobody is."""
    report = planned("north", label="Team: North")
    run_once(tmp_path / "out", [report], results=[made(report)])
    (tmp_path / "recipients.toml").write_text(RECIPIENTS, encoding="utf-8")
    (tmp_path / "mail.toml").write_text(MAIL.format(port=1), encoding="utf-8")
    return tmp_path


def batch(folder: Path, delivery: str | None) -> Path:
    file = folder / "batch.toml"
    file.write_text(BATCH + ("" if delivery is None else f"[delivery]\n{delivery}\n"))
    return file


def test_deliver_does_not_say_that_nothing_ran_where_only_latest_is_gone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out" / "latest").unlink()
    code, out, err = salestoolkit(capsys, "deliver", batch(folder, 'after_batch = ["true"]'))
    assert (code, out) == (1, "")
    assert "its latest leads to none of them" in err


def test_deliver_brings_what_is_outstanding_and_then_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = batch(folder, 'recipients = "recipients.toml"\nto = "for"')
    code, out, err = salestoolkit(capsys, "deliver", file)
    assert (code, out, err) == (0, "Recipients' folders: 2 new, 0 as they were.\n", "")
    assert (folder / "for" / "ewa-zolc" / "index.html").is_file()
    code, out, _ = salestoolkit(capsys, "deliver", file, "--language", "pl")
    assert (code, out) == (0, "Foldery odbiorców: nowe 0, bez zmian 2.\n")


def test_deliver_says_what_did_not_arrive_and_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = json.dumps([sys.executable, "-I", "-S", "-c", "raise SystemExit(7)"])
    code, _, err = salestoolkit(
        capsys, "deliver", batch(folder, f"after_batch = {command}\nretries = 0")
    )
    assert code == 1
    assert "ended with code 7" in err and "delivery.log" in err and err.count("\n") == 1


def test_deliver_has_nothing_to_do_without_deliveries_or_before_the_first_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = salestoolkit(capsys, "deliver", batch(folder, None))
    assert code == 0 and "no section [delivery]" in out
    file = batch(folder, 'heartbeat = "beat.json"')
    file.write_text(file.read_text().replace('"out"', '"elsewhere"'))
    code, out, _ = salestoolkit(capsys, "deliver", file)
    assert code == 0 and "has not run yet" in out
    assert not (folder / "elsewhere").exists()


def test_a_dry_run_says_each_letter_and_asks_no_server(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = salestoolkit(
        capsys,
        "mail-pages",
        folder / "out" / "latest" / "manifest.json",
        *("--mail", folder / "mail.toml", "--recipients", folder / "recipients.toml"),
        *("--dry-run", "--language", "pl"),
    )
    assert (code, err) == (0, "")
    assert "Odbiorca No address nie ma adresu e-mail" in out
    assert "Ewa Żółć <ewa@example.com>: „Raporty sprzedaży według stanu na" in out
    assert "Wiadomości do wysłania: 1." in out


def test_a_server_that_is_down_is_one_sentence_and_code_1(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_console, "Persistence", partial(Persistence, wait_seconds=0))
    code, _, err = salestoolkit(
        capsys,
        "mail-pages",
        folder / "out" / "latest" / "manifest.json",
        *("--mail", folder / "mail.toml", "--recipients", folder / "recipients.toml"),
    )
    assert code == 1
    assert "The e-mail to Ewa Żółć did not arrive (tries: 3)" in err and "localhost:1" in err


@pytest.mark.slow
def test_mail_pages_takes_the_manifest_that_a_batch_names_and_sends_each_letter_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESTOOLKIT_MANIFEST", str(folder / "out" / "latest" / "manifest.json"))
    box = Box()
    options = ("--mail", folder / "mail.toml", "--recipients", folder / "recipients.toml")
    with serving(box) as port:
        (folder / "mail.toml").write_text(MAIL.format(port=port), encoding="utf-8")
        first = salestoolkit(capsys, "mail-pages", *options)
        second = salestoolkit(capsys, "mail-pages", *options)
    assert first[:2] == (0, "E-mails: 1 sent, 0 sent before.\n")
    assert second[:2] == (0, "E-mails: 0 sent, 1 sent before.\n")
    assert [str(letter["To"]) for letter in box.letters()] == ["Ewa Żółć <ewa@example.com>"]


def test_recipients_without_any_address_are_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = folder / "recipients.toml"
    file.write_text('[[recipient]]\nname = "E"\npages = [{ all = true }]\n')
    manifest = folder / "out" / "latest" / "manifest.json"
    code, _, err = salestoolkit(
        capsys, "mail-pages", manifest, "--mail", folder / "mail.toml", "--recipients", file
    )
    assert code == 1 and "has an e-mail address" in err


def test_a_heartbeat_is_checked_in_a_sentence_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "heartbeat.json"
    now = datetime.now().astimezone()
    beat_started(file, at=now, what="Monday")
    assert salestoolkit(capsys, "heartbeat", "check", file, "--within", "8d")[0] == 1
    beat_finished(file, at=now - timedelta(days=3), outcome="well")
    code, out, _ = salestoolkit(capsys, "heartbeat", "check", file, "--within", "8d")
    assert code == 0 and out.startswith("The last run ended on ")
    code, _, err = salestoolkit(
        capsys, "heartbeat", "check", file, "--within", "60h", "--language", "pl"
    )
    assert code == 1 and "Ostatni przebieg" in err and err.count("\n") == 1


@pytest.mark.slow
def test_a_batch_ends_with_1_where_something_did_not_arrive_and_delivers_it_the_next_time(
    tmp_path: Path,
) -> None:
    cells = [
        nbformat.v4.new_code_cell("language = 'en'", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("print('a page')"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "own.ipynb")
    door = "import os, sys; sys.exit(0 if os.path.exists('open') else 9)"
    command = json.dumps([sys.executable, "-I", "-S", "-c", door])
    (tmp_path / "batch.toml").write_text(
        f'to = "out"\n[[report]]\nnotebook = "own.ipynb"\n'
        f'[delivery]\nafter_batch = {command}\nretries = 0\nheartbeat = "beat.json"\n'
    )

    def batch() -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "salestoolkit.cli", "batch", "batch.toml"]
        return subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    first = batch()
    assert first.returncode == 1, first.stderr
    assert "Made: 1." in first.stdout and "ended with code 9" in first.stderr
    (tmp_path / "open").touch()
    second = batch()
    assert second.returncode == 0, second.stderr
    assert "Made: 1." not in second.stdout
    assert "Command after the batch: 1 run, 0 before." in second.stdout
    assert json.loads((tmp_path / "beat.json").read_text())["outcome"] == "well"
