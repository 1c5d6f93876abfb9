"""What is typed wrongly is answered in one sentence of the reader's language."""

from __future__ import annotations

import io
import sys

import pytest

from salestoolkit.cli import main
from salestoolkit.words import load_words


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    return caught.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["process", "map", "a.toml"], "Brakuje „--to FILE”."),
        (["process", "map", "--to", "a.svg"], "Brakuje „FILE.toml”."),
        (["process", "map", "a.toml", "--to", "a.svg", "--zz"], "Nie ma opcji „--zz”."),
        (["process", "map", "a.toml", "--to"], "Po „--to” brakuje wartości."),
        (["process", "map", "a.toml", "b c", "--to", "a.svg"], "nie przyjmuje „b c”;"),
        (["process", "mpa"], "Nie ma polecenia „mpa”; do wyboru: to-excel,"),
        (["zzz"], "Nie ma polecenia „zzz”; do wyboru:"),
        (
            ["process", "before-after", "--book", "b", "--horizon", "x"],
            "„--horizon DAYS” musi być liczbą całkowitą",
        ),
    ],
)
def test_a_wrong_command_is_one_polish_sentence_and_where_to_look(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    named: str,
) -> None:
    monkeypatch.setenv("SALESTOOLKIT_LANGUAGE", "pl")
    code, err = said(capsys, *arguments)
    assert code == 2
    assert named in err
    assert err.rstrip().endswith("--help") and err.count("\n") == 1


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, err = said(capsys, "process")
    assert code == 2
    assert "Commands" in err and "from-excel" in err


def test_an_unknown_language_is_refused_in_the_language_of_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALESTOOLKIT_LANGUAGE", "pl")
    code, err = said(capsys, "sheet", "--list", "--language", "de")
    assert code == 1
    assert err == "Nie ma języka „de”; do wyboru: en, pl.\n"


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows speaks its own language")
def test_what_the_system_says_is_said_in_the_readers_language() -> None:
    import errno
    import os

    words = load_words("pl")
    assert words.reason(os.strerror(errno.ENOSPC)) == "brak miejsca na dysku"
    assert words.reason("something else") == "something else"
    assert words.refused(PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a.toml")) == (
        "System odmówił dostępu do „a.toml”: brak uprawnień. "
        "Sprawdź, czy plik istnieje i czy masz do niego prawa."
    )


def test_an_output_that_lacks_polish_letters_gets_them_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))
    with pytest.raises(SystemExit) as exit_:
        main(["glossary", "--language", "pl"])
    assert exit_.value.code == 0
    said = written.getvalue().decode("cp1252")
    assert "S\\u0142owniczek" in said and "któr" in said
