"""The letter that brings a recipient their pages, in their language."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from salestoolkit.reports.batch.manifest import Entry, Manifest, PageFile
from salestoolkit.reports.delivery.addresses import mail_address
from salestoolkit.reports.delivery.attempts import NotDelivered
from salestoolkit.reports.delivery.mail_file import MailSettings
from salestoolkit.reports.delivery.sharing import Share
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter before it is put together: to whom, about which pages of which run.

    ``run_folder`` is where the pages lie, ``state`` a digest of what they show: the same letter has
    the same identification however often it is sent, so that a mail program can tell.
    """

    settings: MailSettings
    share: Share
    manifest: Manifest
    run_folder: Path
    state: str

    @property
    def words(self) -> Words:
        """Words of the recipient's language."""
        return load_words(self.share.recipient.language)

    @property
    def subject(self) -> str:
        """The team's own subject, or ours."""
        if self.settings.subject is None:
            return self.words.text(f"delivery.mail.{self._dated('subject')}", day=self._day)
        day = self.words.date(self._day)
        return plain(
            self.settings.subject.format(day=day, name=self.share.recipient.name), length=200
        )

    @property
    def attached(self) -> tuple[PageFile, ...]:
        """Files that go with it."""
        kinds = self.settings.attach
        return tuple(
            file for page in self.share.pages for file in page.files if file.format in kinds
        )

    def message(self, *, at: datetime) -> EmailMessage:
        """The letter as it is sent.

        Raises
        ------
        NotDelivered
            ``mail_too_large``, ``page_changed`` where a page is not what it was when it was made.
        """
        recipient = self.share.recipient
        message = EmailMessage(policy=SMTPUTF8)
        message["From"] = self.settings.sender
        message["To"] = mail_address(recipient.name, str(recipient.mail))
        message["Subject"] = self.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = self._identification
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = self.words.language
        message.set_content("\n".join(self._lines()) + "\n")
        message.add_alternative(self._html(), subtype="html")
        for file in self.attached:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            main, _, sub = kind.partition("/")
            content = whole_file(self.run_folder, file)
            message.add_attachment(content, maintype=main, subtype=sub, filename=file.name)
        self._check_size(message)
        return message

    def _check_size(self, message: EmailMessage) -> None:
        size, largest = len(message.as_bytes()), self.settings.largest
        if size > largest:
            raise NotDelivered(
                "mail_too_large",
                again=False,
                value=f"{size / 1e6:.1f}",
                allowed=f"{largest / 1e6:.0f}",
            )

    @property
    def _as_of(self) -> date | None:
        """The day that the pages are about, the latest of them; None where no page says one."""
        days = [page.as_of for page in self.share.pages if page.as_of is not None]
        return max(map(date.fromisoformat, days), default=self.manifest.as_of)

    @property
    def _day(self) -> date:
        return self._as_of or self.manifest.started.date()

    def _dated(self, key: str) -> str:
        """The words for a day that the pages are about, or only were made on."""
        return key if self._as_of is not None else f"{key}_made"

    @property
    def _identification(self) -> str:
        recipient = self.share.recipient
        same = sha256(f"{recipient.mail}\n{self.manifest.batch}\n{self.state}".encode()).hexdigest()
        return f"<{same[:40]}@{self.settings.sender.domain}>"

    @property
    def _link(self) -> str | None:
        pattern = self.settings.link
        return None if pattern is None else pattern.format(folder=self.share.recipient.folder)

    def _lines(self) -> Iterator[str]:
        """The letter as plain text."""
        yield self._opening
        for notice in self.share.notices:
            yield from ("", notice)
        for page in self.share.pages:
            yield ""
            yield from self._about(page)
        yield ""
        yield from self._closing()

    def _html(self) -> str:
        from salestoolkit.reports.templating import fill

        return fill(
            "mail",
            language=self.words.language,
            subject=self.subject,
            opening=self._opening,
            notices=self.share.notices,
            pages=[list(self._about(page)) for page in self.share.pages],
            closing=list(self._closing(with_link=False)),
            link=self._link,
            link_text=self.words.text("delivery.mail.all_reports"),
        )

    @property
    def _opening(self) -> str:
        reports = self.words.count("report", len(self.share.pages))
        opening = f"delivery.mail.{self._dated('opening')}"
        return self.words.text(opening, day=self._day, reports=reports)

    def _about(self, page: Entry) -> Iterator[str]:
        """A page's name, its headline, and that it is an older one where it is."""
        yield plain(page.title or page.label, length=200)
        if page.headline and page.headline != page.title:
            yield plain(page.headline, length=400)
        if page.status == "failed" and page.made_at is not None:
            yield self.words.text("delivery.mail.older", day=page.made_at.date())

    def _closing(self, *, with_link: bool = True) -> Iterator[str]:
        if self.attached:
            yield self.words.text("delivery.mail.attached")
        if self._link and with_link:
            yield f"{self.words.text('delivery.mail.all_reports')}: {self._link}"
        yield self.words.text("delivery.mail.automatic")


def whole_file(folder: Path, file: PageFile) -> bytes:
    """A page's file as it was made.

    Raises
    ------
    NotDelivered
        ``page_changed`` where it is not there, or somebody has changed it since.
    """
    path = folder / file.name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotDelivered("page_changed", again=False, file=str(path)) from error
    if sha256(content).hexdigest() != file.sha256:
        raise NotDelivered("page_changed", again=False, file=str(path))
    return content
