"""The published schema takes what the reader takes, and refuses what it refuses."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from process_strategies import process_lists

from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError
from salestoolkit.sources.processes import dump_processes, keys, parse_processes

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/process.schema.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)

WHOLE = """\
[[process]]
name = "Sale"
pipeline = "New"
linked = "Old"
language = "en"
market = "uk"

[[process.stage]]
key = "offer"
name = "Offer"
universal = "presentation"
passes = "deal"
waiting = true
target_days = 7.5
win_probability = 0.25
purpose = "Show it."
owner = "rep"
crm = ["Angebot"]
activities = ["call"]
entry_criteria = ["a"]
exit_criteria = ["b"]
metrics = ["c"]
client_steps = ["d"]
documents = [{ name = "deed", source = "notary", days = 5 }]

[[process.activity]]
key = "call"
name = "Call"
responsible = ["rep"]
accountable = ["boss"]
consulted = []
informed = ["x"]

[[process.stakeholder]]
key = "rep"
name = "Rep"
department = "sales"
side = "client"
buying_part = "opens_doors"

[[process.handover]]
giver = "marketing"
taker = "sales"
stage = "offer"
what = "MQL"
criteria = ["e"]
days = 2
returned_because = ["f"]

[[process.move]]
start = "offer"
end = "offer"
reason = "again"

[[process.version]]
date = 2026-11-26
author = "Ola"
reason = "first"

[process.translations.pl]
"Offer" = "Oferta"
"""


def data(text: str) -> Any:
    """A TOML text as JSON holds it: dates as text, times marked so that they are no dates."""

    def plain(value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)

    return json.loads(json.dumps(tomllib.loads(text), default=plain))


def taken(text: str) -> bool:
    try:
        parse_processes(text, file="process.toml")
    except BookError:
        return False
    return True


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_keys_of_the_schema_are_those_that_the_reader_knows() -> None:
    parts = {name: keys.keys_of(part) for name, part in keys.PARTS.items()}
    known = {"process": keys.PROCESS_KEYS, "document": keys.DOCUMENT_KEYS, **parts}
    for name, allowed in known.items():
        assert tuple(SCHEMA["$defs"][name]["properties"]) == allowed, name


def test_the_sample_uses_every_key() -> None:
    (process,) = data(WHOLE)["process"]
    assert set(process) == set(keys.PROCESS_KEYS)
    for name, part in keys.PARTS.items():
        assert set(process[name][0]) == set(keys.keys_of(part)), name


@settings(deadline=None, max_examples=8)
@given(process_lists())
def test_what_is_written_fits_the_schema(listed: list[SalesProcess]) -> None:
    VALIDATOR.validate(data(dump_processes(listed)))


@pytest.mark.parametrize(
    ("old", "new", "fine"),
    [
        ("", "", True),
        (WHOLE, "", True),
        (WHOLE, "[[process]]\n", True),
        ('name = "Sale"', "", True),
        ('name = "Sale"', "name = 7", False),
        ('name = "Sale"', 'title = "Sale"', False),
        ('language = "en"', 'language = "English"', False),
        ('language = "en"', 'language = "de"', True),
        ('market = "uk"', 'market = "fr"', False),
        ('key = "offer"', 'key = ""', False),
        ('key = "offer"', "", False),
        ('key = "offer"', 'key = "won"', False),
        ('name = "Offer"', "", True),
        ('universal = "presentation"', 'universal = "show"', False),
        ('passes = "deal"', 'passes = "order"', False),
        ("waiting = true", "waiting = 1", False),
        ("target_days = 7.5", "target_days = 0", True),
        ("target_days = 7.5", "target_days = -1", False),
        ("target_days = 7.5", 'target_days = "7"', False),
        ("target_days = 7.5", "target_days = true", False),
        ("win_probability = 0.25", "win_probability = 1", True),
        ("win_probability = 0.25", "win_probability = 1.01", False),
        ('owner = "rep"', 'owner = ["rep"]', False),
        ('crm = ["Angebot"]', 'crm = "Angebot"', False),
        ('activities = ["call"]', "activities = [1]", False),
        ('documents = [{ name = "deed", source = "notary", days = 5 }]', "documents = []", True),
        ('{ name = "deed", source = "notary", days = 5 }', '"deed"', False),
        ('{ name = "deed", source = "notary", days = 5 }', "{ days = 5 }", False),
        ('{ name = "deed", source = "notary", days = 5 }', '{ name = "d", day = 5 }', False),
        ("days = 5", "days = -5", False),
        ('key = "call"', "", False),
        ('responsible = ["rep"]', 'responsible = "rep"', False),
        ('side = "client"', 'side = "buyer"', False),
        ('buying_part = "opens_doors"', 'buying_part = "likes"', False),
        ('giver = "marketing"', "", False),
        ('what = "MQL"', 'what = ""', False),
        ("days = 2", "days = 1.5", True),
        ('end = "offer"', "", False),
        ('reason = "again"', "", True),
        ("date = 2026-11-26", 'date = "soon"', False),
        ("date = 2026-11-26", "date = 2026-11-26T10:00:00", False),
        ("date = 2026-11-26", "", False),
        ('author = "Ola"', "", False),
        ('"Offer" = "Oferta"', '"Offer" = 1', False),
        ("[process.translations.pl]", "[process.translations]", False),
        ("[[process.move]]", "[process.move]", False),
        ("[[process]]", "[[processes]]", False),
    ],
)
def test_reader_and_schema_judge_alike(old: str, new: str, fine: bool) -> None:
    text = WHOLE.replace(old, new, 1)
    assert taken(text) is fine
    assert VALIDATOR.is_valid(data(text)) is fine
