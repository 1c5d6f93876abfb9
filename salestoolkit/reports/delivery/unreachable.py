"""Why a server could not be reached, so that it can be said in any language."""

from __future__ import annotations

import socket
from http.client import RemoteDisconnected
from smtplib import SMTPServerDisconnected


def why_unreachable(error: BaseException) -> str:
    """The system's reason, or a key of ``cli.reasons`` where the system says none that is known by its code.

    Examples
    --------
    >>> why_unreachable(socket.gaierror(-2, "Name or service not known")), why_unreachable(TimeoutError())
    ('no_such_host', 'no_answer')
    """
    if isinstance(error, socket.gaierror):
        return "no_such_host"
    if isinstance(error, (SMTPServerDisconnected, RemoteDisconnected)):
        return "hung_up"
    if isinstance(error, TimeoutError):
        return "no_answer"
    return getattr(error, "strerror", None) or type(error).__name__
