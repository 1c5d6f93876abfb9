"""A team's own message templates, and the fields that whoever sends them fills in: TOML files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from salestoolkit.core.message_forms import Template, fields_of_text
from salestoolkit.sources.content import load_content
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

CHANNELS = ("email", "phone", "sms", "social", "event")


def read_templates(path: Path | str) -> dict[tuple[str, str], Template]:
    """A team's messages by channel and name, in the form of ``content/*/messages.toml``.

    Raises
    ------
    BookError
        Where the file cannot be read (``toml_*``, ``process_syntax``), ``message_form`` for a brace or
        bracket that is not closed, ``message_field_unknown``; each with its line.
    """
    file = Path(path)
    top = read_toml(read_text(file), file=str(file))
    top.only(CHANNELS)
    return {
        (channel, name): _template(entry)
        for channel in CHANNELS
        for name, entry in top.tables(channel).items()
    }


def read_fields(path: Path | str) -> Mapping[str, str]:
    """What is filled into messages: a TOML file of lines such as ``sender = "Ewa Lis"``.

    Raises
    ------
    BookError
        Where the file cannot be read, or holds something that is no field of a message.
    """
    file = Path(path)
    top = read_toml(read_text(file), file=str(file))
    top.only(known_fields())
    return {key: top.needed(key) for key in top.raw}


def known_fields() -> tuple[str, ...]:
    """Fields that a message can have, the same in every language."""
    return tuple(load_content("en").get("messages.field"))


def _template(entry: TomlEntry) -> Template:
    entry.only(("subject", "body"))
    if "body" not in entry.raw:
        entry.fail("toml_missing", "body")
    template = Template(subject=entry.text("subject") or "", body=entry.texts("body"))
    for key, texts in (("subject", (template.subject,)), ("body", template.body)):
        if not Template(subject="", body=texts).well_formed():
            entry.fail("message_form", key)
        for field in (name for text in texts for name in fields_of_text(text)):
            if field not in known_fields():
                allowed = ", ".join(known_fields())
                entry.fail("message_field_unknown", key, field=field, allowed=allowed)
    return template
