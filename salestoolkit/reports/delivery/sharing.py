"""The pages of a run shared out among recipients, and what is to be said of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.batch.subjects import by_subject
from salestoolkit.reports.delivery.recipients import Choice, Recipient


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one recipient gets: their pages, in the order of the run.

    ``refused`` are pages that they are named for and may not read, ``absent`` those that were never
    made, ``empty`` the entries that name no page of this run.
    """

    recipient: Recipient
    pages: tuple[Entry, ...]
    refused: tuple[Entry, ...]
    absent: tuple[Entry, ...]
    empty: tuple[Choice, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """What stands above its pages, such as that the data are old: once, in their language if it can."""
        said = [page for page in self.pages if page.notice]
        own = [page for page in said if page.language == self.recipient.language]
        return tuple(dict.fromkeys(page.notice for page in own or said))


@dataclass(frozen=True, kw_only=True)
class Shares:
    """A run's pages shared out; ``nobodys`` are those that no recipient gets."""

    shares: tuple[Share, ...]
    nobodys: tuple[Entry, ...]

    @property
    def with_pages(self) -> Iterator[Share]:
        """Shares in which there is a page."""
        return (share for share in self.shares if share.pages)


def share_out(pages: Sequence[Entry], recipients: Sequence[Recipient]) -> Shares:
    """Each recipient's pages; what somebody gets in one language is nobody's in no other."""
    shares = tuple(_share(pages, recipient) for recipient in recipients)
    given = {page.key for share in shares for page in share.pages}
    nobodys = tuple(
        page
        for same in by_subject(page for page in pages if page.files)
        if given.isdisjoint(page.key for page in same)
        for page in same
    )
    return Shares(shares=shares, nobodys=nobodys)


def _share(pages: Sequence[Entry], recipient: Recipient) -> Share:
    by_choice = [(choice, recipient.chosen(choice, pages)) for choice in recipient.choices]
    keys = {page.key for _, named in by_choice for page in named}
    named = [page for page in pages if page.key in keys]
    theirs = [page for page in named if recipient.may_read(page)]
    return Share(
        recipient=recipient,
        pages=tuple(page for page in theirs if page.files),
        refused=tuple(page for page in named if not recipient.may_read(page)),
        absent=tuple(page for page in theirs if not page.files),
        empty=tuple(choice for choice, found in by_choice if not found),
    )
