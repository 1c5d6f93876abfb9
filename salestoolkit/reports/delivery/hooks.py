"""Commands of the team's that are run once pages are made: no shell reads them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from salestoolkit.reports.batch.log import Clock, now
from salestoolkit.reports.batch.manifest import Entry
from salestoolkit.reports.delivery.attempts import NotDelivered

LOG = "delivery.log"
LONGEST_OUTPUT = 20_000
"""Bytes of a command's output that are kept, from its end: what went wrong is said last."""
DRAIN_SECONDS = 1.0
"""How long output is waited for once the command has ended: what it left running may go on writing."""


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A command with its arguments, run in ``folder`` for ``seconds`` at most; its output goes to ``log``."""

    command: Sequence[str]
    folder: Path
    log: Path
    seconds: float
    clock: Clock = now

    def run(self, told: Mapping[str, str]) -> None:
        """Run it once; ``told`` are variables that it finds in its environment.

        Raises
        ------
        NotDelivered
            ``hook_missing`` where there is no such program, ``hook_failed`` where it ends with a code
            other than 0, ``hook_too_long`` where it had to be ended.
        """
        named = {"value": " ".join(self.command), "file": str(self.log)}
        started, output = self.clock(), bytearray()
        try:
            code = self._exit_code(told, output)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise NotDelivered("hook_missing", again=False, reason=reason, **named) from error
        finally:
            self._keep(f"{started:%Y-%m-%d %H:%M:%S%z} {named['value']}", output)
        if code is None:
            raise NotDelivered("hook_too_long", again=True, allowed=self.seconds, **named)
        if code != 0:
            raise NotDelivered("hook_failed", again=True, exit=code, **named)

    def _exit_code(self, told: Mapping[str, str], output: bytearray) -> int | None:
        """Its exit code, None where it took too long; it and what it started are then ended."""
        process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env={**os.environ, **told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdout is not None
        reader = Thread(target=_read_end, args=(process.stdout, output), daemon=True)
        reader.start()
        try:
            return process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            return None
        except BaseException:
            _end(process)
            raise
        finally:
            reader.join(DRAIN_SECONDS)

    def _keep(self, head: str, output: bytearray) -> None:
        with self.log.open("ab") as log:
            log.write(f"{head}\n".encode() + bytes(output).rstrip(b"\n") + b"\n")


def about_report(page: Entry, manifest: Path) -> dict[str, str]:
    """What a command that is run for a page is told: the page, its files, one a line."""
    return {
        **about_batch(manifest, page.language),
        "SALESTOOLKIT_REPORT": page.key,
        "SALESTOOLKIT_LABEL": page.label,
        "SALESTOOLKIT_FILES": "\n".join(str(manifest.parent / file.name) for file in page.files),
    }


def about_batch(manifest: Path, language: str) -> dict[str, str]:
    """What every command is told: where the manifest is, and the language."""
    return {"SALESTOOLKIT_MANIFEST": str(manifest), "SALESTOOLKIT_LANGUAGE": language}


def _read_end(stream: IO[bytes], output: bytearray) -> None:
    """Read a command's output, however much it is, and keep its end."""
    while chunk := os.read(stream.fileno(), 1 << 16):
        output += chunk
        del output[:-LONGEST_OUTPUT]
    stream.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        # it may have ended by itself meanwhile
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
