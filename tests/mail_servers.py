"""Mail servers on this machine, as good and as bad as real ones: encrypted, refusing, slow."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "reports@example.com", "correct horse b4ttery"
HOST = "localhost"


def certificate(folder: Path, name: str = HOST) -> tuple[Path, Path]:
    """A certificate that nobody has signed but its own key, and that key."""
    if shutil.which("openssl") is None:
        reason = "openssl is not installed, so there is no certificate to try mail with"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={name}"),
            *("-addext", f"subjectAltName=DNS:{name}"),
            *("-keyout", str(key), "-out", str(chain)),
        ],
        check=True,
        capture_output=True,
    )
    return chain, key


def context(chain: Path, key: Path) -> ssl.SSLContext:
    """What a server needs to answer with that certificate."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(chain, key)
    return made


class Box:
    """A mailbox: keeps what arrives; may refuse some addresses or everything for a while."""

    def __init__(
        self, *, refuse: dict[str, str] | None = None, answers: Sequence[str] = ()
    ) -> None:
        self.refuse = refuse or {}
        self.answers = list(answers)
        self.envelopes: list[Envelope] = []
        self.logins: list[tuple[str, str]] = []

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take an address, or say why not."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a letter, unless an answer was laid out for it."""
        if self.answers:
            return self.answers.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    def letters(self) -> list[EmailMessage]:
        """What arrived, read as a mail program reads it."""
        found = []
        for envelope in self.envelopes:
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            found.append(letter)
        return found

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth: Any
    ) -> AuthResult:
        """Let in who knows the password."""
        assert isinstance(auth, LoginPassword)
        given = (auth.login.decode(), auth.password.decode())
        self.logins.append(given)
        return AuthResult(success=given == (USER, PASSWORD), handled=False)


@contextmanager
def serving(box: Box, **options: Any) -> Iterator[int]:
    """A server before a mailbox; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        controller = _Server(box, listening, **options)
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()


class _Server(Controller):
    """A server on a port that the system has chosen."""

    def __init__(self, box: Box, listening: socket.socket, **options: Any) -> None:
        self.listening = listening
        super().__init__(box, hostname="127.0.0.1", port=listening.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(
            self._factory_invoker, sock=self.listening, ssl=self.ssl_context
        )
