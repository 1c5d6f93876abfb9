"""Consent first: who may be contacted, who not, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.consent import ConsentSplit, split_by_consent
from salestoolkit.core.consent_verdict import REASONS
from salestoolkit.core.contact_rules import ChannelRule, ContactRules
from salestoolkit.core.marketing_objections import (
    KnownObjections,
    MarketingObjection,
    email_key,
    name_key,
    phone_key,
)
from salestoolkit.errors import InvalidValue

TODAY = date(2026, 11, 26)
RULES = ContactRules(
    market="xx",
    checked_on=TODAY,
    channels={
        "email": ChannelRule(person="consent", company="opt_out"),
        "phone": ChannelRule(person="opt_out", company="opt_out", registers=("tps",)),
        "social": ChannelRule(person="consent", company="consent"),
    },
)


def split(*rows: dict[str, Any], channel: str = "email", **options: Any) -> ConsentSplit:
    """Split a few contacts under the rules above; each has an address of its own."""
    known = [
        {"name": f"N{at}", "email": f"n{at}@x.example", "phone": f"60010020{at}"} | row
        for at, row in enumerate(rows)
    ]
    given_rules: dict[str, Any] = {"rules": RULES, "as_of": TODAY} | options
    return split_by_consent(pd.DataFrame(known), channel=channel, **given_rules)


def reasons(found: ConsentSplit) -> list[str]:
    """Reasons in the order of the list."""
    return list(found.left_out["reason"])


def test_only_a_plain_yes_is_consent() -> None:
    found = split(
        {"consent_email": "yes"},
        {"consent_email": None},
        {"consent_email": ""},
        {"consent_email": "no"},
        {"consent_email": "maybe later"},
    )
    assert list(found.allowed["name"]) == ["N0"]
    assert reasons(found) == ["unknown", "unknown", "refused", "unreadable"]
    assert found.left_out["said"].iloc[-1] == "maybe later"


def test_a_day_in_the_cell_is_a_consent_given_on_that_day() -> None:
    found = split({"consent_email": "2026-03-01"}, {"consent_email": "2027-03-01"})
    assert (len(found.allowed), reasons(found), found.undated) == (1, ["not_yet"], 0)


def test_consent_to_one_channel_is_none_to_another() -> None:
    found = split(
        {"consent": "yes", "consent_channel": "phone"},
        {"consent": "yes", "consent_channel": "email; phone"},
        {"consent": "yes", "consent_channel": "all"},
        {"consent": "yes"},
        {"consent_phone": "yes"},
    )
    assert list(found.allowed["name"]) == ["N1", "N2"]
    assert reasons(found) == ["channel_not_named", "channel_not_named", "unknown"]


@pytest.mark.parametrize(
    ("given_on", "withdrawn", "reason"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), "withdrawn"),
        (date(2026, 2, 1), date(2026, 2, 1), "withdrawn"),
        (None, TODAY, "withdrawn"),
        (date(2026, 3, 1), date(2026, 2, 1), None),
        (date(2026, 1, 1), date(2026, 11, 27), None),
        (date(2026, 11, 27), None, "not_yet"),
    ],
)
def test_dates_are_held_against_the_day_of_the_list(
    given_on: date | None, withdrawn: date | None, reason: str | None
) -> None:
    row = {"consent_email": "yes", "consent_given": given_on, "consent_withdrawn": withdrawn}
    assert reasons(split(row)) == ([] if reason is None else [reason])


def test_the_kind_of_recipient_decides_and_an_unknown_kind_is_held_to_the_stricter_rule() -> None:
    found = split({"recipient": "company"}, {"recipient": "person"}, {"recipient": None})
    assert list(found.allowed["basis"]) == ["opt_out"]
    assert reasons(found) == ["unknown", "unknown"]


@pytest.mark.parametrize("cell", ["no", "please never"])
def test_an_opt_out_market_still_hears_a_no(cell: str) -> None:
    assert len(split({"consent_phone": cell}, channel="phone").allowed) == 0


def test_an_objection_outlives_any_newer_list() -> None:
    objection = MarketingObjection(
        noted_on=date(2024, 5, 1), name="Anna Nowak", email="anna@old.example"
    )
    fresh = {"consent_email": "yes", "consent_given": TODAY}
    found = split(
        fresh | {"name": "Nowak Anna", "email": "anna@new.example"},
        fresh | {"name": "A. Nowak", "email": " Anna@OLD.example"},
        fresh | {"name": "Jan Nowak"},
        objections=[objection],
    )
    assert reasons(found) == ["objected", "objected"]
    assert list(found.left_out["on"]) == [date(2024, 5, 1)] * 2
    assert list(found.allowed["name"]) == ["Jan Nowak"]


def test_a_namesake_in_another_company_did_not_object() -> None:
    objection = MarketingObjection(noted_on=TODAY, name="Anna Nowak", organization="Bóbr S.A.")
    found = split(
        {"name": "Anna Nowak", "organization": "Żubr S.A.", "consent_email": "yes"},
        {"name": "Anna Nowak", "organization": "BÓBR  S.A.", "consent_email": "yes"},
        {"name": "Anna Nowak", "organization": None, "consent_email": "yes"},
        objections=[objection],
    )
    assert (len(found.allowed), reasons(found)) == (1, ["objected", "objected"])


def test_an_objection_to_calls_leaves_e_mails_and_a_later_one_is_not_known_yet() -> None:
    objections = [
        MarketingObjection(noted_on=TODAY, phone="600 100 200", channel="phone"),
        MarketingObjection(noted_on=date(2026, 12, 1), name="N0"),
    ]
    row = {"consent_email": "yes", "consent_phone": "yes"}
    assert len(split(row, objections=objections).allowed) == 1
    assert reasons(split(row, channel="phone", objections=objections)) == ["objected"]


def test_whoever_shares_an_address_with_a_refusal_is_left_out_and_none_is_listed_twice() -> None:
    found = split(
        {"email": "office@x.example", "consent_email": "yes"},
        {"email": "OFFICE@x.example", "consent_email": "no"},
        {"email": "sale@x.example", "consent_email": "yes"},
        {"email": "sale@x.example", "consent_email": "yes"},
    )
    assert list(found.allowed["name"]) == ["N2"]
    assert reasons(found) == ["same_address", "refused", "twice"]


def test_a_contact_needs_an_address_for_the_channel() -> None:
    found = split({"email": None, "consent_email": "yes"}, {"email": "x", "consent_email": "yes"})
    assert reasons(found) == ["no_address", "no_address"]
    assert len(split({"consent_social": "yes"}, channel="social").allowed) == 1


def test_a_register_counts_where_nobody_consented_and_says_when_nobody_looked() -> None:
    rows: list[dict[str, Any]] = [{}, {"consent_phone": "yes"}, {"phone": "600 100 999"}]
    found = split(*rows, channel="phone", registered=["+48 600 100 200", "600100201"])
    assert reasons(found) == ["on_register"] and found.registered == 2
    assert split(*rows, channel="phone").registered is None


def test_a_consent_without_a_day_is_counted() -> None:
    found = split({"consent_email": "yes"}, {"consent_email": "yes", "consent_given": TODAY})
    assert found.undated == 1


def test_an_unknown_channel_and_an_objection_of_nobody_are_refused() -> None:
    with pytest.raises(InvalidValue, match="unknown_channel"):
        split({}, channel="fax")
    with pytest.raises(InvalidValue, match="objection_of_nobody"):
        MarketingObjection(noted_on=TODAY, name=" ", phone="12")


def test_an_empty_list_is_split_into_two_empty_ones() -> None:
    empty = pd.DataFrame({"name": [], "email": []})
    found = split_by_consent(empty, channel="email", rules=RULES, as_of=TODAY)
    assert (found.n, found.reasons) == (0, {})


CELLS = st.sampled_from([None, "", "yes", "no", "YES", "2026-01-01", "nonsense", float("nan")])
DAYS = st.sampled_from([None, date(2025, 1, 1), date(2026, 6, 1), date(2027, 1, 1)])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["A B", "C D", "", None]),
            "email": st.sampled_from(["a@x.example", "b@x.example", None]),
            "consent_email": CELLS,
            "consent_given": DAYS,
            "consent_withdrawn": DAYS,
            "recipient": st.sampled_from(["person", "company", None]),
        }
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(ROWS)
def test_every_contact_is_on_one_of_the_lists_and_a_no_is_never_allowed(
    rows: list[dict[str, Any]],
) -> None:
    columns = ["name", "email", "consent_email", "consent_given", "consent_withdrawn", "recipient"]
    objections = [MarketingObjection(noted_on=date(2020, 1, 1), email="b@x.example")]
    found = split_by_consent(
        pd.DataFrame(rows, columns=columns),
        channel="email",
        rules=RULES,
        as_of=TODAY,
        objections=objections,
    )
    assert found.n == len(rows)
    assert sum(found.reasons.values()) == len(found.left_out)
    assert set(found.reasons) <= set(REASONS)
    assert "b@x.example" not in set(found.allowed["email"])
    assert "no" not in set(found.allowed["consent_email"])
    assert found.allowed["email"].is_unique


def test_addresses_and_names_are_known_again_however_they_are_written() -> None:
    assert phone_key("0048 (600) 100-200") == phone_key("600100200") != phone_key("600100201")
    assert phone_key("+44 7700 900123") == phone_key("07700 900123")
    assert email_key("no address") == phone_key("12") == name_key(None) == ""
    assert name_key("Żółw, Anna") == name_key("anna  ŻÓŁW")


def test_an_entry_of_the_crm_is_known_again_under_another_name() -> None:
    objection = MarketingObjection(noted_on=TODAY, name="Anna Nowak", reference="pipedrive/7")
    known = KnownObjections.of([objection])
    married = {"source_name": "pipedrive", "contact": "7", "name": "Anna Lis"}
    assert known.of_contact(married, "email") is objection
    assert known.of_contact(married | {"source_name": "hubspot"}, "email") is None


def test_a_withdrawal_or_consent_whose_day_cannot_be_read_is_no_consent() -> None:
    found = split(
        {"consent_email": "yes", "consent_withdrawn": "30.02.2026"},
        {"consent_email": "yes", "consent_given": "in May"},
        {"consent_email": "yes", "consent_withdrawn": "", "consent_given": None},
        {"consent_email": "yes", "consent_withdrawn": "asked us to", "recipient": "company"},
    )
    assert list(found.allowed["name"]) == ["N2"]
    assert reasons(found) == ["unreadable"] * 3
    assert list(found.left_out["said"]) == ["30.02.2026", "in May", "asked us to"]
