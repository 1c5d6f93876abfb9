"""A process is a TOML file that people edit: errors name the line, comments survive."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.process import UNIVERSAL_STAGES, SalesProcess, Stage
from salestoolkit.errors import BookError
from salestoolkit.sources.processes import (
    RESERVED,
    dump_processes,
    parse_processes,
    read_processes,
    with_new_stages,
)

TEXT = """\
# Ours since May.
[[process]]
name = "Sales"

[[process.stage]]
key = "Contact"   # first call
universal = "contact"

[[process.stage]]
key = "Closing"
passes = "deal"
target_days = 14

[[process]]
name = "Service"
pipeline = "Service"

[[process.stage]]
key = "Ticket"
waiting = true
"""

words = st.text(min_size=1, max_size=8).filter(lambda text: text not in RESERVED)
stages = st.builds(
    Stage,
    key=words,
    name=words,
    universal=st.none() | st.sampled_from(UNIVERSAL_STAGES),
    passes=st.sampled_from(["lead", "deal", "customer"]),
    waiting=st.booleans(),
    target_days=st.none() | st.floats(0, 1e6),
    win_probability=st.none() | st.floats(0, 1),
    purpose=st.none() | st.text(max_size=8),
    activities=st.lists(st.text(max_size=8), max_size=3).map(tuple),
)
processes = st.builds(
    SalesProcess,
    name=words,
    pipeline=st.none() | words,
    language=st.none() | st.sampled_from(["en", "pl"]),
    stages=st.lists(stages, max_size=4, unique_by=lambda stage: stage.key).map(tuple),
)


@settings(deadline=None, max_examples=12)
@given(st.lists(processes, max_size=3, unique_by=lambda process: process.pipeline))
def test_what_was_written_is_read_back(listed: list[SalesProcess]) -> None:
    found = parse_processes(dump_processes(listed), file="process.toml")
    assert list(found.values()) == listed


def test_several_pipelines_live_in_one_file() -> None:
    found = parse_processes(TEXT, file="process.toml")
    assert list(found) == [None, "Service"]
    assert found[None].stages == (
        Stage(key="Contact", name="Contact", universal="contact"),
        Stage(key="Closing", name="Closing", target_days=14.0),
    )
    assert found["Service"].stages[0].waiting


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "value"),
    [
        ('universal = "contact"', 'universal = "kontakt"', "toml_not_choice", 7, "kontakt"),
        ('passes = "deal"', 'passes = "sale"', "toml_not_choice", 11, "sale"),
        ("target_days = 14", "target_days = -1", "toml_not_number", 12, "-1"),
        ("target_days = 14", "target_days = true", "toml_not_number", 12, "True"),
        ("target_days = 14", "win_probability = 40", "toml_not_share", 12, "40"),
        ("target_days = 14", "target_day = 14", "toml_unknown_key", 12, "14"),
        ("target_days = 14", 'activities = "call"', "toml_not_texts", 12, "call"),
        ('key = "Closing"', 'key = "Contact"', "process_twice", 10, "Contact"),
        ('key = "Closing"', 'key = "won"', "process_stage_key", 10, "won"),
        ('key = "Closing"', "name = 7", "process_stage_key", 9, ""),
        ('pipeline = "Service"', "", "process_twice", 14, ""),
        ('key = "Ticket"', "key = 7", "toml_not_text", 19, "7"),
        ("waiting = true", 'waiting = "yes"', "toml_not_choice", 20, "yes"),
        ('name = "Service"', 'stage = "x"', "toml_not_entries", 15, "x"),
    ],
)
def test_an_error_names_line_key_and_value(
    old: str, new: str, code: str, line: int, value: str
) -> None:
    text = TEXT.replace(old, new)
    if new == 'stage = "x"':
        text = text.split('[[process.stage]]\nkey = "Ticket"')[0]
    with pytest.raises(BookError) as caught:
        parse_processes(text, file="process.toml")
    assert (caught.value.code, caught.value.fields["line"]) == (code, line)
    assert caught.value.fields["value"] == value


def test_broken_toml_names_its_line() -> None:
    with pytest.raises(BookError) as caught:
        parse_processes(TEXT.replace('"Closing"', "Closing"), file="process.toml")
    assert caught.value.code == "process_syntax"
    assert caught.value.fields["line"] == 10


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "picture.toml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    (tmp_path / "folder.toml").mkdir()
    for name, code in (
        ("picture.toml", "process_not_text"),
        ("missing.toml", "process_no_file"),
        ("folder.toml", "process_unreadable"),
    ):
        with pytest.raises(BookError) as caught:
            read_processes(tmp_path / name)
        assert caught.value.code == code


def offered(*keys: str, pipeline: str | None = None) -> SalesProcess:
    return SalesProcess(
        name="Sales", pipeline=pipeline, stages=tuple(Stage(key=key, name=key) for key in keys)
    )


def test_a_new_stage_comes_behind_the_one_it_follows_and_comments_stay() -> None:
    new = with_new_stages(TEXT, {None: offered("Contact", "Offer", "Closing", "Handover")}, {})
    assert new.stages == {None: ["Offer", "Handover"]}
    found = parse_processes(new.text, file="process.toml")
    assert [stage.key for stage in found[None].stages] == [
        "Contact",
        "Offer",
        "Closing",
        "Handover",
    ]
    assert "# Ours since May." in new.text
    assert "# first call" in new.text
    assert found["Service"] == parse_processes(TEXT, file="process.toml")["Service"]


def test_a_new_pipeline_comes_last() -> None:
    new = with_new_stages(TEXT, {"Export": offered("Talk", pipeline="Export")}, {})
    assert list(parse_processes(new.text, file="process.toml")) == [None, "Service", "Export"]


def test_a_stage_that_a_person_took_out_stays_out() -> None:
    ever = {"": ["Contact", "Demo", "Closing"]}
    new = with_new_stages(TEXT, {None: offered("Contact", "Demo", "Closing")}, ever)
    assert new.stages == {}
    assert new.text == TEXT


@settings(deadline=None, max_examples=12)
@given(processes, st.lists(words, max_size=4, unique=True))
def test_adding_stages_loses_none_and_adds_each_once(
    process: SalesProcess, keys: list[str]
) -> None:
    offer = offered(*keys, pipeline=process.pipeline)
    new = with_new_stages(dump_processes([process]), {process.pipeline: offer}, {})
    found = parse_processes(new.text, file="process.toml")[process.pipeline]
    known = [stage.key for stage in process.stages]
    assert [stage.key for stage in found.stages if stage.key in known] == known
    assert sorted(stage.key for stage in found.stages) == sorted({*known, *keys})
