"""Only leads that every channel of a test may reach take part in it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from salestoolkit.core.channel_consent import may_take_part
from salestoolkit.core.channel_setup import ChannelTest, PlannedArm
from salestoolkit.core.contact_rules import ChannelRule, ContactRules

DAY = date(2026, 11, 26)
STRICT = ChannelRule(person="consent", company="consent")
RULES = ContactRules(market="pl", checked_on=DAY, channels={"email": STRICT, "phone": STRICT})
CONTACTS = pd.DataFrame(
    [
        ("L1", "Anna", "a@x.example", "600100201", "yes", "yes"),
        ("L2", "Jan", "j@x.example", "600100202", "yes", ""),
        ("L3", "Ewa", "e@x.example", "600100203", "", "yes"),
        ("L4", "Piotr", "p@x.example", "600100204", "no", "no"),
        ("L1", "Anna", "a@x.example", "600100201", "yes", "yes"),
    ],
    columns=["lead", "name", "email", "phone", "consent_email", "consent_phone"],
)


def made(*channels: str) -> ChannelTest:
    arms = tuple(PlannedArm(name=f"{at}", channel=channel) for at, channel in enumerate(channels))
    return ChannelTest(name="T", arms=arms)


def test_a_lead_needs_the_consent_for_every_channel() -> None:
    found = may_take_part(made("email", "call"), CONTACTS, rules=RULES, as_of=DAY)
    assert found.allowed == {"L1"}
    assert {(one.lead, one.channel, one.reason) for one in found.left_out} == {
        ("L2", "phone", "unknown"),
        ("L3", "email", "unknown"),
        ("L4", "email", "refused"),
    }
    assert {one.name for one in found.left_out} == {"Jan", "Ewa", "Piotr"}


def test_one_channel_asks_only_for_its_own_consent() -> None:
    found = may_take_part(made("email", "email"), CONTACTS, rules=RULES, as_of=DAY)
    assert found.allowed == {"L1", "L2"}
    assert found.unruled == ()


def test_an_event_is_asked_to_by_e_mail_and_a_letter_has_no_rule() -> None:
    found = may_take_part(made("event", "letter"), CONTACTS, rules=RULES, as_of=DAY)
    assert found.allowed == {"L1", "L2"}
    assert found.unruled == ("letter",)
