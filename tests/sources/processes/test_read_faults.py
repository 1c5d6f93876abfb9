"""What is wrong in a process file is one sentence: line, key, value and what is allowed."""

from __future__ import annotations

import pytest

from salestoolkit.errors import BookError
from salestoolkit.sources.processes import parse_processes, read_team_processes
from salestoolkit.words import load_words

TEXT = """\
[[process]]
name = "Sale"
language = "en"

[[process.stage]]
key = "offer"
documents = [
    { name = "deed", days = 5 },
    { name = "plan", days = 1 },
]

[[process.activity]]
key = "call"

[[process.activity]]
key = "visit"
informed = ["boss"]

[[process.stakeholder]]
key = "boss"
side = "us"

[[process.handover]]
giver = "marketing"
taker = "sales"
stage = "offer"
what = "MQL"
days = 2

[[process.move]]
start = "offer"
end = "offer"

[[process.version]]
date = 2026-05-04
author = "Ola"
reason = "first"

[[process.version]]
date = 2026-06-08
author = "Ola"
reason = "second"

[process.translations.pl]
"offer" = "oferta"
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "key", "value"),
    [
        ("days = 1 }", "days = -1 }", "toml_not_number", 9, "days", "-1"),
        ("days = 1 }", "day = 1 }", "toml_unknown_key", 9, "day", "1"),
        ('{ name = "plan", days = 1 }', "{ days = 1 }", "toml_missing", 9, "name", ""),
        ('key = "visit"', 'key = "call"', "process_twice", 16, "key", "call"),
        ('key = "visit"', "", "toml_missing", 15, "key", ""),
        ('informed = ["boss"]', 'informed = "boss"', "toml_not_texts", 17, "informed", "boss"),
        (
            'informed = ["boss"]',
            'informd = ["boss"]',
            "toml_unknown_key",
            17,
            "informd",
            "['boss']",
        ),
        ('side = "us"', 'side = "them"', "toml_not_choice", 21, "side", "them"),
        ('side = "us"', 'buying_part = "x"', "toml_not_choice", 21, "buying_part", "x"),
        ('stage = "offer"', 'stage = "Offer"', "process_other_stage", 26, "stage", "Offer"),
        ('what = "MQL"', "", "toml_missing", 23, "what", ""),
        ("days = 2", "days = nan", "toml_not_number", 28, "days", "nan"),
        ("days = 2", "days = inf", "toml_not_number", 28, "days", "inf"),
        ('end = "offer"', 'end = "win"', "process_other_stage", 32, "end", "win"),
        ("2026-05-04", '"2026-05-04"', "toml_not_date", 35, "date", "2026-05-04"),
        ("2026-05-04", "2026-05-04T08:00:00", "toml_not_date", 35, "date", "2026-05-04 08:00:00"),
        ("2026-06-08", "2026-05-03", "process_version_before", 40, "date", "2026-05-03"),
        ('author = "Ola"', "", "toml_missing", 34, "author", ""),
        ('"offer" = "oferta"', '"offer" = 1', "toml_not_text", 45, "offer", "1"),
        (
            "[process.translations.pl]",
            "[process.translations]",
            "toml_not_table",
            45,
            "offer",
            "oferta",
        ),
        ('language = "en"', 'language = "English"', "toml_not_language", 3, "language", "English"),
        ('language = "en"', 'market = "fr"', "toml_not_choice", 3, "market", "fr"),
        ('language = "en"', 'translations = "x"', "toml_not_table", 3, "translations", "x"),
        ("[[process.move]]", "[process.move]", "toml_not_entries", 30, "move", None),
        ('key = "offer"', 'key = "reopened"', "process_stage_key", 6, "key", "reopened"),
    ],
)
def test_a_fault_names_line_key_and_value(
    old: str, new: str, code: str, line: int, key: str, value: str | None
) -> None:
    text = TEXT.replace(old, new, 1)
    if key == "translations":
        text = text.split("[process.translations.pl]")[0]
    with pytest.raises(BookError) as caught:
        parse_processes(text, file="process.toml")
    fields = caught.value.fields
    assert (caught.value.code, fields["line"], fields["key"]) == (code, line, key)
    if value is not None:
        assert fields["value"] == value
    for language in ("en", "pl"):
        sentence = load_words(language).error(caught.value)
        assert f" {line} " in sentence
        assert key in sentence or code == "process_version_before"
        assert "process.toml" in sentence


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "said"),
    [
        ('name = "Sale"', 'name = "Sale"\nname = "Again"', "toml_key_twice", 3, 'name = "Again"'),
        ('name = "Sale"', "name = Sale", "process_syntax", 2, "name = Sale"),
        ('name = "Sale"', 'name = "Sale', "process_syntax", 2, 'name = "Sale'),
        ('key = "boss"', "key: boss", "process_syntax", 20, "key: boss"),
        ("[[process.move]]", "[[process.move]", "process_syntax", 30, "[[process.move]"),
        ("days = 2", "days = 1,5", "process_syntax", 28, "days = 1,5"),
        ("[[process.version]]", "[process.version]", "toml_key_twice", 39, "[[process.version]]"),
        ('"offer" = "oferta"', '"offer" = "oferta', "process_syntax", 45, '"offer" = "oferta'),
        ("days = 2", f"days = {'[' * 5000}", "process_syntax", 45, '"offer" = "oferta"'),
        ("days = 2", f"days = {'9' * 5000}", "process_syntax", 45, '"offer" = "oferta"'),
    ],
)
def test_a_line_that_is_no_toml_is_shown(
    old: str, new: str, code: str, line: int, said: str
) -> None:
    with pytest.raises(BookError) as caught:
        parse_processes(TEXT.replace(old, new, 1), file="process.toml")
    assert (caught.value.code, caught.value.fields["line"]) == (code, line)
    assert caught.value.fields["value"] == said


def test_two_stages_of_one_name_no_stages_and_forty_are_read() -> None:
    stages = "".join(f'[[process.stage]]\nkey = "s{i}"\nname = "Same"\n' for i in range(40))
    found = parse_processes(f"[[process]]\n{stages}", file="process.toml")
    assert {stage.name for stage in found[None].stages} == {"Same"}
    assert len(found[None].stages) == 40
    assert parse_processes('[[process]]\nname = "x"', file="process.toml")[None].stages == ()


def test_a_file_without_a_process_is_said_where_one_is_needed(tmp_path: object) -> None:
    path = tmp_path / "process.toml"  # type: ignore[operator]
    path.write_text("# nothing yet\n")
    with pytest.raises(BookError) as caught:
        read_team_processes(path)
    assert caught.value.code == "process_none"
