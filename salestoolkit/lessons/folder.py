"""The workshop folder: lessons in the team's language, and a place for what the team writes.

A lesson that a team has changed stays as it is; what lies in ``team`` is never touched.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.lessons.notebooks import lesson_files, sources_digest
from salestoolkit.sources.books.store import is_book
from salestoolkit.sources.samples import COMPANIES, Company, company, import_sample
from salestoolkit.sources.templates import template
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole
from salestoolkit.words import Words, load_words
from salestoolkit.words.glossary import glossary

TEAM, SAMPLES, BOOK = "team", "samples", "book"
"""Folders of a workshop: what the team writes, the sample companies' books, the team's own book."""
COPIES = "copies"
"""Where what there was is copied before a lesson begins again."""
SETTINGS, PROGRESS, README = "workshop.toml", "progress.toml", "README.md"
GLOSSARY = "glossary.md"

MARKETS = {"en": "uk", "pl": "pl"}
"""The market of a language where none is named."""
INDUSTRY = "universal"
IMPORT_SECONDS = 60.0
"""How long to wait for another kernel of the team that imports the same sample."""


@dataclass(frozen=True, kw_only=True)
class WorkshopMade:
    """What `make_workshop` did: names of files written, of those left as a team changed them."""

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _File:
    """A file that comes with the toolkit, and what tells whether a team changed it."""

    name: str
    content: bytes
    digest: str


def make_workshop(
    folder: Path | str,
    *,
    language: str,
    market: str | None = None,
    industry: str | None = None,
    anew: Collection[str] = (),
) -> WorkshopMade:
    """Make a workshop folder, or bring one up to date: lessons, sample data, a place for the team.

    Run again it writes newer lessons over those that nobody changed (running a lesson is no change)
    and leaves the others; ``team`` and the team's progress are never touched.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    language : str
        ``en`` or ``pl``: of the lessons, the sample data and the README.
    market, industry : str, optional
        Written into the lessons' parameters: where the team sells, and the template it starts from.
        Where they are left out, what the folder was made with before.
    anew : collection of str
        Names of files that are written in any case: whoever begins again has copied them.

    Raises
    ------
    InvalidValue
        ``unknown_language``, ``workshop_is_file``, or what no template knows (``template_*``).
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    words, target = load_words(language), Path(folder)
    if target.exists() and not target.is_dir():
        raise InvalidValue("workshop_is_file", value=str(target))
    before = chosen_before(target)
    same = before if before.get("language") == language else {}
    chosen = {
        "language": language,
        "market": market or same.get("market") or MARKETS[language],
        "industry": industry or before.get("industry") or INDUSTRY,
    }
    template(chosen["industry"], language=language, market=chosen["market"])
    files = _files(words, chosen)
    with saying_what_cannot_be_written(target):
        (target / TEAM).mkdir(parents=True, exist_ok=True)
        import_sample(sample_of(language), to=target / SAMPLES / sample_of(language).folder)
        return _write(target, files, chosen, words, anew=anew)


def language_of(folder: Path | str) -> str | None:
    """The language that a workshop folder was made in; None where it is new."""
    language = chosen_before(Path(folder)).get("language")
    return language if language in MARKETS else None


def sample_of(language: str) -> Company:
    """The sample company whose people speak the language."""
    return next(one for one in COMPANIES if one.language == language)


def sample_book(folder: Path, name: str) -> Path:
    """The deal book of a sample company in a workshop folder, imported at its first use.

    Where several people of a team work at once, one of them imports and the others wait for it.
    """
    path, sample = folder / SAMPLES / name, company(name)
    deadline = time.monotonic() + IMPORT_SECONDS
    while not is_book(path):
        try:
            import_sample(sample, to=path)
        except ImportFailed as error:
            if error.code != "book_locked" or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    return path


def _files(words: Words, chosen: Mapping[str, str]) -> list[_File]:
    texts = {
        README: "\n".join(words.texts("lessons.readme.lines")) + "\n",
        GLOSSARY: glossary(words),
    }
    return [
        *(
            _File(name=name, content=content, digest=sources_digest(content))
            for name, content in lesson_files(chosen).items()
        ),
        *(
            _File(name=name, content=text.encode(), digest=_digest(text.encode()))
            for name, text in texts.items()
        ),
    ]


def _write(
    folder: Path,
    files: list[_File],
    chosen: Mapping[str, str],
    words: Words,
    *,
    anew: Collection[str],
) -> WorkshopMade:
    written = _settings(folder).get("written")
    ours = dict(written) if isinstance(written, dict) else {}
    made = WorkshopMade(folder=folder, written=(), unchanged=(), kept=())
    for file in files:
        path = folder / file.name
        now = _digest_of(path)
        again = file.name in anew
        if now == file.digest and not again:
            made = replace(made, unchanged=(*made.unchanged, file.name))
        elif again or now is None or now == ours.get(file.name):
            write_whole(path, file.content)
            made = replace(made, written=(*made.written, file.name))
        else:
            made = replace(made, kept=(*made.kept, file.name))
            continue
        ours[file.name] = file.digest
    comment = words.text("lessons.settings.comment")
    _keep_settings(folder, {**chosen, "written": ours}, comment=comment)
    return made


def chosen_before(folder: Path) -> dict[str, str]:
    """What the folder was made with; nothing where it is new."""
    return {name: value for name, value in _settings(folder).items() if isinstance(value, str)}


def _settings(folder: Path) -> dict[str, Any]:
    """What the folder says of itself; nothing where it is new or somebody broke the file."""
    import tomllib

    try:
        return tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


def _keep_settings(folder: Path, settings: Mapping[str, Any], *, comment: str) -> None:
    import tomlkit

    text = f"# {comment}\n\n{tomlkit.dumps(settings)}"
    path = folder / SETTINGS
    if not path.is_file() or path.read_bytes() != text.encode():
        write_whole(path, text.encode())


def _digest_of(path: Path) -> str | None:
    """What tells whether a file was changed; None where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return sources_digest(content) if path.suffix == ".ipynb" else _digest(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
