"""A scheduler of this machine told to call run-due, and told to stop."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from salestoolkit.errors import ReportError
from salestoolkit.reports.schedule.units import (
    Call,
    service_unit,
    timer_unit,
    with_block,
    without_block,
)
from salestoolkit.sources.whole_files import (
    saying_what_cannot_be_written,
    write_keeping,
    write_whole,
)

NO_CRONTAB = "no crontab for"


@dataclass(frozen=True, kw_only=True)
class CronChange:
    """What became of the crontab; ``copy`` is the one before, where there was one."""

    changed: bool
    copy: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Units:
    """The two units of a schedule; ``refused`` is why systemd did not turn the timer on."""

    service: Path
    timer: Path
    refused: str | None = None

    @property
    def there(self) -> bool:
        """Whether one of them lies where systemd looks for it."""
        return self.service.exists() or self.timer.exists()


def install_cron(call: Call, *, copies: Path, now: datetime) -> CronChange:
    """Write a call into the crontab of this user, once; the crontab before is kept in ``copies``.

    Raises
    ------
    ReportError
        ``schedule_no_program`` where there is no crontab, ``schedule_crontab`` where it refuses.
    """
    before = _crontab()
    return _replace_crontab(before, with_block(before, call), copies=copies, now=now)


def uninstall_cron(call: Call, *, copies: Path, now: datetime) -> CronChange:
    """Take a call out of the crontab of this user; nothing where it is not in it, or there is no cron."""
    if shutil.which("crontab") is None:
        return CronChange(changed=False)
    before = _crontab()
    return _replace_crontab(before, without_block(before, call), copies=copies, now=now)


def units_of(call: Call) -> Units:
    """Where the units of a schedule lie: with those of this user."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    folder = Path(home) / "systemd" / "user"
    return Units(service=folder / f"{call.name}.service", timer=folder / f"{call.name}.timer")


def install_systemd(call: Call, *, description: str) -> Units:
    """Write the units of a schedule and turn its timer on; a unit that a person changed is copied first.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    """
    units = units_of(call)
    write_keeping(units.service, service_unit(call, description=description).encode())
    write_keeping(units.timer, timer_unit(call, description=description).encode())
    refused = _systemctl("daemon-reload") or _systemctl(*turning_on(units))
    return Units(service=units.service, timer=units.timer, refused=refused)


def turning_on(units: Units) -> tuple[str, ...]:
    """What systemctl is told so that the timer runs, now and after each start of the machine."""
    return ("enable", "--now", units.timer.name)


def uninstall_systemd(call: Call) -> Units | None:
    """Turn a schedule's timer off and remove its units; None where there are none."""
    units = units_of(call)
    if not units.there:
        return None
    refused = _systemctl("disable", "--now", units.timer.name)
    for path in (units.service, units.timer):
        with saying_what_cannot_be_written(path):
            path.unlink(missing_ok=True)
    return Units(
        service=units.service, timer=units.timer, refused=refused or _systemctl("daemon-reload")
    )


def _crontab() -> str:
    """The crontab of this user, empty where there is none."""
    if shutil.which("crontab") is None:
        raise ReportError("schedule_no_program", value="crontab")
    ran = _run(["crontab", "-l"])
    if ran.returncode and NO_CRONTAB not in ran.stderr:
        raise ReportError("schedule_crontab", reason=ran.stderr.strip())
    return "" if ran.returncode else ran.stdout


def _replace_crontab(before: str, after: str, *, copies: Path, now: datetime) -> CronChange:
    if after == before:
        return CronChange(changed=False)
    copy = copies / f"crontab-before-{now:%Y-%m-%dT%H%M%S}" if before else None
    if copy is not None:
        with saying_what_cannot_be_written(copy):
            copies.mkdir(parents=True, exist_ok=True)
            # as the system keeps it: a line may hold a secret
            write_whole(copy, before.encode(errors="surrogateescape"), private=True)
    ran = _run(["crontab", "-"], given=after)
    if ran.returncode:
        raise ReportError("schedule_crontab", reason=ran.stderr.strip())
    return CronChange(changed=True, copy=copy)


def _systemctl(*arguments: str) -> str | None:
    """Tell the systemd of this user something; why it refused, None where it did not."""
    if shutil.which("systemctl") is None:
        return "systemctl"
    ran = _run(["systemctl", "--user", *arguments])
    return (ran.stderr.strip() or str(ran.returncode)) if ran.returncode else None


def _run(command: Sequence[str], *, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        input=given,
        capture_output=True,
        encoding="utf-8",
        # another user's line may be in any encoding, and must come back as it was
        errors="surrogateescape",
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
