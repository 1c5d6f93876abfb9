"""Every word that people read is spelt as a dictionary spells it, or is on a list somebody looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from salestoolkit.sources.content import LANGUAGES
from tests.content.prose import WORD, all_texts, prose

FOLDER = Path(__file__).parent
DICTIONARIES = {"en": "en_GB,en_US", "pl": "pl_PL"}
#: names of programs, formats and settings, which no language changes
CODE = "code"


def listed(name: str) -> list[str]:
    return (FOLDER / f"words_{name}.txt").read_text(encoding="utf-8").splitlines()


@cache
def words(language: str) -> dict[str, str]:
    """Each word of a language with the place where it is read first."""
    found: dict[str, str] = {}
    for place, text in all_texts(language):
        for word in WORD.findall(prose(text).replace("’", "'")):
            if len(word) > 1:
                found.setdefault(word, f"{place}: {text}")
    return found


def misspelt(words: list[str], language: str) -> list[str]:
    """The words that hunspell does not know; it answers a line of marks for a word, then an empty line."""
    answer = subprocess.run(
        ["hunspell", "-i", "utf-8", "-d", DICTIONARIES[language], "-a"],
        input="".join(f"^{word}\n" for word in words),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    answers = iter(answer.split("\n")[1:])  # its version comes first
    marks = {word: list(iter(answers.__next__, "")) for word in words}
    return [word for word in words if any(mark[0] in "&#" for mark in marks[word])]


@pytest.fixture(scope="module")
def hunspell() -> None:
    have = shutil.which("hunspell") and all(
        dictionary
        in subprocess.run(["hunspell", "-D"], capture_output=True, text=True, input="").stderr
        for dictionary in ("en_GB", "en_US", "pl_PL")
    )
    if not have:
        reason = "no hunspell with both languages; make setup-spelling installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.usefixtures("hunspell")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_spelt_right_or_listed(language: str) -> None:
    known = {*listed(language), *listed(CODE)}
    unknown = misspelt([word for word in words(language) if word not in known], language)
    todo = f"correct these, or put what is a name or a term into words_{language}.txt:"
    assert not unknown, "\n".join(
        [todo, *(f"{each}  ({words(language)[each]})" for each in unknown)]
    )


@pytest.mark.slow
@pytest.mark.usefixtures("hunspell")
@pytest.mark.parametrize(
    ("language", "word"), [("en", "recieve"), ("pl", "wziąść"), ("pl", "napewno")]
)
def test_a_misspelling_is_found(language: str, word: str) -> None:
    right, also_right = {"en": ("receive", "it's"), "pl": ("wziąć", "dom")}[language]
    assert misspelt([right, word, also_right], language) == [word]


def test_code_placeholders_and_names_of_files_are_no_words() -> None:
    text = "Zapisz {n} w `repotry`, [stronę](lnik.md) i --opcja plik.csv pod rap/: per = „tem”, a|bcd, Pan/Pani"
    assert WORD.findall(prose(text)) == ["Zapisz", "w", "stronę", "i", "pod", "Pan", "Pani"]


@pytest.mark.parametrize("name", [*LANGUAGES, CODE])
def test_a_list_of_words_is_sorted_and_names_each_once(name: str) -> None:
    assert listed(name) == sorted(set(listed(name)), key=lambda word: (word.casefold(), word))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*LANGUAGES, CODE])
def test_a_listed_word_is_still_read_somewhere(name: str) -> None:
    read = words(name) if name != CODE else words("en") | words("pl")
    assert not [word for word in listed(name) if word not in read]
