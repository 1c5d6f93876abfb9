"""How mail is sent: what may stand in the file, and where the password is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from salestoolkit.errors import BookError
from salestoolkit.reports.delivery.mail_file import MailSettings, read_mail
from salestoolkit.words import load_words

BASE = 'host = "smtp.example.com"\nfrom = "Raporty sprzedaży <reports@example.com>"\n'
SECRET = "hunter2-s3cr3t"


def read(folder: Path, text: str) -> MailSettings:
    file = folder / "mail.toml"
    file.write_text(text, encoding="utf-8")
    return read_mail(file)


def refused(folder: Path, text: str) -> BookError:
    with pytest.raises(BookError) as caught:
        read(folder, text)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for language in ("en", "pl"):
        sentence = load_words(language).error(caught.value)
        assert SECRET not in sentence and "mail.toml" in sentence
    return caught.value


@pytest.mark.parametrize(
    ("text", "security", "port"),
    [
        ("", "starttls", 587),
        ('security = "tls"', "tls", 465),
        ('security = "tls"\nport = 8465', "tls", 8465),
    ],
)
def test_mail_is_encrypted_on_the_usual_ports_unless_the_file_says_another(
    tmp_path: Path, text: str, security: str, port: int
) -> None:
    settings = read(tmp_path, BASE + text)
    assert (settings.security, settings.port) == (security, port)
    assert str(settings.sender) == "Raporty sprzedaży <reports@example.com>"
    assert settings.login is None


def test_unencrypted_mail_goes_to_this_machine_only_and_only_where_it_is_named(
    tmp_path: Path,
) -> None:
    here = BASE.replace("smtp.example.com", "localhost")
    assert read(tmp_path, here + 'security = "plain"').security == "plain"
    assert read(tmp_path, here).security == "starttls"
    assert refused(tmp_path, BASE + 'security = "plain"').code == "mail_plain"


@pytest.mark.parametrize("key", ["password", "Password", "passwd", "smtp_pass", "password_text"])
def test_a_password_in_the_file_is_refused_and_not_shown(tmp_path: Path, key: str) -> None:
    error = refused(tmp_path, f'{BASE}user = "me"\n{key} = "{SECRET}"\n')
    assert error.code == "mail_password_inside"


def test_a_line_that_cannot_be_read_is_not_shown_either(tmp_path: Path) -> None:
    assert refused(tmp_path, f"{BASE}password = {SECRET}\n").code == "mail_syntax"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('from = "a@b.pl"', "toml_missing"),
        ('host = "smtp.example.com"', "toml_missing"),
        ('host = "user:x@smtp.example.com"\nfrom = "a@b.pl"', "mail_host"),
        ('host = "smtp.example.com"\nfrom = "nobody"', "recipient_mail"),
        ('host = "smtp.example.com"\nfrom = "A\\r\\nBcc: x@y.pl <a@b.pl>"', "recipient_mail"),
        (BASE + "port = 0", "toml_not_whole"),
        (BASE + 'attach = ["docx"]', "toml_not_choice"),
        (BASE + 'security = "none"', "toml_not_choice"),
        (BASE + 'subject = "{month}"', "mail_pattern"),
        (BASE + 'subject = "{day"', "mail_pattern"),
        (BASE + 'subject = "a\\r\\nBcc: x@y.pl"', "mail_pattern"),
        (BASE + 'subject = "{day.__class__}"', "mail_pattern"),
        (BASE + 'link = "https://x/{name}"', "mail_pattern"),
        (BASE + 'user = "me"', "mail_password_where"),
        (
            BASE + 'user = "me"\npassword_variable = "A"\npassword_file = "b"',
            "mail_password_where",
        ),
        (BASE + 'password_variable = "A"', "toml_missing"),
        (BASE + 'usre = "me"', "mail_unknown_key"),
    ],
)
def test_a_slip_in_the_file_is_one_sentence(tmp_path: Path, text: str, code: str) -> None:
    assert refused(tmp_path, text).code == code


def test_the_password_comes_from_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = read(tmp_path, BASE + 'user = "me"\npassword_variable = "MAIL_PW"').login
    assert login is not None
    monkeypatch.setenv("MAIL_PW", SECRET)
    assert login.password() == SECRET
    assert SECRET not in repr(login)


def test_a_password_written_where_the_variables_name_belongs_is_not_shown(tmp_path: Path) -> None:
    settings = read(tmp_path, f'{BASE}user = "me"\npassword_variable = "{SECRET}"')
    assert SECRET not in repr(settings)
    assert settings.login is not None
    with pytest.raises(BookError) as caught:
        settings.login.password()
    assert caught.value.code == "mail_variable"
    assert SECRET not in load_words("en").error(caught.value) + str(caught.value)


def from_file(folder: Path, content: bytes, mode: int) -> str:
    file = folder / "mail.password"
    file.write_bytes(content)
    file.chmod(mode)
    login = read(folder, BASE + 'user = "me"\npassword_file = "mail.password"').login
    assert login is not None
    return login.password()


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_password_comes_from_a_file_that_only_its_owner_may_read(
    tmp_path: Path, mode: int
) -> None:
    assert from_file(tmp_path, f"{SECRET}\nsecond line\n".encode(), mode) == SECRET


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter on Windows")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_password_file_that_others_may_use_is_not_used(tmp_path: Path, mode: int) -> None:
    with pytest.raises(BookError) as caught:
        from_file(tmp_path, SECRET.encode(), mode)
    assert caught.value.code == "mail_password_open"
    assert f"{stat.S_IMODE(mode):03o}" in load_words("pl").error(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_password_file_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "mail.password"
    file.write_text(SECRET)
    file.chmod(0o600)
    os.chown(file, 12345, 12345)
    login = read(tmp_path, BASE + 'user = "me"\npassword_file = "mail.password"').login
    assert login is not None
    with pytest.raises(BookError) as caught:
        login.password()
    assert caught.value.code == "mail_password_open"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfes3cr3t"])
def test_an_empty_or_broken_password_file_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BookError) as caught:
        from_file(tmp_path, content, 0o600)
    assert caught.value.code == "mail_password_missing"
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
