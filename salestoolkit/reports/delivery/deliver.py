"""All deliveries of a run of a batch: what is outstanding, and nothing else, whenever it is called."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.disk import saying_what_cannot_be_written
from salestoolkit.reports.batch.latest import STATE
from salestoolkit.reports.batch.lock import locked
from salestoolkit.reports.batch.log import Clock, now
from salestoolkit.reports.batch.manifest import Manifest, read_manifest
from salestoolkit.reports.delivery.attempts import Errand, Messenger, Outcome
from salestoolkit.reports.delivery.delivery_file import Delivery, Persistence
from salestoolkit.reports.delivery.hooks import LOG, Hook, about_batch, about_report
from salestoolkit.reports.delivery.ledger import Ledger, Target, state_of
from salestoolkit.reports.delivery.sharing import Shares, share_out

if TYPE_CHECKING:
    from salestoolkit.reports.delivery.mail_file import MailSettings

LOCK, MAIL_LOCK = "delivery.lock", "mail.lock"
"""Letters have a lock of their own: a command that a delivery runs may be the one that sends them."""
REPORT, BATCH, OLD = "after_report", "after_batch", "old_pages"


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What became of a run's deliveries; ``shares`` is None where there are no recipients."""

    outcomes: tuple[Outcome, ...] = ()
    shares: Shares | None = None

    @property
    def well(self) -> bool:
        """Whether all arrived, and nobody was named for a page that is not for them."""
        refused = self.shares is not None and any(share.refused for share in self.shares.shares)
        return not refused and all(outcome.error is None for outcome in self.outcomes)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A finished run of a batch: its manifest, its folder, and what the batch keeps for itself."""

    manifest: Manifest
    path: Path
    clock: Clock = field(default=now)

    @classmethod
    def at(cls, path: Path, *, clock: Clock = now) -> Run:
        """The run whose manifest lies at ``path``, in the folder that a batch wrote.

        Raises
        ------
        ReportError
            ``not_a_manifest``.
        """
        # through `latest`, which will soon lead elsewhere
        real = path.resolve()
        manifest = read_manifest(real)
        if manifest is not None:
            run = cls(manifest=manifest, path=real, clock=clock)
            if run.state.is_dir():
                return run
        raise ReportError("not_a_manifest", file=str(path))

    @property
    def folder(self) -> Path:
        """Where its pages lie."""
        return self.path.parent

    @property
    def batch_folder(self) -> Path:
        """The folder that the batch writes to, in which its runs lie."""
        return self.folder.parent.parent

    @property
    def state(self) -> Path:
        """Where the batch keeps what is not for readers."""
        return self.batch_folder / STATE

    @contextmanager
    def ledger(self, *, lock: str = LOCK) -> Iterator[Ledger]:
        """The ledger of the batch, while nobody else delivers what the lock is for.

        Raises
        ------
        ReportError
            ``delivery_locked``.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self.state / lock, started=self.clock()))
            except ReportError as error:
                raise ReportError("delivery_locked", folder=str(self.batch_folder)) from error
            yield Ledger(self.state, self.clock)


def deliver(
    delivery: Delivery,
    manifest: Path,
    *,
    clock: Clock = now,
    sleep: Callable[[float], None] = time.sleep,
) -> Delivered:
    """Bring a run's pages to whom they are for, as far as they are not there yet.

    First the recipients' folders, then a command for each page, the letters, and a command for the
    whole. Whatever fails leaves the others, is tried again, and is outstanding for the next call.

    Raises
    ------
    ReportError
        ``not_a_manifest``; ``delivery_locked`` where somebody else is delivering;
        ``output_not_writable`` where it cannot be noted what was delivered.
    """
    run = Run.at(manifest, clock=clock)
    shares = None
    if delivery.recipients:
        shares = share_out(run.manifest.reports, delivery.recipients)
    with saying_what_cannot_be_written(run.state), run.ledger() as ledger:
        messenger = Messenger(
            ledger=ledger, run=run.manifest.run, persistence=delivery.persistence, sleep=sleep
        )
        outcomes: list[Outcome] = []
        if shares is not None and delivery.to is not None:
            outcomes += messenger.deliver(_folders(delivery.to, shares, run))
        if delivery.after_report:
            outcomes += messenger.deliver(_report_hooks(delivery, run))
        if shares is not None and delivery.mail is not None:
            outcomes += send_letters(delivery.mail, shares, run, delivery.persistence, sleep=sleep)
        if delivery.after_batch:
            outcomes += messenger.deliver([_batch_hook(delivery, run)])
    return Delivered(outcomes=tuple(outcomes), shares=shares)


def send_letters(
    settings: MailSettings,
    shares: Shares,
    run: Run,
    persistence: Persistence,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """A letter to each recipient whose pages show something new.

    Raises
    ------
    ReportError
        ``delivery_locked`` where somebody else is sending them.
    """
    # a batch that sends no letters need not wait for what writes them
    from salestoolkit.reports.delivery.mail import letters, mail_errand
    from salestoolkit.reports.delivery.postman import Postman

    written = letters(settings, shares, run.manifest, run.folder)
    with run.ledger(lock=MAIL_LOCK) as ledger, Postman(settings) as postman:
        messenger = Messenger(
            ledger=ledger, run=run.manifest.run, persistence=persistence, sleep=sleep
        )
        errands = [mail_errand(letter, postman, clock=run.clock) for letter in written]
        return messenger.deliver(errands, new_round=postman.new_round)


def _folders(to: Path, shares: Shares, run: Run) -> Iterator[Errand]:
    from salestoolkit.reports.delivery.recipient_folders import RecipientFolders

    folders = RecipientFolders(folder=to, runs=run.folder.parent)
    yield from folders.errands(shares, run.manifest, run.folder)
    named = [share.recipient.folder for share in shares.shares]
    yield Errand(
        target=Target(way=OLD, to=str(to), state=run.manifest.run),
        label=str(to),
        go=partial(folders.remove_old, named),
    )


def _hook(command: tuple[str, ...], delivery: Delivery, run: Run) -> Hook:
    return Hook(
        command=command,
        folder=delivery.folder,
        log=run.state / LOG,
        seconds=delivery.persistence.time_limit_seconds,
        clock=run.clock,
    )


def _report_hooks(delivery: Delivery, run: Run) -> Iterator[Errand]:
    """The command for each page that is new or shows something new."""
    hook = _hook(delivery.after_report, delivery, run)
    for page in run.manifest.reports:
        if page.files:
            yield Errand(
                target=Target(way=REPORT, to=page.key, state=state_of([page])),
                label=page.label,
                go=partial(hook.run, about_report(page, run.path)),
            )


def _batch_hook(delivery: Delivery, run: Run) -> Errand:
    hook = _hook(delivery.after_batch, delivery, run)
    return Errand(
        target=Target(way=BATCH, to="batch", state=run.manifest.run),
        label=run.manifest.batch,
        go=partial(hook.run, about_batch(run.path, run.manifest.language)),
    )
