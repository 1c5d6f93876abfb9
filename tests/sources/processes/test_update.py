"""An edit changes what differs and nothing else: comments, layout and order stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from process_strategies import process_lists, processes

from salestoolkit.core.process import Document, SalesProcess, Stage, Version
from salestoolkit.sources.processes import dump_processes, parse_processes, updated_text

TEXT = """\
# Our process. Ask Ola before changing it.

[[process]]
name = "Sales"   # as in the CRM
language = "en"

# First we talk.
[[process.stage]]
key = "contact"
name = "Contact"
# agreed in May
target_days = 14   # was 21
activities = [
    "cold calls",    # Ola only
    # since June
    "e-mails",
    "letters"
]
exit_criteria = ["a talk", "a date"]

# Then we show.
[[process.stage]]
key = "demo"
name = "Demo"
passes = "deal"

# The end of the year is hard.
[[process.stage]]
key = "closing"
name = "Closing"

[[process.version]]
date = 2026-05-04  # after the workshop
author = "Ola"
reason = "first map"
"""


def read(text: str) -> SalesProcess:
    (process,) = parse_processes(text, file="process.toml").values()
    return process


@settings(deadline=None, max_examples=8)
@given(process_lists(), process_lists())
def test_an_updated_file_says_the_new_processes(
    old: list[SalesProcess], new: list[SalesProcess]
) -> None:
    text = updated_text(dump_processes(old), new)
    assert list(parse_processes(text, file="process.toml").values()) == new


@settings(deadline=None, max_examples=8)
@given(processes(), processes(), st.data())
def test_what_two_processes_share_survives_with_its_comments(
    old: SalesProcess, other: SalesProcess, data: st.DataObject
) -> None:
    marked = [f"# mark {i}\n{block}" for i, block in enumerate(dump_processes([old]).split("\n\n"))]
    text = "\n\n".join(marked)
    kept = data.draw(st.permutations(old.stages))
    new = replace(old, stages=tuple(kept), name=other.name, stakeholders=other.stakeholders)
    updated = updated_text(text, [new])
    assert read(updated) == new
    head = 2 + len(old.stages)
    assert all(f"# mark {place}\n" in updated for place in range(head))


@settings(deadline=None, max_examples=8)
@given(process_lists())
def test_a_file_that_says_it_already_stays_as_it_is(listed: list[SalesProcess]) -> None:
    text = "# mine \r\n\n" + dump_processes(listed) + "\n\n#end"
    assert updated_text(text, listed) == text


def test_one_value_changes_one_line() -> None:
    new = read(TEXT).change_stage("contact", target_days=10)
    changed = TEXT.replace("target_days = 14   # was 21", "target_days = 10   # was 21")
    assert updated_text(TEXT, [new]) == changed


def test_a_list_with_a_line_for_each_item_keeps_the_lines_that_stay() -> None:
    new = read(TEXT).change_stage("contact", activities=("letters", "cold calls", "visits"))
    assert updated_text(TEXT, [new]) == TEXT.replace(
        '    "cold calls",    # Ola only\n    # since June\n    "e-mails",\n    "letters"\n',
        '    "letters",\n    "cold calls",    # Ola only\n    "visits",\n',
    )


def test_a_new_value_stands_where_a_person_would_look_for_it() -> None:
    new = read(TEXT).change_stage("demo", universal="presentation", purpose="Show it.")
    assert updated_text(TEXT, [new]) == TEXT.replace(
        'name = "Demo"\npasses = "deal"\n',
        'name = "Demo"\nuniversal = "presentation"\npasses = "deal"\npurpose = "Show it."\n',
    )


def test_a_value_that_went_takes_its_line_along() -> None:
    new = read(TEXT).change_stage("contact", exit_criteria=())
    assert updated_text(TEXT, [new]) == TEXT.replace('exit_criteria = ["a talk", "a date"]\n', "")


def test_a_stage_moves_with_the_comments_above_it() -> None:
    new = read(TEXT).move_stage("closing", before="contact")
    text = updated_text(TEXT, [new])
    closing = (
        '# The end of the year is hard.\n[[process.stage]]\nkey = "closing"\nname = "Closing"\n\n'
    )
    assert text == TEXT.replace(closing, "").replace(
        "# First we talk.", closing + "# First we talk."
    )


def test_a_stage_that_is_added_stands_between_blank_lines() -> None:
    new = read(TEXT).with_stage(Stage(key="talk", name="Talk"), after="demo")
    block = '[[process.stage]]\nkey = "talk"\nname = "Talk"\n\n'
    assert updated_text(TEXT, [new]) == TEXT.replace(
        "# The end of the year", block + "# The end of the year"
    )


def test_a_stage_that_is_taken_out_leaves_the_others_alone() -> None:
    new = read(TEXT).without_stage("demo")
    start, end = TEXT.index("# Then we show."), TEXT.index("# The end of the year")
    assert updated_text(TEXT, [new]) == TEXT[:start] + TEXT[end:]


def test_a_stage_that_came_and_went_leaves_no_trace() -> None:
    longer = updated_text(TEXT, [read(TEXT).with_stage(Stage(key="new", name="New"))])
    assert updated_text(longer, [read(TEXT)]) == TEXT
    bare = TEXT.split("[[process.version]]")[0].rstrip() + "\n"
    longer = updated_text(bare, [read(bare).with_stage(Stage(key="new", name="New"))])
    assert longer == bare + '\n[[process.stage]]\nkey = "new"\nname = "New"\n'
    assert updated_text(longer, [read(bare)]) == bare


def test_a_new_key_and_a_new_name_keep_the_comments() -> None:
    new = read(TEXT).change_stage("demo", key="show", name="Show")
    assert updated_text(TEXT, [new]) == TEXT.replace(
        '"demo"\nname = "Demo"', '"show"\nname = "Show"'
    )


def test_a_version_is_added_behind_the_last() -> None:
    version = Version(date=read(TEXT).versions[0].date, author="Jan", reason="again")
    text = updated_text(TEXT, [read(TEXT).with_version(version)])
    assert text.startswith(TEXT)
    assert text.endswith(
        '\n\n[[process.version]]\ndate = 2026-05-04\nauthor = "Jan"\nreason = "again"\n'
    )


def test_lines_of_windows_stay_lines_of_windows() -> None:
    text = TEXT.replace("\n", "\r\n")
    new = read(text).change_stage("contact", target_days=10)
    assert updated_text(text, [new]) == updated_text(TEXT, [new]).replace("\n", "\r\n")


def test_documents_that_are_sections_of_their_own_become_one_line_when_they_change() -> None:
    text = TEXT.replace(
        "\n# Then we show.",
        '\n[[process.stage.documents]]\nname = "deed"  # paper\n\n# Then we show.',
    )
    process = read(text)
    assert process.stage("contact").documents == (Document(name="deed"),)
    shorter = process.change_stage("contact", target_days=9)
    assert "[[process.stage.documents]]" in updated_text(text, [shorter])
    longer = process.change_stage("contact", documents=(Document(name="deed", days=5.0),))
    assert 'documents = [{ name = "deed", days = 5 }]' in updated_text(text, [longer])
    assert read(updated_text(text, [longer])) == longer


@pytest.mark.parametrize(
    "text",
    [
        'process = [{ name = "A", stage = [{ key = "x" }, { key = "y" }] }]\n',
        '# c\n[[process]]\nname = "A"\nstage = [{ key = "x" }, { key = "y" }]\n',
        '# c\n[[process]]\nname = "A"\ntranslations.en.x = "y"\n[[process.stage]]\nkey = "x"\n',
        '# c\n[[process]]\nname = "A"\n[process.translations]\nen = { x = "y" }\n[[process.stage]]\nkey = "x"',
        '[[process]]\n[[process.stage]]\nkey = "x"\n[[process.activity]]\nkey = "a"\n'
        '[[process.stage]]\nkey = "z"',
    ],
)
def test_other_ways_to_write_it_are_brought_up_to_date_too(text: str) -> None:
    old = read(text)
    assert updated_text(text, [old]) == text
    new = replace(
        old.with_stage(Stage(key="new", name="New"), before="x").change_stage("x", waiting=True),
        translations={"en": {"x": "z", "w": "v"}},
    )
    assert read(updated_text(text, [new])) == new
    if text.startswith("#"):
        assert updated_text(text, [new]).startswith("# c\n[[process]]\n")
