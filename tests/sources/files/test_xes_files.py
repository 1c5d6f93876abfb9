"""Logs in XES as columns of text, however they nest what they tell."""

from __future__ import annotations

from typing import Any

import pytest

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.xes_files import LONGEST, read_events

NESTED = """<log xes.version="2.0">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="unknown"/></global>
<classifier name="Activity" keys="concept:name lifecycle:transition"/>
<string key="concept:name" value="the log"/>
<trace>
  <event>
    <string key="concept:name" value="Triage"><string key="concept:name" value="inner"/></string>
    <list key="found"><values><string key="concept:name" value="in a list"/></values></list>
    <int key="Leucocytes" value=" 12 "/>
  </event>
  <event><id key="case:concept:name" value="own"/><string key="note" value=" "/></event>
  <container key="c"><event><string key="concept:name" value="no event"/></event></container>
  <string key="concept:name" value="first"/>
</trace>
<trace><string key="concept:name" value="second"/><float key="Age" value="41.5"/>
  <event><string key="concept:name" value="Release"/></event></trace>
</log>"""


def _rows(data: bytes) -> dict[str, list[Any]]:
    return {key: column.to_pylist() for key, column in read_events(data, "log.xes").items()}


def test_only_what_stands_directly_below_a_case_or_an_event_is_told_of_it() -> None:
    assert _rows(NESTED.encode()) == {
        "case:concept:name": ["first", "own", "second"],
        "concept:name": ["Triage", None, "Release"],
        "Leucocytes": ["12", None, None],
        "case:Age": [None, None, "41.5"],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-2", "windows-1250", "utf-16"])
def test_a_log_is_read_in_the_encoding_that_it_names(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><log><trace><event>'
    text += '<string key="a" value="zażółć &amp; &#322;"/></event></trace></log>'
    assert _rows(text.encode(encoding)) == {"a": ["zażółć & ł"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml version="1.0" encoding="no-such"?><log><trace/></log>', "xes_unreadable"),
        ("<log><trace></log>", "xes_unreadable"),
        ("<log><trace/><event/></log>", "xes_without_events"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>', "xes_entities"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, code: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        read_events(text.encode(), "log.xes")
    assert caught.value.code == code


def test_an_element_without_an_end_is_refused_before_it_is_read_whole() -> None:
    endless = b'<log><trace><event><string key="a" value="' + b"a" * (LONGEST * 3 // 2)
    with pytest.raises(ImportFailed) as caught:
        read_events(endless + b'"/></event></trace></log>', "log.xes")
    assert caught.value.code == "xes_endless"
