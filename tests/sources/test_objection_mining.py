"""Folders of letters mined for objections: every message accounted for, no personal data kept."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from salestoolkit import cli
from salestoolkit.core.objections import THEMES
from salestoolkit.errors import ImportFailed
from salestoolkit.reports.objections_page import SECTIONS, open_page, rehearse
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.mined_files import json_pieces, read_mined_file
from salestoolkit.sources.mining_deals import Deals
from salestoolkit.sources.objection_mining import BATCH, SERIAL, MiningResult, mine_files
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.samples import COMPANIES, import_sample

LISTED = ["It is far too expensive for us.", "We meet on Tuesday.", "Za drogo, nie stać nas."]


def _sentences(result: MiningResult) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.lines()]


def _letter(path: Path, text: str, *, sender: str = "a@client.example") -> Path:
    mail = EmailMessage()
    mail["From"] = f"Ada Wrona <{sender}>"
    mail["Subject"] = "Offer [77]"
    mail["Date"] = "Mon, 12 Oct 2026 10:14:00 +0200"
    mail.set_content(text)
    path.write_bytes(mail.as_bytes())
    return path


def test_sentences_one_a_line_come_back_in_order_with_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(LISTED) + "\n", encoding="utf-8")
    found = _sentences(mine_files([path]))
    assert [one["text"] for one in found] == LISTED
    assert [one["line"] for one in found] == [1, 2, 3]
    assert [one["language"] for one in found] == ["en", "en", "pl"]
    assert [one["labels"] for one in found] == [["price"], [], ["price"]]


def test_the_same_sentences_in_a_table_have_the_same_labels(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("text\n" + "\n".join(f'"{line}"' for line in LISTED), encoding="utf-8")
    found = _sentences(mine_files([path]))
    assert [(one["message"], one["labels"]) for one in found] == [
        (1, ["price"]),
        (2, []),
        (3, ["price"]),
    ]


def test_personal_data_is_nowhere_in_what_is_kept(tmp_path: Path) -> None:
    text = (
        "Hello Tom,\n\nWrona says it is too expensive. Call 07700 900 461.\n\nRegards\nAda Wrona\n"
    )
    _letter(tmp_path / "Jan_Kowalski.eml", text)
    kept = "".join(json_pieces(mine_files([tmp_path])))
    for secret in ("Tom", "Wrona", "Ada", "900 461", "Kowalski", "client.example"):
        assert secret not in kept


def test_what_the_seller_says_or_writes_is_no_objection(tmp_path: Path) -> None:
    talk = ["Client: It is too expensive.", "Seller: Too expensive?", "Client: Far too expensive."]
    (tmp_path / "call.txt").write_text("\n".join(talk), encoding="utf-8")
    _letter(tmp_path / "ours.eml", "You said that it is too expensive.", sender="jo@firm.example")
    result = mine_files([tmp_path], ours=["firm.example"])
    assert result.mined.with_objection == 2
    assert {one["side"] for one in _sentences(result)} == {"client", "seller"}


def test_a_letter_that_was_saved_twice_counts_once(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        _letter(tmp_path / name, "It is too expensive.")
    result = mine_files([tmp_path])
    assert (result.mined.messages, result.duplicates, result.files) == (1, 1, 2)


def test_every_message_of_a_mixed_folder_is_read_or_told_why_not(tmp_path: Path) -> None:
    _letter(tmp_path / "a.eml", "It is too expensive.")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    (tmp_path / "c.csv").write_text("text,deal\nToo dear,1\n,2\n", encoding="utf-8")
    (tmp_path / "d.txt").write_bytes("Za drogo, więc nie. Źle to widzę.".encode("cp1250"))
    result = mine_files([tmp_path])
    assert result.mined.messages == 3
    assert [(one.file, one.reason) for one in result.unread] == [
        ("b.pdf", "unknown_kind"),
        ("c.csv", "no_text"),
    ]


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    rows = [f'"{LISTED[number % 3]} No. {number}"' for number in range(BATCH * SERIAL + 30)]
    path.write_text("text\n" + "\n".join(rows), encoding="utf-8")
    one, two = (mine_files([path], workers=workers) for workers in (1, 2))
    assert _sentences(one) == _sentences(two)


def test_what_was_mined_is_read_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("\n".join(LISTED), encoding="utf-8")
    result = mine_files([tmp_path / "list.txt"])
    kept = tmp_path / "mined.json"
    kept.write_text("".join(json_pieces(result)), encoding="utf-8")
    again = read_mined_file(kept).mined
    assert again.themes.equals(result.mined.themes)
    assert again.examples == result.mined.examples
    assert (again.messages, again.with_objection) == (1, 2)


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "x", "version": 1}', "\x00"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mined.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFailed, match="mined_unreadable"):
        read_mined_file(path)


# ---- the sample company


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The English company's book, and what its clients wrote as mined by the command line."""
    folder = tmp_path_factory.mktemp("mined")
    company = next(one for one in COMPANIES if one.language == "en")
    import_sample(company, to=folder / "book")
    letters = packaged_path(f"data/{company.folder}/correspondence")
    deals = Deals.of(open_book(folder / "book"))
    result = mine_files([letters], deals=deals, by_owner=True)
    (folder / "mined.json").write_text("".join(json_pieces(result)), encoding="utf-8")
    return folder / "book", folder / "mined.json"


