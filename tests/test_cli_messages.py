"""`salestoolkit message` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path

CONTACTS = packaged_path("data/kwarcowa_sowa/contacts.csv")
FIELDS = ("sender=Ewa Lis", "company=Sowa", "phone=+48 000 200 300", "topic=terminowość dostaw")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def asked(*more: str) -> list[str]:
    fields = [part for pair in FIELDS for part in ("--field", pair)]
    return ["--contacts", str(CONTACTS), "--language", "pl", *fields, *more]


def test_a_message_is_printed_ready_to_send(capsys: pytest.CaptureFixture[str]) -> None:
    more = asked("--to", "Anna Ogonek", "--revisit", "2027-03-15")
    code, out, _ = run(capsys, "message", "final", *more)
    assert code == 0
    assert out.splitlines()[:3] == [
        "Terminowość dostaw: na razie zamykam temat",
        "",
        "Dzień dobry, Pani Anno,",
    ]
    assert "Odezwę się w marcu, chyba że woli Pani inny termin" in out


def test_without_a_person_it_says_what_the_message_needs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "message", "follow_1")
    assert code == 0 and "idea: something useful that can be tried without you" in out


def test_a_file_fills_in_fields_and_the_command_line_goes_before_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fields.toml"
    path.write_text('topic = "inny temat"\nidea = "pomysł"\nsender = "Jan Lis"\n')
    more = asked("--to", "anna.ogonek@zwawy-dzieciol.example", "--fields", str(path))
    code, out, _ = run(capsys, "message", "follow_1", *more)
    assert code == 0 and "Terminowość dostaw: pomysł" in out and "Ewa Lis" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("first", *asked("--to", "Anna Ogonek")), "problem"),
        (("first", *asked("--to", "Nikt Taki")), "Nikt Taki"),
        (("fifth", *asked("--to", "Anna Ogonek")), "follow_1"),
        (("final", *asked("--to", "Anna Ogonek", "--field", "colour=red")), "colour"),
        (("final", "--to", "Anna"), "--book"),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = run(capsys, "message", *arguments)
    assert (code, out) == (1, "") and says in err and err.count("\n") == 1
