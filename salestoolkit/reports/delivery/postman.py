"""Letters handed to a mail server, encrypted and with its certificate checked."""

from __future__ import annotations

import platform
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from types import TracebackType

from salestoolkit.errors import BookError
from salestoolkit.reports.delivery.attempts import NotDelivered
from salestoolkit.reports.delivery.mail_file import MailSettings
from salestoolkit.reports.delivery.unreachable import why_unreachable
from salestoolkit.words.errors import plain

LONGEST_REASON = 80
NO_METHOD = "No suitable authentication method"
"""What the library says where it knows no way of logging in that the server takes."""


class Postman:
    """Sends letters over one connection, opened with the first of them.

    A server that cannot be reached is asked once a round, one that refuses us only once: hundreds of
    letters neither wait for it each, nor lock the account with wrong passwords.
    """

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self._server: smtplib.SMTP | None = None
        self._closed: NotDelivered | BookError | None = None

    def __enter__(self) -> Postman:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hang_up()

    def new_round(self) -> None:
        """Ask a server again that could not be reached."""
        self._hang_up()
        if isinstance(self._closed, NotDelivered) and self._closed.again:
            self._closed = None

    def send(self, message: EmailMessage) -> None:
        """Hand over a letter.

        Raises
        ------
        NotDelivered
            ``mail_unreachable``, ``mail_certificate``, ``mail_not_encrypted``, ``mail_login``,
            ``mail_login_letters``, ``mail_no_login``, ``mail_refused``, ``mail_letters``.
        BookError
            What is wrong with the password's place.
        """
        server = self._connected()
        try:
            with self._saying_what_went_wrong():
                server.send_message(message)
        except NotDelivered:
            self._hang_up()
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._closed is not None:
            raise self._closed
        if self._server is None:
            try:
                self._connect()
            except (NotDelivered, BookError) as error:
                self._hang_up()
                self._closed = error
                raise
        assert self._server is not None
        return self._server

    def _connect(self) -> None:
        settings = self.settings
        # first, so that no connection is made for a password that is not there
        password = None if settings.login is None else settings.login.password()
        with self._saying_what_went_wrong():
            self._server = self._open()
            if settings.security == "starttls":
                self._server.starttls(context=self._context())
            if settings.login is not None and password is not None:
                self._log_in(settings.login.user, password)

    def _log_in(self, user: str, password: str) -> None:
        assert self._server is not None
        if not (user + password).isascii():
            # the library knows no other letters, and its error would hold the password
            raise NotDelivered("mail_login_letters", again=False, server=self._where)
        self._server.login(user, password)

    def _open(self) -> smtplib.SMTP:
        settings = self.settings
        # the library would look up the name of this machine in the network
        name = platform.node()
        where = (settings.host, settings.port, name if name and name.isascii() else "localhost")
        if settings.security == "tls":
            return smtplib.SMTP_SSL(*where, timeout=settings.seconds, context=self._context())
        return smtplib.SMTP(*where, timeout=settings.seconds)

    def _context(self) -> ssl.SSLContext:
        """Certificates are always checked: against a file that is named, else the system's."""
        file = self.settings.ca_file
        try:
            return ssl.create_default_context(cafile=None if file is None else str(file))
        except OSError as error:
            raise NotDelivered("mail_ca_file", again=False, file=str(file)) from error

    @property
    def _where(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    @contextmanager
    def _saying_what_went_wrong(self) -> Iterator[None]:
        """Turn what the library raises into one sentence of ours, in which no secret stands.

        What a server says to a wrong password may hold it, so nothing of that is shown or kept.
        """
        where = self._where
        try:
            yield
        except NotDelivered:
            raise
        except smtplib.SMTPAuthenticationError as error:
            again = _may_pass(error.smtp_code)
            raise NotDelivered(
                "mail_login", again=again, value=error.smtp_code, server=where
            ) from None
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            code, said = _answer(error)
            raise NotDelivered(
                "mail_refused", again=_may_pass(code), value=code, said=said, server=where
            ) from None
        except smtplib.SMTPNotSupportedError as error:
            raise NotDelivered(_unable(error), again=False, server=where) from error
        except ssl.SSLCertVerificationError as error:
            reason = plain(error.verify_message, length=LONGEST_REASON)
            raise NotDelivered(
                "mail_certificate", again=False, server=where, said=reason
            ) from error
        except ssl.SSLError as error:
            raise NotDelivered("mail_not_encrypted", again=False, server=where) from error
        except (smtplib.SMTPException, OSError) as error:
            if NO_METHOD in str(error):
                raise NotDelivered("mail_no_login", again=False, server=where) from error
            reason = why_unreachable(error)
            raise NotDelivered(
                "mail_unreachable", again=True, server=where, reason=reason
            ) from error


def _may_pass(code: int) -> bool:
    """Whether a server's answer is one of those that mean: later perhaps."""
    return 400 <= code < 500


def _answer(
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException,
) -> tuple[int, str]:
    """The code of a refusal, and what the server says to it."""
    code: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        code, said = error.smtp_code, error.smtp_error
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return code, plain(text, length=LONGEST_REASON)


def _unable(error: smtplib.SMTPNotSupportedError) -> str:
    """What a server lacks, by the words in which the library says it."""
    said = str(error)
    if "STARTTLS" in said:
        return "mail_not_encrypted"
    return "mail_letters" if "SMTPUTF8" in said else "mail_no_login"