def test_the_planted_objection_comes_out_and_goes_with_fewer_wins(
    sample: tuple[Path, Path],
) -> None:
    book, mined = sample
    page = open_page(mined, book=str(book), language="en")
    price = next(one for one in page.cost.themes if one.theme == "price")
    assert price.verdict == "fewer_wins"
    lost = page.mined.by["outcome"].query("theme == 'price'").set_index("outcome")
    assert lost.loc["lost", "messages"] / lost.loc["lost", "of"] > 0.35
    assert lost.loc["won", "messages"] / lost.loc["won", "of"] < 0.25


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("with_book", [True, False])
def test_every_section_of_the_page_is_shown(
    sample: tuple[Path, Path], language: str, with_book: bool
) -> None:
    book, mined = sample
    page = open_page(mined, book=str(book) if with_book else None, language=language)
    for name in SECTIONS:
        getattr(page, name)()
    data = page.as_data()
    assert [row["theme"] for row in data["themes"]] == list(THEMES)
    assert (data["cost"] is None) is not with_book
    assert "[name]" not in page.quotes().blocks[-1].text
    rehearse(mined="none.json")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_command_line_says_what_was_found_and_left_out(
    sample: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    book, mined = sample
    (tmp_path / "a.txt").write_text("\n".join(LISTED), encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    arguments = ["objections", "mine", str(tmp_path), "--by-rep", "--language", language]
    with pytest.raises(SystemExit) as left:
        cli.main([*arguments, "--book", str(book)])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert "b.pdf" in said
    with pytest.raises(SystemExit) as left:
        cli.main(["objections", "cost", str(mined), "--book", str(book), "--language", language])
    assert left.value.code == 0
    assert ("less often" if language == "en" else "rzadziej") in capsys.readouterr().out


@pytest.mark.parametrize("form", ["json", "csv"])
def test_sentences_are_written_as_asked_and_nothing_is_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    source, target = tmp_path / "a.txt", tmp_path / f"out.{form}"
    source.write_text("\n".join(LISTED), encoding="utf-8")
    for text in (LISTED, [*LISTED, "=1+1 is a formula"]):
        source.write_text("\n".join(text), encoding="utf-8")
        with pytest.raises(SystemExit):
            cli.main(["objections", "mine", str(source), "--format", form, "--to", str(target)])
    assert (tmp_path / f"out.before-1.{form}").is_file()
    capsys.readouterr()
    if form == "json":
        assert len(json.loads(target.read_text(encoding="utf-8"))["sentences"]) == 4
    else:
        assert ",'=1+1" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["none.txt"], ["."], [".", "--format", "xml"]])
def test_where_nothing_can_be_mined_one_sentence_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(SystemExit) as left:
        cli.main(["objections", "mine", *arguments])
    assert left.value.code
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = _letter(tmp_path / "a.eml", "It is far too expensive for us.")
    again = mine_files([tmp_path, path, tmp_path])
    assert (again.files, again.mined.messages, again.duplicates) == (1, 1, 0)


def test_a_mailbox_without_an_end_says_that_its_last_letter_was_cut_off(tmp_path: Path) -> None:
    letter = "From a@x.example Mon Oct 12 10:14:00 2026\nFrom: a@x.example\nSubject: x\n\n{}"
    whole = letter.format("It is too expensive.\n\n")
    path = tmp_path / "box.mbox"
    path.write_text(whole + letter.format("We have no mon"), encoding="utf-8")
    found = mine_files([path])
    assert found.mined.messages == 2
    assert [(one.number, one.reason) for one in found.skipped] == [(2, "cut_off")]
    path.write_text(whole, encoding="utf-8")
    assert not mine_files([path]).skipped


def test_an_empty_folder_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["objections", "mine", str(tmp_path)])
    assert caught.value.code == 1
    assert f"no file to read in “{tmp_path}”" in capsys.readouterr().err
