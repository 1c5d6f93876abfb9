"""A folder for each recipient: their pages by run, and an index of them that is always whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from salestoolkit.reports.batch.disk import name_folder, throw_away, write_safely
from salestoolkit.reports.batch.index_page import index_html
from salestoolkit.reports.batch.manifest import INDEX, Manifest
from salestoolkit.reports.delivery.attempts import Errand, NotDelivered
from salestoolkit.reports.delivery.ledger import Target, state_of
from salestoolkit.reports.delivery.letters import whole_file
from salestoolkit.reports.delivery.sharing import Share, Shares
from salestoolkit.sources.whole_files import write_whole
from salestoolkit.words import load_words

WAY = "folder"
MARK = ".salestoolkit-delivered.json"
"""In each dated folder of ours: what it is, so that no other folder is ever taken away."""
WORK = ".state"
"""Beside the recipients' folders: what is being made, and what is being removed."""


@dataclass(frozen=True, kw_only=True)
class RecipientFolders:
    """The folder in which each recipient has one of their own.

    In it lie their pages in a folder for each run, and ``index.html``, which is replaced once all of a
    run is there: whoever opens it sees the last set or the new one, never some of each. Files are
    copies, so that nobody who edits one changes another's. ``runs`` is the folder of the batch's own
    runs; pages of another batch are neither shown nor removed.
    """

    folder: Path
    runs: Path

    @property
    def batch(self) -> str:
        """How the batch is known in marks, also when all of its folders are moved together."""
        return Path(os.path.relpath(self.runs, self.folder)).as_posix()

    def errands(self, shares: Shares, manifest: Manifest, run_folder: Path) -> Iterator[Errand]:
        """Putting each recipient's pages into their folder."""
        for share in shares.with_pages:
            own = self.folder / share.recipient.folder
            yield Errand(
                target=Target(way=WAY, to=str(own), state=state_of(share.pages)),
                label=share.recipient.name,
                go=partial(self._put, share, manifest, run_folder),
                # where somebody has taken the folder away, what was noted of it holds no more
                always=not (own / INDEX).is_file(),
            )

    def _put(self, share: Share, manifest: Manifest, run_folder: Path) -> None:
        own = self.folder / share.recipient.folder
        with _saying_what_cannot_be_written(own):
            own.mkdir(parents=True, exist_ok=True)
            others = [mark.batch for mark in _marks(own) if mark.batch != self.batch]
            if others:
                raise NotDelivered(
                    "folder_of_another", again=False, value=str(own), other=others[0]
                )
            dated = _free(own / manifest.run)
            self._put_pages(share, manifest, run_folder, dated)
            write_whole(own / INDEX, _index(share, manifest, dated.name).encode())

    def _put_pages(self, share: Share, manifest: Manifest, run_folder: Path, to: Path) -> None:
        """Put copies of the pages into a new folder, all of them at once."""
        work = self.folder / WORK
        # each recipient's folder may have rights of its own: what is on the way is nobody else's
        work.mkdir(mode=0o700, exist_ok=True)
        made = work / f"{share.recipient.folder}-{to.name}"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        for page in share.pages:
            for file in page.files:
                write_safely(made / file.name, whole_file(run_folder, file))
        mark = {"run": manifest.run, "batch": self.batch}
        write_safely(made / MARK, json.dumps(mark).encode())
        name_folder(made, to, trash=work)

    def remove_old(self, recipients: Iterable[str]) -> None:
        """Remove the pages of runs that the batch itself no longer keeps.

        The last ones of a recipient stay, however old; of somebody whom the file names no more, who may
        have left, all go in time, and with the last of them the folder.

        Parameters
        ----------
        recipients : iterable of str
            Folders of those whom the file names.
        """
        named = set(recipients)
        with _saying_what_cannot_be_written(self.folder):
            for own in sorted({mark.parent.parent for mark in self.folder.glob(f"*/*/{MARK}")}):
                if own.name != WORK:
                    self._remove_old_of(own, stays=own.name in named)

    def _remove_old_of(self, own: Path, *, stays: bool) -> None:
        ours = [mark for mark in _marks(own) if mark.batch == self.batch]
        last = ours[-1:] if stays else []
        old = [one for one in ours if one not in last and not (self.runs / one.run).is_dir()]
        for mark in old:
            throw_away(mark.folder, self.folder / WORK)
        if old and not _marks(own):
            (own / INDEX).unlink(missing_ok=True)
            # what somebody else has put there stays
            with suppress(OSError):
                own.rmdir()


@dataclass(frozen=True)
class _Mark:
    """What a dated folder is: pages of one run of one batch."""

    folder: Path
    run: str
    batch: str


def _marks(own: Path) -> list[_Mark]:
    """The dated folders of a recipient, oldest first; one whose mark cannot be read is none of ours."""
    found = []
    for file in sorted(own.glob(f"*/{MARK}")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(file.read_text(encoding="utf-8"))
            found.append(_Mark(file.parent, str(said["run"]), str(said["batch"])))
    return found


@contextmanager
def _saying_what_cannot_be_written(path: Path) -> Iterator[None]:
    """Turn what the system says of a full disk or a closed folder into one sentence of ours."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotDelivered(
            "folder_not_written", again=True, value=str(path), reason=reason
        ) from error


def _free(path: Path) -> Path:
    """A path that is not taken: a run that is put anew does not replace what somebody is reading."""
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _index(share: Share, manifest: Manifest, dated: str) -> str:
    """An index of the recipient's own pages, which says nothing of anybody else's."""
    pages = tuple(
        replace(
            page,
            files=tuple(replace(file, name=f"{dated}/{file.name}") for file in page.files),
            partial=None,
        )
        for page in share.pages
    )
    own = replace(manifest, reports=pages, gone=(), edited=(), notices=share.notices)
    return index_html(own, load_words(share.recipient.language), reports=pages)
