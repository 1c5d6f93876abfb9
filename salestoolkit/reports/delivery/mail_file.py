"""The file that says how mail is sent: `mail.toml`. A password never stands in it."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from string import Formatter
from typing import Any, Literal, NoReturn

from salestoolkit.errors import BookError
from salestoolkit.reports.delivery.addresses import is_mail_address, mail_address
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.toml_entry import TomlEntry, path_in, read_settings
from salestoolkit.sources.toml_text import line_of

Security = Literal["starttls", "tls", "plain"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "plain": 25}
ATTACHED = ("html", "pdf", "xlsx")
LOCAL = ("localhost", "127.0.0.1", "::1")
"""Hosts that mail may go to unencrypted: it does not leave this machine."""
KEYS = (
    *("host", "port", "security", "ca_file", "from", "subject", "attach", "link"),
    *("user", "password_variable", "password_file", "largest_mb", "seconds"),
)
LARGEST_MB, SECONDS = 20, 30


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who sends, and where the password is: in a variable of the environment or in a file.

    ``named_in`` is the file that says so. The variable's name is not shown, for somebody may have
    written the password itself there.
    """

    user: str
    named_in: str
    variable: str | None = field(default=None, repr=False)
    file: Path | None = None

    def password(self) -> str:
        """The password, read anew each time and kept nowhere.

        Raises
        ------
        BookError
            ``mail_variable`` where the variable is not set, ``mail_password_missing`` where the file is
            not there or empty, ``mail_password_open`` where others may read it.
        """
        if self.variable is not None:
            found = os.environ.get(self.variable)
            if not found:
                raise BookError("mail_variable", file=self.named_in)
            return found
        assert self.file is not None
        return _password_in(self.file)


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """How mail is sent, and what is in it.

    ``subject`` and ``link`` are patterns, None where the file names none: a letter then bears a
    subject of ours, and no link. ``attach`` are the kinds of file that go with it. ``ca_file`` holds the
    certificates to trust in place of the system's. ``largest`` is how many bytes a letter may have.
    """

    host: str
    port: int
    security: Security
    sender: Address
    login: Login | None = None
    ca_file: Path | None = None
    subject: str | None = None
    attach: tuple[str, ...] = ()
    link: str | None = None
    largest: int = LARGEST_MB * 1_000_000
    seconds: int = SECONDS


def read_mail(path: Path) -> MailSettings:
    """The settings of a file; what is wrong with it is said without showing any value that stands there.

    Examples
    --------
    ::

        host = "smtp.example.com"
        security = "starttls"                  # or "tls"; "plain" only to this machine
        port = 587                             # else 587, 465 or 25
        from = "Sales reports <reports@example.com>"
        user = "reports@example.com"
        password_variable = "REPORTS_MAIL_PASSWORD"
        # password_file = "mail.password"      # in place of it: chmod 600
        # ca_file = "our-ca.pem"               # else the system's certificates
        subject = "Sales pages of {day}"       # else ours, in the recipient's language
        attach = ["html"]                      # pdf, xlsx, or [] for none
        link = "https://share.example.com/for/{folder}/index.html"
        largest_mb = 20
        seconds = 30                           # how long the server may take to answer

    Raises
    ------
    BookError
        ``file_missing``, ``process_unreadable``, ``mail_*``: each names file, line and key.
    """
    if not path.is_file():
        raise BookError("file_missing", file=str(path))
    try:
        top = read_settings(read_text(path), file=str(path))
    except BookError as error:
        if "line" not in error.fields:
            raise
        # the line itself may hold a password
        line = error.fields["line"]
        raise BookError("mail_syntax", file=str(path), line=line) from None
    for key in top.raw:
        if key not in KEYS:
            code = "mail_password_inside" if "pass" in key.lower() else "mail_unknown_key"
            refuse(top, code, key, allowed=", ".join(KEYS))
    return _settings(top, path.parent)


def refuse(top: TomlEntry, code: str, key: str, **fields: Any) -> NoReturn:
    """Say what is wrong with an entry, but not what stands there."""
    line = line_of(top.source, (*top.path, key))
    raise BookError(code, file=top.file, line=line, key=key, **fields)


def _settings(top: TomlEntry, folder: Path) -> MailSettings:
    security: Security = top.choice("security", tuple(PORTS)) or "starttls"
    host = top.needed("host")
    if not host.isprintable() or set(host) & set(" /@"):
        refuse(top, "mail_host", "host")
    if security == "plain" and ("security" not in top.raw or host not in LOCAL):
        refuse(top, "mail_plain", "security", value=host, allowed=", ".join(LOCAL))
    port = top.whole_number("port", lowest=1, highest=65535)
    attach = top.texts("attach")
    if not set(attach) <= set(ATTACHED):
        top.fail("toml_not_choice", "attach", allowed=", ".join(ATTACHED))
    ca_file = top.text("ca_file")
    megabytes = top.whole_number("largest_mb", lowest=1, highest=1000)
    return MailSettings(
        host=host,
        port=port or PORTS[security],
        security=security,
        sender=_sender(top),
        login=_login(top, folder),
        ca_file=None if ca_file is None else path_in(folder, ca_file),
        subject=_pattern(top, "subject", ("day", "name")),
        attach=attach,
        link=_pattern(top, "link", ("folder",)),
        largest=(megabytes or LARGEST_MB) * 1_000_000,
        seconds=top.whole_number("seconds", lowest=1, highest=3600) or SECONDS,
    )


def _sender(top: TomlEntry) -> Address:
    given = top.needed("from")
    name, address = parseaddr(given)
    if not is_mail_address(address) or not given.isprintable():
        top.fail("recipient_mail", "from")
    return mail_address(name, address)


def _login(top: TomlEntry, folder: Path) -> Login | None:
    user, variable, file = (top.text(k) for k in ("user", "password_variable", "password_file"))
    if user is None and variable is None and file is None:
        return None
    if user is None:
        refuse(top, "toml_missing", "user")
    if (variable is None) == (file is None):
        refuse(top, "mail_password_where", "user")
    return Login(
        user=user,
        named_in=top.file,
        variable=variable,
        file=None if file is None else path_in(folder, file),
    )


def _pattern(top: TomlEntry, key: str, allowed: tuple[str, ...]) -> str | None:
    """A text that may have fields in curly brackets, and nothing but their names in these."""
    text = top.text(key)
    if text is None:
        return None
    try:
        pieces = list(Formatter().parse(text))
        well = all(
            (name is None or name in allowed) and not spec and not conversion
            for _, name, spec, conversion in pieces
        )
    except ValueError:
        well = False
    if not well or not text.strip() or not text.isprintable():
        shown = ", ".join(f"{{{name}}}" for name in allowed)
        top.fail("mail_pattern", key, allowed=shown)
    return text


def _password_in(file: Path) -> str:
    """The first line of a file that nobody else may read."""
    try:
        with file.open(encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            if sys.platform != "win32":
                ours = found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
                if not ours:
                    mode = f"{stat.S_IMODE(found.st_mode):03o}"
                    raise BookError("mail_password_open", file=str(file), value=mode)
            password = opened.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        # what could not be decoded would stand in the error's cause
        raise BookError("mail_password_missing", file=str(file)) from None
    if not password:
        raise BookError("mail_password_missing", file=str(file))
    return password
