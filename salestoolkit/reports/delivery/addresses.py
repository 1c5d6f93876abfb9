"""Addresses for mail: of people's names in any language, and of nothing that could end a header."""

from __future__ import annotations

import re
from email.headerregistry import Address

from salestoolkit.words.errors import plain

LONGEST_NAME = 120
_PART = r"[^\s@,;:<>()\[\]\\\"\x00-\x1f\x7f]+"
_MAIL = re.compile(f"{_PART}@{_PART}")


def is_mail_address(text: str) -> bool:
    """Whether it has the form of a mail address: letters of any language, and nothing that ends a header.

    Examples
    --------
    >>> [is_mail_address(text) for text in ("józef@żółw.pl", "a@b\\nBcc: c@d", "Anna <a@b.pl>")]
    [True, False, False]
    """
    if not _MAIL.fullmatch(text):
        return False
    try:
        mail_address("", text)
    except (UnicodeError, ValueError):
        return False
    return True


def mail_address(name: str, address: str) -> Address:
    """A name with its address; the domain as servers know it.

    Examples
    --------
    >>> print(mail_address("Józef\\r\\nBcc: spy", "józef@żółw.pl"))
    "Józef Bcc: spy" <józef@xn--w-uga1v8h.pl>
    """
    local, _, domain = address.rpartition("@")
    return Address(
        display_name=plain(name, length=LONGEST_NAME),
        username=local,
        domain=domain.encode("idna").decode(),
    )
