"""Messages to one person: first contact to final message, by channel, in the right form of address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from salestoolkit.core.message_forms import (
    MAN,
    SEVERAL,
    WOMAN,
    Form,
    Message,
    Template,
    filled,
    with_form,
)
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words

CHANNELS = ("email", "phone", "sms", "social", "event")
GREETING, ORGANIZATION, MONTH = "greeting", "organization", "month"
OWN = (GREETING, ORGANIZATION)
"""Fields that are known from the contact."""

ADDRESS = "address"
OPTIONAL = (ADDRESS,)
"""Fields whose line is left out where nobody fills them in."""
WANTS_NOTHING = ("referral_thanks", "thanks")
"""Messages that only say thank you: they need no way out."""

Templates = Mapping[tuple[str, str], Template]


def message(
    words: Words,
    name: str,
    channel: str,
    contact: Mapping[str, Any],
    fields: Mapping[str, str],
    *,
    templates: Templates | None = None,
) -> Message:
    """A message to a contact, ready to send.

    The greeting is made of the contact's stored ``form_of_address`` (``Panie Tomaszu``), which also tells
    whether a man, a woman or several people are addressed. A first name is never inflected: without a
    stored form the letter opens with a plain greeting and speaks to several.

    Parameters
    ----------
    name : str
        ``first``, ``follow_1`` to ``follow_3``, ``final``, ``revisit``, ``referral_thanks``; of events
        ``invitation``, ``reminder``, ``thanks``.
    contact : mapping
        ``form_of_address`` and ``organization`` are used.
    fields : mapping of str to str
        What the message asks for: see `message_fields`.
    templates : mapping, optional
        A team's own, by channel and name; they go before ours.

    Raises
    ------
    InvalidValue
        ``message_channel``, ``message_unknown``, ``message_field_missing``.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> told = {"sender": "Ewa Lis", "company": "Sowa", "phone": "1", "topic": "dostawy", "month": "w marcu"}
    >>> found = message(load_words("pl"), "final", "email", {"form_of_address": "Panie Janie"}, told)
    >>> found.subject, found.body.splitlines()[0]
    ('Dostawy: na razie zamykam temat', 'Dzień dobry, Panie Janie,')
    """
    template = _template(words, name, channel, templates)
    form, greeting = address(words, contact.get("form_of_address"))
    own = {GREETING: greeting, ORGANIZATION: _told(contact.get(ORGANIZATION))}
    values = {field: _told(value) for field, value in {**own, **fields}.items() if _told(value)}
    for field in template.fields:
        if field not in values and field not in OPTIONAL:
            raise InvalidValue(
                "message_field_missing",
                field=field,
                value=name,
                channel=channel,
                meaning=words.text(f"messages.field.{field}"),
            )
    subject, *body = (
        filled(with_form(_without_empty_lines(text, values), form), values)
        for text in (template.subject, *template.body)
    )
    return Message(subject=subject[:1].upper() + subject[1:], body="\n\n".join(body))


def message_fields(
    words: Words, name: str, channel: str, *, templates: Templates | None = None
) -> dict[str, str]:
    """What a message asks of whoever sends it: each field with what it means."""
    template = _template(words, name, channel, templates)
    return {
        field: words.text(f"messages.field.{field}")
        for field in template.fields
        if field not in OWN
    }


def message_names(words: Words, channel: str) -> list[str]:
    """Names of the packaged messages of a channel; InvalidValue ``message_channel``."""
    if channel not in CHANNELS:
        raise InvalidValue("message_channel", value=channel, allowed=", ".join(CHANNELS))
    return words.keys(f"messages.{channel}")


def address(words: Words, stored: Any) -> tuple[Form, str]:
    """The form that a stored form of address asks for, and the greeting made of it.

    >>> from salestoolkit.words import load_words
    >>> address(load_words("pl"), "Pani Anno"), address(load_words("pl"), None)
    ((1, 'Dzień dobry, Pani Anno,'), (2, 'Dzień dobry,'))
    """
    told = " ".join(_told(stored).split())
    if not told:
        return SEVERAL, words.text("messages.greeting.plain")
    first = told.split()[0].casefold().strip(".,")
    forms: tuple[tuple[str, Form], ...] = (("man", MAN), ("woman", WOMAN), ("several", SEVERAL))
    form = next(
        (form for key, form in forms if first in words.text(f"messages.address.{key}").split()),
        SEVERAL,
    )
    return form, words.text("messages.greeting.named", form=told.rstrip(","))


def month_of(words: Words, day: date) -> str:
    """When somebody will be in touch, in the case that a sentence asks for: ``in March``, ``w marcu``."""
    return words.texts("messages.months.names")[day.month - 1]


def packaged_template(words: Words, name: str, channel: str) -> Template:
    """A packaged message before it is filled in, with the closing of its channel.

    Raises
    ------
    InvalidValue
        ``message_channel``, ``message_unknown``.
    """
    names = message_names(words, channel)
    if name not in names:
        raise InvalidValue("message_unknown", value=name, channel=channel, allowed=", ".join(names))
    content, key = words.content, f"messages.{channel}.{name}"
    body = list(content.texts(f"{key}.body"))
    if content.has(f"messages.closing.{channel}"):
        body.append("\n".join(content.texts(f"messages.closing.{channel}")))
        if name not in WANTS_NOTHING:
            body.append(content.text(f"messages.opt_out.{channel}"))
    subject = content.text(f"{key}.subject") if content.has(f"{key}.subject") else ""
    return Template(subject=subject, body=tuple(body))


def _template(words: Words, name: str, channel: str, templates: Templates | None) -> Template:
    own = (templates or {}).get((channel, name))
    return own if own is not None else packaged_template(words, name, channel)


def _without_empty_lines(text: str, values: Mapping[str, str]) -> str:
    """A text without the lines that are an optional field and nothing else, where it is not filled in."""
    empty = {f"{{{field}}}" for field in OPTIONAL if field not in values}
    return "\n".join(line for line in text.split("\n") if line not in empty)


def _told(value: Any) -> str:
    """A value as text; an empty cell, also pandas' own, is no text."""
    return "" if value is None or value != value else str(value).strip()
