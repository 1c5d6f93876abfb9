"""Why a server could not be reached, in the reader's language."""

from __future__ import annotations

import errno
import os
import socket
from http.client import RemoteDisconnected
from smtplib import SMTPServerDisconnected

import pytest

from salestoolkit.reports.delivery.unreachable import why_unreachable
from salestoolkit.words import load_words


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(-2, "Name or service not known"),
        SMTPServerDisconnected("Connection unexpectedly closed"),
        RemoteDisconnected("Remote end closed connection without response"),
        TimeoutError("timed out"),
        *(
            OSError(number, os.strerror(number))
            for number in (
                *(errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT),
                *(errno.ENETUNREACH, errno.EHOSTUNREACH),
            )
        ),
    ],
)
def test_the_usual_reasons_are_said_in_both_languages(error: Exception) -> None:
    reason = why_unreachable(error)
    english, polish = (load_words(language).reason(reason) for language in ("en", "pl"))
    assert reason not in (english, polish)
    assert english != polish


def test_an_unusual_reason_is_said_as_the_system_says_it() -> None:
    assert why_unreachable(OSError(errno.EPROTO, os.strerror(errno.EPROTO))) == "Protocol error"
    assert load_words("pl").reason("Protocol error") == "Protocol error"
