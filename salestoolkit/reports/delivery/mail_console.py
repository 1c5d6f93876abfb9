"""`salestoolkit mail-pages`: letters sent, or what would be sent, for one run of a batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from salestoolkit.errors import BookError
from salestoolkit.reports.delivery.deliver import Delivered, Run, send_letters
from salestoolkit.reports.delivery.delivery_file import Persistence
from salestoolkit.reports.delivery.ledger import Ledger
from salestoolkit.reports.delivery.letters import Letter
from salestoolkit.reports.delivery.mail import letters, mail_target
from salestoolkit.reports.delivery.mail_file import read_mail
from salestoolkit.reports.delivery.recipients_file import read_recipients
from salestoolkit.reports.delivery.sharing import Shares, share_out
from salestoolkit.words import Words
from salestoolkit.words.errors import plain


def mail_run(manifest: Path, mail: Path, recipients: Path) -> Delivered:
    """Send the letters of a run that are outstanding.

    Raises
    ------
    SalesToolkitError
        What is wrong with a file, or with another one that delivers.
    """
    settings, run = read_mail(mail), Run.at(manifest)
    shares = _shares(run, recipients)
    outcomes = send_letters(settings, shares, run, Persistence())
    return Delivered(outcomes=tuple(outcomes), shares=shares)


def tell_letters(manifest: Path, mail: Path, recipients: Path, words: Words) -> int:
    """Print the letters that would be sent; no server is asked and no password read."""
    settings, run = read_mail(mail), Run.at(manifest)
    shares = _shares(run, recipients)
    ledger = Ledger(run.state, run.clock)
    outstanding = 0
    for share in shares.with_pages:
        if share.recipient.mail is None:
            print(words.text("delivery.dry.no_address", name=plain(share.recipient.name)))
    for letter in letters(settings, shares, run.manifest, run.folder):
        sent = ledger.delivered(mail_target(letter))
        outstanding += not sent
        for line in _said_of(letter, run, words):
            print(line)
        if sent:
            print(words.text("delivery.dry.sent_before"))
    print(words.text("delivery.dry.total", n=outstanding))
    return 0


def _shares(run: Run, recipients: Path) -> Shares:
    found = read_recipients(recipients)
    if not any(recipient.mail for recipient in found):
        raise BookError("mail_nobody", file=str(recipients))
    return share_out(run.manifest.reports, found)


def _said_of(letter: Letter, run: Run, words: Words) -> Iterator[str]:
    recipient = letter.share.recipient
    size = len(letter.message(at=run.clock()).as_bytes())
    yield words.text(
        "delivery.dry.letter",
        name=plain(recipient.name),
        mail=str(recipient.mail),
        subject=letter.subject,
    )
    for page in letter.share.pages:
        yield words.text("delivery.dry.page", page=plain(page.label))
    if letter.attached:
        files = ", ".join(file.name for file in letter.attached)
        yield words.text("delivery.dry.attached", files=files)
    yield words.text("delivery.dry.size", size=words.number(size / 1e6, digits=1))
