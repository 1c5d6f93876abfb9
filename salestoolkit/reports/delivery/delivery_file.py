"""The section ``[delivery]`` of a batch file: what is run, sent and noted once pages are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from salestoolkit.errors import BookError
from salestoolkit.reports.batch.latest import LATEST, RUNS, STATE
from salestoolkit.sources.toml_entry import TomlEntry, path_in
from salestoolkit.sources.toml_text import line_of

if TYPE_CHECKING:
    from salestoolkit.reports.delivery.mail_file import MailSettings
    from salestoolkit.reports.delivery.recipients import Recipient

KEYS = (
    *("after_report", "after_batch", "retries", "wait_seconds", "time_limit_seconds"),
    *("recipients", "to", "mail", "heartbeat", "ping"),
)
MOST_RETRIES, LONGEST_WAIT, LONGEST_COMMAND = 20, 3600, 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Persistence:
    """How often a delivery that fails is tried again, after which waits, and how long one may take.

    ``wait_seconds`` is the first wait; each later one is twice as long as the one before.
    """

    retries: int = 2
    wait_seconds: int = 10
    time_limit_seconds: int = 300


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a batch does with its pages; all of it is left out where nothing names it.

    ``folder`` is where the batch file lies, and where commands are run.
    ``after_report`` and ``after_batch`` are commands with their arguments, ``recipients`` those who get
    pages, ``to`` the folder in which each of them has one, ``mail`` how letters are sent, ``heartbeat``
    the file that says when the batch last ran. ``ping`` is an address that is asked after a run; it may
    hold a secret, so it is never shown.
    """

    folder: Path
    after_report: tuple[str, ...] = ()
    after_batch: tuple[str, ...] = ()
    persistence: Persistence = field(default_factory=Persistence)
    recipients: tuple[Recipient, ...] = ()
    to: Path | None = None
    mail: MailSettings | None = None
    heartbeat: Path | None = None
    ping: str | None = field(default=None, repr=False)


def read_delivery(
    entry: TomlEntry | None, folder: Path, *, reports: Path | None = None
) -> Delivery | None:
    """The deliveries of a batch file's ``[delivery]``, None where it has none.

    Parameters
    ----------
    folder : Path
        Folder of the batch file, from which paths are meant.
    reports : Path, optional
        The folder that the batch writes to, where no recipient can have theirs.

    Examples
    --------
    In the batch file; everything may be left out::

        [delivery]
        recipients = "recipients.toml"     # who gets which page
        to = "for"                         # a folder for each of them in here
        mail = "mail.toml"                 # and a mail to each
        after_report = ["./upload.sh"]     # a command for each new page
        after_batch = ["./announce.sh"]    # and one at the end
        retries = 2
        wait_seconds = 10                  # then 20, 40, ...
        time_limit_seconds = 300           # for each command
        heartbeat = "heartbeat.json"
        ping = "https://example.org/..."   # asked after each run

    Raises
    ------
    BookError
        ``toml_*``, ``delivery_*``, with file, line and key, and what is wrong with the files of the
        recipients and of mail.
    """
    if entry is None:
        return None
    entry.only(KEYS)
    paths = {key: _path(entry, key, folder) for key in ("recipients", "to", "mail", "heartbeat")}
    for key in ("to", "mail"):
        if paths[key] is not None and paths["recipients"] is None:
            entry.fail("delivery_needs_recipients", key)
    if paths["to"] is not None and reports is not None:
        ours = tuple(reports / name for name in (RUNS, STATE, LATEST))
        if paths["to"] == reports or any(map(paths["to"].is_relative_to, ours)):
            entry.fail("delivery_to_batch", "to")
    recipients, mail = paths["recipients"], paths["mail"]
    return Delivery(
        folder=folder,
        after_report=_command(entry, "after_report"),
        after_batch=_command(entry, "after_batch"),
        persistence=_persistence(entry),
        ping=_address(entry, "ping"),
        recipients=_recipients(recipients),
        to=paths["to"],
        mail=_mail(mail),
        heartbeat=paths["heartbeat"],
    )


def _recipients(path: Path | None) -> tuple[Recipient, ...]:
    if path is None:
        return ()
    from salestoolkit.reports.delivery.recipients_file import read_recipients

    return read_recipients(path)


def _mail(path: Path | None) -> MailSettings | None:
    if path is None:
        return None
    from salestoolkit.reports.delivery.mail_file import read_mail

    return read_mail(path)


def _path(entry: TomlEntry, key: str, folder: Path) -> Path | None:
    given = entry.text(key)
    if given == "":
        entry.fail("toml_missing", key)
    return None if given is None else path_in(folder, given)


def _command(entry: TomlEntry, key: str) -> tuple[str, ...]:
    """A program and its arguments, as a list: no shell reads them, so no text from data is run."""
    command = entry.texts(key)
    if key in entry.raw and (not command or not command[0]):
        entry.fail("delivery_command", key)
    return command


def _persistence(entry: TomlEntry) -> Persistence:
    usual = Persistence()
    retries = entry.whole_number("retries", highest=MOST_RETRIES)
    wait = entry.whole_number("wait_seconds", highest=LONGEST_WAIT)
    limit = entry.whole_number("time_limit_seconds", lowest=1, highest=LONGEST_COMMAND)
    return Persistence(
        retries=usual.retries if retries is None else retries,
        wait_seconds=usual.wait_seconds if wait is None else wait,
        time_limit_seconds=limit or usual.time_limit_seconds,
    )


def _address(entry: TomlEntry, key: str) -> str | None:
    """An address of the web; what is wrong with it is said without showing it."""
    given = entry.text(key)
    if given is None:
        return None
    try:
        parts = urlsplit(given)
        well = parts.scheme in ("http", "https") and bool(parts.hostname) and given.isprintable()
    except ValueError:
        well = False
    if not well or " " in given:
        line = line_of(entry.source, (*entry.path, key))
        raise BookError("delivery_address", file=entry.file, line=line, key=key)
    return given
