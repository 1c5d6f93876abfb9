"""A team's own messages, and the fields that are filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.errors import BookError
from salestoolkit.sources.message_templates import read_fields, read_templates


def written(folder: Path, text: str) -> Path:
    path = folder / "messages.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_the_packaged_form_is_read(tmp_path: Path) -> None:
    text = '[email.first]\nsubject = "{topic}"\nbody = ["{greeting}", "[a|b|c]"]\n[sms.ours]\nbody = ["x"]\n'
    found = read_templates(written(tmp_path, text))
    assert list(found) == [("email", "first"), ("sms", "ours")]
    assert found["email", "first"].fields == ("topic", "greeting")


@pytest.mark.parametrize(
    ("line", "code", "at"),
    [
        ('body = ["{topic"]', "message_form", 2),
        ('body = ["}"]', "message_form", 2),
        ('body = ["[a|b]"]', "message_form", 2),
        ('body = ["[a|b|c"]', "message_form", 2),
        ('body = ["{topic!r}"]', "message_form", 2),
        ('body = ["{}"]', "message_form", 2),
        ('body = ["{price}"]', "message_field_unknown", 2),
        ('body = "x"', "toml_not_texts", 2),
        ('subject = "x"', "toml_missing", 1),
        ('text = "x"', "toml_unknown_key", 2),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, line: str, code: str, at: int) -> None:
    with pytest.raises(BookError) as caught:
        read_templates(written(tmp_path, f"[email.first]\n{line}\n"))
    assert caught.value.code == code
    assert caught.value.fields["line"] in (at, 1)


def test_fields_are_texts_that_a_message_can_ask_for(tmp_path: Path) -> None:
    assert read_fields(written(tmp_path, 'sender = "Ewa Lis"\n')) == {"sender": "Ewa Lis"}
    for text in ('colour = "red"\n', "sender = 7\n", 'sender = ""\n'):
        with pytest.raises(BookError):
            read_fields(written(tmp_path, text))
