"""Notes on role-plays, kept only when those who played ask for it, in a file of their own."""

from __future__ import annotations

from pathlib import Path

import tomlkit

from salestoolkit.core.role_play import BEHAVIOURS, LEVELS, Scene
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import LANGUAGES, load_content
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

PRIVATE, FILE = "private", "role_plays.toml"
"""Folder and file for the notes; the folder lies beside ``team``, which others collect."""
SCENE = "scene"
PEOPLE = ("seller", "client", "observer")


def save_scene(path: Path, scene: Scene, *, language: str) -> None:
    """Add a scene at the end of a file; what stands there is left as it is.

    Raises
    ------
    BookError
        Where the file that is there cannot be read: it is left as it is.
    ImportFailed
        ``cannot_write``.
    InvalidValue
        ``unknown_language``.
    """
    if language not in LANGUAGES:
        raise InvalidValue("unknown_language", value=language, allowed=", ".join(LANGUAGES))
    read_scenes(path)
    if path.exists():
        text = read_text(path)
    else:
        lines = load_content(language).texts("role_play.file.lines")
        text = "".join(f"# {line}\n" for line in lines)
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text.rstrip()}\n\n{_block(scene)}".encode())


def read_scenes(path: Path) -> tuple[Scene, ...]:
    """Scenes of a file, none where there is no such file.

    Raises
    ------
    BookError
        What is wrong in the file, with line, key and value.
    """
    if not path.exists():
        return ()
    top = read_toml(read_text(path), file=str(path))
    top.only((SCENE,))
    return tuple(_scene(entry) for entry in top.entries(SCENE))


def _scene(entry: TomlEntry) -> Scene:
    entry.only(("on", "objection", *PEOPLE, *BEHAVIOURS, "remark"))
    seen = {name: entry.choice(name, LEVELS) for name in BEHAVIOURS}
    return Scene(
        on=entry.day("on"),
        objection=entry.needed("objection"),
        seen={name: level for name, level in seen.items() if level is not None},
        remark=entry.text("remark") or "",
        **{name: entry.text(name) or "" for name in PEOPLE},
    )


def _block(scene: Scene) -> str:
    table = tomlkit.table()
    table["on"] = scene.on
    table["objection"] = scene.objection
    for name in PEOPLE:
        if getattr(scene, name):
            table[name] = getattr(scene, name)
    for name in BEHAVIOURS:
        if name in scene.seen:
            table[name] = scene.seen[name]
    if scene.remark:
        table["remark"] = scene.remark
    listed = tomlkit.aot()
    listed.append(table)
    document = tomlkit.document()
    document[SCENE] = listed
    return tomlkit.dumps(document)
