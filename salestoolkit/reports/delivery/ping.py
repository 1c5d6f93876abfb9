"""An address that is asked after a run: whoever watches it notices when nobody asks."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

import salestoolkit
from salestoolkit.errors import ReportError
from salestoolkit.reports.delivery.unreachable import why_unreachable

SECONDS = 10


def ping(address: str, *, seconds: float = SECONDS) -> None:
    """Ask an address, and read nothing of its answer.

    Raises
    ------
    ReportError
        ``ping_failed``, with the server's code or the system's reason; never with the address, for it
        may hold a secret.
    """
    asked = urllib.request.Request(
        address, headers={"User-Agent": f"salestoolkit/{salestoolkit.__version__}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=seconds):
            pass
    except urllib.error.HTTPError as error:
        error.close()
        raise ReportError("ping_failed", reason=f"HTTP {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        reason = why_unreachable(cause if isinstance(cause, BaseException) else error)
        raise ReportError("ping_failed", reason=reason) from None
