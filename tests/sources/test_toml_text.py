"""Where a statement of a TOML file stands, however a person wrote it."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from process_strategies import process_lists

from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.processes import dump_processes
from salestoolkit.sources.toml_text import line_of, statements

TEXT = '''\
# [[process]] in a comment is none
[[process]]
name = "a # b"  # [x]

  [[ process . "stage" ]]
key = """
[[process.stage]]
"""
list = [
    "one",  # key = 1
    # "two",
    { name = "x=]" }, [1, 2],
]
"odd key".x = 'y'

[[process]]
[[process.stage]]
[[process.stage]]
key = 1
[process.translations.en]
"Oferta, \\"x\\" = y" = "Offer"
last = 1'''


def test_every_statement_has_its_line_and_its_place_in_the_data() -> None:
    assert [(one.line, one.path) for one in statements(TEXT)] == [
        (2, ("process", 0)),
        (3, ("process", 0, "name")),
        (5, ("process", 0, "stage", 0)),
        (6, ("process", 0, "stage", 0, "key")),
        (9, ("process", 0, "stage", 0, "list")),
        (14, ("process", 0, "stage", 0, "odd key", "x")),
        (16, ("process", 1)),
        (17, ("process", 1, "stage", 0)),
        (18, ("process", 1, "stage", 1)),
        (19, ("process", 1, "stage", 1, "key")),
        (20, ("process", 1, "translations", "en")),
        (21, ("process", 1, "translations", "en", 'Oferta, "x" = y')),
        (22, ("process", 1, "translations", "en", "last")),
    ]


def test_values_and_items_are_cut_out_whole() -> None:
    found = {one.names[-1]: one for one in statements(TEXT)}
    start, end = found["name"].value
    assert TEXT[start:end] == '"a # b"'
    items = [TEXT[start:end] for start, end in found["list"].items]
    assert items == ['"one"', '{ name = "x=]" }', "[1, 2]"]


def test_a_line_is_that_of_the_nearest_thing_around() -> None:
    assert line_of(TEXT, ("process", 0, "stage", 0, "list", 1, "name")) == 12
    assert line_of(TEXT, ("process", 0, "stage", 0, "odd key")) == 14
    assert line_of(TEXT, ("process", 1, "stage", 1, "missing")) == 18
    assert line_of(TEXT, ("process", 7)) == 1
    assert line_of("", ("process",)) == 1


@settings(deadline=None, max_examples=8)
@given(process_lists())
def test_values_that_are_cut_out_are_those_that_toml_reads(listed: list[SalesProcess]) -> None:
    text = dump_processes(listed)
    data = tomllib.loads(text)
    for statement in statements(text):
        found = data
        for step in statement.path:
            found = found[step]
        if not statement.header:
            start, end = statement.value
            assert tomllib.loads(f"x = {text[start:end]}")["x"] == found
            for place, (start, end) in enumerate(statement.items):
                assert tomllib.loads(f"x = {text[start:end]}")["x"] == found[place]
