"""Consents of the leads of a test: from their own list, or from a list of contacts beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.core.channel_consent import LEAD, RULE_OF
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.marketing_objections import email_key
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.channel_lists import LeadList
from salestoolkit.sources.contacts import ContactList, read_contacts

if TYPE_CHECKING:
    import pandas as pd

NO_CONTACTS = ("list_not_contacts", "missing_column")


def contacts_of_leads(
    test: ChannelTest, leads: LeadList, path: Path, *, beside: ContactList | None = None
) -> pd.DataFrame:
    """A row for each row of the list of leads, with what is known of consent, and the lead's id.

    Parameters
    ----------
    beside : ContactList, optional
        Where the consents stand, if not in the list itself: a lead is found there by its id, else by
        an e-mail address on its row. Of one that is not there nothing is known.

    Raises
    ------
    ImportFailed
        ``channel_no_consents`` where the list says nothing of contacts, and none is given beside it.
    """
    import pandas as pd

    if not any(RULE_OF.get(channel) for channel in test.channels):
        return pd.DataFrame([{LEAD: leads.id_of(row), "name": ""} for row in leads.rows])
    if beside is None:
        try:
            frame = read_contacts(path, market=test.market).frame
        except ImportFailed as error:
            if error.code not in NO_CONTACTS:
                raise
            columns = ", ".join(leads.columns)
            raise ImportFailed("channel_no_consents", file=leads.file, columns=columns) from error
        frame[LEAD] = [leads.id_of(row) for row in leads.rows]
        return frame
    known = beside.frame.to_dict("records")
    by_id = {str(row["contact"]): row for row in known if row["contact"]}
    by_email = {email_key(row["email"]): row for row in known if email_key(row["email"])}
    empty = dict.fromkeys(beside.frame.columns, "")
    rows: list[dict[str, Any]] = []
    for row in leads.rows:
        lead = leads.id_of(row)
        found: Mapping[Any, Any] = by_id.get(lead) or _by_email(row, by_email) or empty
        rows.append({**dict(found), LEAD: lead})
    return pd.DataFrame(rows, columns=[*beside.frame.columns, LEAD], dtype=object)


def _by_email(
    row: Mapping[str, str], known: Mapping[str, Mapping[Any, Any]]
) -> Mapping[Any, Any] | None:
    keys = (email_key(cell) for cell in row.values())
    return next((known[key] for key in keys if key in known), None)
