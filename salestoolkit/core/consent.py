"""Who may be contacted by a channel: consent first, and those who objected never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.core.consent_verdict import (
    NO_CONSENT,
    REASONS,
    SAID_NO,
    Verdict,
    address_key,
    one_an_address,
)
from salestoolkit.core.contact_rules import (
    COMPANY,
    CONSENT,
    OPT_OUT,
    PERSON,
    ChannelRule,
    ContactRules,
)
from salestoolkit.core.marketing_objections import (
    ALL,
    KnownObjections,
    MarketingObjection,
    name_key,
    phone_key,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ConsentSplit:
    """Contacts whom a marketing contact may reach, and those left out, each with a reason.

    ``allowed`` has the contacts' columns and ``basis``; ``left_out`` has them and ``reason``, ``on`` (the
    day of it, where one is known) and ``said`` (what stands in the cell, or who objected).
    ``len(allowed) + len(left_out) == n``. ``undated`` of those allowed have a consent without a day;
    of ``unknown_kind`` nothing tells whether they are companies, where the rule makes a difference.
    ``registered`` are the numbers of a register that the list was held against, None where nobody looked.
    """

    channel: str
    market: str
    rule: ChannelRule
    checked_on: date
    as_of: date
    allowed: pd.DataFrame
    left_out: pd.DataFrame
    reasons: Mapping[str, int]
    undated: int
    unknown_kind: int
    registered: int | None
    objections: int

    @property
    def n(self) -> int:
        """Contacts that were looked at."""
        return len(self.allowed) + len(self.left_out)


def split_by_consent(
    contacts: pd.DataFrame,
    *,
    channel: str,
    rules: ContactRules,
    as_of: date,
    objections: Sequence[MarketingObjection] = (),
    registered: Collection[str] | None = None,
) -> ConsentSplit:
    """Who may be contacted by a channel on a day, and who not and why. Unknown is not consent.

    Parameters
    ----------
    contacts : DataFrame
        One row a contact; see ``contacts`` of the deal book. Of the columns ``name``, ``email``,
        ``phone``, ``recipient`` (``person`` or ``company``), ``consent_<channel>`` (yes, no, or the day of
        the consent), ``consent`` with ``consent_channel``, ``consent_given`` and ``consent_withdrawn``
        (dates) it uses what there is.
    channel : str
        One of the market's channels.
    as_of : date
        Consents given later do not count; withdrawals and objections noted until then do.
    objections : sequence of MarketingObjection
        Whoever stands here is left out for good, whatever the contacts say.
    registered : collection of str, optional
        Phone numbers on a do-not-call register; None where nobody looked.

    Raises
    ------
    InvalidValue
        ``unknown_channel``.
    """
    import pandas as pd

    rule = rules.rule(channel)
    noted = [one for one in objections if one.noted_on <= as_of]
    judge = _Judge(
        channel=channel,
        rule=rule,
        as_of=as_of,
        known=KnownObjections.of(noted),
        registered=frozenset(map(phone_key, registered or ())) - {""},
    )
    rows: Sequence[Mapping[Any, Any]] = contacts.to_dict("records")
    verdicts = one_an_address(rows, [judge.verdict(row) for row in rows], channel)
    said_no = [one.reason is not None for one in verdicts]
    keep = pd.Series(said_no, index=contacts.index, dtype=bool)
    left_out, allowed = contacts[keep].copy(), contacts[~keep].copy()
    allowed["basis"] = [one.basis for one in verdicts if one.reason is None]
    for column in ("reason", "on", "said"):
        told = [getattr(one, column) for one in verdicts if one.reason is not None]
        left_out[column] = pd.Series(told, index=left_out.index, dtype=object)
    tally = Counter(one.reason for one in verdicts)
    return ConsentSplit(
        channel=channel,
        market=rules.market,
        rule=rule,
        checked_on=rules.checked_on,
        as_of=as_of,
        allowed=allowed.reset_index(drop=True),
        left_out=left_out.reset_index(drop=True),
        reasons={reason: tally[reason] for reason in REASONS if tally[reason]},
        undated=sum(one.basis == CONSENT and one.on is None for one in verdicts),
        unknown_kind=sum(judge.of_unknown_kind(row) for row in rows),
        registered=None if registered is None else len(judge.registered),
        objections=len(noted),
    )


@dataclass(frozen=True, kw_only=True)
class _Judge:
    """What one contact is held against."""

    channel: str
    rule: ChannelRule
    as_of: date
    known: KnownObjections
    registered: frozenset[str]

    def verdict(self, row: Mapping[str, Any]) -> Verdict:
        """Whether one contact may be reached."""
        objection = self.known.of_contact(row, self.channel)
        if objection is not None:
            known = objection.name or objection.email or objection.phone
            who = "" if name_key(known) == name_key(row.get("name")) else known
            on = objection.noted_on if objection.noted_on > date.min else None
            return Verdict("objected", on=on, said=who)
        found = self._consent(row)
        if found.reason in SAID_NO:
            return found
        if found.reason in NO_CONSENT and self.rule.needs(_kind(row)) == OPT_OUT:
            found = Verdict(None, basis=OPT_OUT)
        if found.reason is None and not address_key(row, self.channel):
            return Verdict("no_address")
        # a consent of the person goes before a register; an opt-out rule does not
        if found.basis == OPT_OUT and phone_key(row.get("phone")) in self.registered:
            return Verdict("on_register")
        return found

    def of_unknown_kind(self, row: Mapping[str, Any]) -> bool:
        """Whether the rule differs by kind of recipient and nothing tells the kind."""
        return self.rule.person != self.rule.company and _kind(row) not in (PERSON, COMPANY)

    def _consent(self, row: Mapping[str, Any]) -> Verdict:
        """What the contact's own columns say."""
        given, withdrawn = _day(row.get("consent_given")), _day(row.get("consent_withdrawn"))
        if _unclear(row.get("consent_withdrawn")):
            # somebody noted a withdrawal, so it holds until its day can be read
            return Verdict("unreadable", said=str(row["consent_withdrawn"]).strip())
        if withdrawn is not None and withdrawn <= self.as_of and not _later(given, withdrawn):
            return Verdict("withdrawn", on=withdrawn)
        answer = row.get(f"consent_{self.channel}")
        general = _empty(answer)
        if general:
            answer = row.get("consent")
        if _empty(answer):
            return Verdict("unknown")
        said = answer if isinstance(answer, date) else str(answer).strip().casefold()
        if said in ("no", "false"):
            return Verdict("refused")
        on = _day(said) or given
        if said not in ("yes", "true") and _day(said) is None:
            return Verdict("unreadable", said=str(answer).strip())
        if on is None and _unclear(row.get("consent_given")):
            return Verdict("unreadable", said=str(row["consent_given"]).strip())
        if general and not self._names_channel(row):
            return Verdict("channel_not_named")
        if on is not None and on > self.as_of:
            return Verdict("not_yet", on=on)
        return Verdict(None, basis=CONSENT, on=on)

    def _names_channel(self, row: Mapping[str, Any]) -> bool:
        told = row.get("consent_channel")
        named = [] if _empty(told) else str(told).casefold().replace(";", ",").split(",")
        return bool({self.channel, ALL} & {name.strip() for name in named})


def _kind(row: Mapping[str, Any]) -> str:
    told = row.get("recipient")
    return "" if _empty(told) else str(told).strip().casefold()


def _later(given: date | None, withdrawn: date) -> bool:
    """Whether somebody consented again after a withdrawal; on the same day the withdrawal counts."""
    return given is not None and given > withdrawn


def _empty(value: Any) -> bool:
    return value is None or value != value or str(value).strip() == ""


def _unclear(value: Any) -> bool:
    """Whether something stands where a day should, and is none."""
    return not _empty(value) and _day(value) is None


def _day(value: Any) -> date | None:
    """A cell as a day; None where it is none."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value[:10])
        except ValueError:
            return None
    if _empty(value) or not isinstance(value, date):
        return None
    return value.date() if hasattr(value, "date") else value
