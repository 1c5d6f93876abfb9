"""The file that says who gets which page of a batch: `recipients.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salestoolkit.errors import BookError
from salestoolkit.reports.delivery.addresses import is_mail_address
from salestoolkit.reports.delivery.recipients import PEOPLE, Choice, Recipient
from salestoolkit.reports.names import slug
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_settings

KEYS = ("name", "folder", "mail", "language", "person", "leads", "pages")
ALL = "all"


def read_recipients(path: Path) -> tuple[Recipient, ...]:
    """The recipients that a file names.

    Examples
    --------
    ::

        [[recipient]]
        name = "Poppy Thimblewick"
        person = "Poppy Thimblewick"      # as the data call her: pages about her are hers
        mail = "poppy@example.com"
        language = "en"
        pages = [
          { notebook = "pipeline_review", owner = "Poppy Thimblewick" },
          { notebook = "funnel_audit", team = "North" },
        ]

        [[recipient]]
        name = "Anna Nowak"
        folder = "anna"                   # else made from the name
        language = "pl"
        leads = { team = "North", owner = ["Poppy Thimblewick"] }     # or "all", or a list of people
        pages = [{ team = "North" }, { notebook = "funnel_audit", whole = true }]

    Raises
    ------
    BookError
        ``file_missing``, ``process_unreadable``, ``process_syntax``, ``toml_*``, ``recipient_*``: each
        names file, line, key and what is allowed.
    """
    if not path.is_file():
        raise BookError("file_missing", file=str(path))
    top = read_settings(read_text(path), file=str(path))
    top.only(("recipient",))
    entries = top.entries("recipient")
    if not entries:
        top.fail("recipients_none", "recipient")
    found: dict[str, Recipient] = {}
    for entry in entries:
        recipient = _recipient(entry)
        if recipient.folder in found:
            key = "folder" if "folder" in entry.raw else "name"
            entry.fail("recipient_twice", key, folder=recipient.folder)
        found[recipient.folder] = recipient
    return tuple(found.values())


def _recipient(entry: TomlEntry) -> Recipient:
    entry.only(KEYS)
    name = entry.needed("name")
    leads = _leads(entry)
    recipient = Recipient(
        name=name,
        folder=_folder(entry, name),
        choices=_choices(entry),
        language=entry.choice("language", LANGUAGES) or "en",
        mail=_mail(entry),
        person=entry.text("person"),
        leads=leads or {},
        leads_all=leads is None,
    )
    _refuse_others(entry, recipient)
    return recipient


def _folder(entry: TomlEntry, name: str) -> str:
    given = entry.text("folder")
    plain = slug(name if given is None else given)
    if not plain or (given is not None and given != plain):
        entry.fail("recipient_folder", "name" if given is None else "folder")
    return plain


def _mail(entry: TomlEntry) -> str | None:
    given = entry.text("mail")
    if given is not None and not is_mail_address(given):
        entry.fail("recipient_mail", "mail")
    return given


def _leads(entry: TomlEntry) -> dict[str, tuple[str, ...]] | None:
    """Values by column whose people are led, None for all people."""
    given = entry.raw.get("leads", [])
    if given == ALL:
        return None
    if isinstance(given, list):
        return {PEOPLE: entry.texts("leads")} if given else {}
    if not isinstance(given, dict):
        entry.fail("recipient_leads", "leads")
    return {column: _values(entry, "leads", value) for column, value in given.items()}


def _choices(entry: TomlEntry) -> tuple[Choice, ...]:
    given = entry.raw.get("pages")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
        entry.fail("recipient_pages", "pages")
    return tuple(_choice(entry, raw) for raw in given)


def _choice(entry: TomlEntry, raw: Mapping[str, Any]) -> Choice:
    """One entry of ``pages``; what names nothing of ours is a column of the deals."""
    texts = {name: raw.get(name) for name in ("key", "notebook", "language")}
    switches = {name: raw.get(name, False) for name in (ALL, "whole")}
    wrong = [
        *(name for name, text in texts.items() if not isinstance(text, str | None) or text == ""),
        *(name for name, on in switches.items() if not isinstance(on, bool)),
    ]
    if wrong or not raw or raw == {ALL: False} or (switches[ALL] and len(raw) > 1):
        entry.fail("recipient_choice", "pages", choice=_written(raw))
    columns = {key: value for key, value in raw.items() if key not in {*texts, *switches}}
    return Choice(
        values={column: _values(entry, "pages", value) for column, value in columns.items()},
        whole=switches["whole"],
        written=_written(raw),
        **texts,
    )


def _values(entry: TomlEntry, key: str, value: Any) -> tuple[str, ...]:
    """One text, or a list of them."""
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, str) for one in values):
        entry.fail("recipient_values", key, choice=_shown(value))
    return tuple(values)


def _refuse_others(entry: TomlEntry, recipient: Recipient) -> None:
    """Refuse pages about people whom the recipient neither is nor leads, before anything is made."""
    theirs = {recipient.person, *recipient.leads.get(PEOPLE, ())}
    for choice in recipient.choices:
        others = [one for one in choice.values.get(PEOPLE, ()) if one not in theirs]
        led = any(
            set(those) <= set(recipient.leads.get(column, ()))
            for column, those in choice.values.items()
        )
        if others and not led and not recipient.leads_all:
            entry.fail("recipient_not_theirs", "pages", name=recipient.name, person=others[0])


def _written(raw: Mapping[str, Any]) -> str:
    inside = ", ".join(f"{key} = {_shown(value)}" for key, value in raw.items())
    return f"{{ {inside} }}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_shown(one) for one in value)}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
