"""Mail as a delivery: a letter to each recipient whose pages show something new."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from salestoolkit.reports.batch.log import Clock, now
from salestoolkit.reports.batch.manifest import Manifest
from salestoolkit.reports.delivery.attempts import Errand
from salestoolkit.reports.delivery.ledger import Target, state_of
from salestoolkit.reports.delivery.letters import Letter
from salestoolkit.reports.delivery.mail_file import MailSettings
from salestoolkit.reports.delivery.postman import Postman
from salestoolkit.reports.delivery.sharing import Shares

WAY = "mail"


def letters(
    settings: MailSettings, shares: Shares, manifest: Manifest, run_folder: Path
) -> Iterator[Letter]:
    """A letter to each recipient who has an address and at least one page."""
    for share in shares.with_pages:
        if share.recipient.mail is not None:
            yield Letter(
                settings=settings,
                share=share,
                manifest=manifest,
                run_folder=run_folder,
                state=state_of(share.pages),
            )


def mail_target(letter: Letter) -> Target:
    """To whom a letter goes, and in which state it brings the pages."""
    recipient = letter.share.recipient
    return Target(way=WAY, to=f"{recipient.folder} {recipient.mail}", state=letter.state)


def mail_errand(letter: Letter, postman: Postman, *, clock: Clock = now) -> Errand:
    """The sending of a letter, which is put together only then."""
    return Errand(
        target=mail_target(letter),
        label=letter.share.recipient.name,
        go=partial(_send, letter, postman, clock),
    )


def _send(letter: Letter, postman: Postman, clock: Clock) -> None:
    postman.send(letter.message(at=clock()))
