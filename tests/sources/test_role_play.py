"""Notes on role-plays: added at the end, read back, and a broken file is left alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.role_play import BEHAVIOURS, Scene
from salestoolkit.errors import BookError
from salestoolkit.sources.role_play import read_scenes, save_scene

FIRST = Scene(
    on=date(2026, 11, 26),
    objection="not_now",
    seller="Ola",
    client='Marek "M"',
    observer="Marek",
    seen={"asked": "yes", "summed_up": "partly"},
    remark="Cisza po pytaniu",
)


def test_scenes_come_back_as_they_were_saved(tmp_path: Path) -> None:
    path = tmp_path / "private" / "role_plays.toml"
    second = Scene(on=date(2026, 11, 27), objection="too_expensive")
    assert read_scenes(path) == ()
    save_scene(path, FIRST, language="pl")
    save_scene(path, second, language="pl")
    assert read_scenes(path) == (FIRST, second)
    assert path.read_text(encoding="utf-8").startswith("# Notatki ze scenek")


def test_what_was_not_ticked_is_open_and_a_level_has_its_behaviours() -> None:
    assert FIRST.at("yes") == ("asked",)
    assert set(FIRST.open) == set(BEHAVIOURS) - {"asked", "summed_up"}


def test_a_file_that_a_hand_broke_is_named_and_left(tmp_path: Path) -> None:
    path = tmp_path / "role_plays.toml"
    text = '[[scene]]\non = 2026-11-26\nobjection = "x"\nasked = "always"\n'
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as raised:
        save_scene(path, FIRST, language="en")
    assert (raised.value.code, raised.value.fields["line"]) == ("toml_not_choice", 4)
    assert path.read_text(encoding="utf-8") == text
