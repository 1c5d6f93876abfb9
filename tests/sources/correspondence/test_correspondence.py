"""Every file and message is read or told why not, whatever its form, and one bad one stops no other."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from salestoolkit.core.mined import Message
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.correspondence import Skipped, find_files, read_messages
from salestoolkit.sources.correspondence.parts import LARGEST


def _read(path: Path) -> list[Message | Skipped]:
    return list(read_messages(path, path.name))


def _texts(path: Path) -> list[str]:
    return [one.text for one in _read(path) if isinstance(one, Message)]


def _mail(text: str, *, subject: str = "Offer", html: bool = False) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ada Wrona <ada@klient.example>"
    mail["To"] = "sales@firma.example"
    mail["Subject"] = subject
    mail["Date"] = "Mon, 12 Oct 2026 10:14:00 +0200"
    mail.set_content(text, subtype="html" if html else "plain")
    return mail


def test_a_saved_mail_gives_its_text_day_people_and_clues(tmp_path: Path) -> None:
    path = tmp_path / "1042.eml"
    path.write_bytes(_mail("Za drogo, nie stać nas.", subject="Oferta [1042]").as_bytes())
    (mail,) = _read(path)
    assert isinstance(mail, Message)
    assert mail.text.strip() == "Za drogo, nie stać nas."
    assert mail.at is not None
    assert mail.at.isoformat() == "2026-10-12"
    assert mail.names == ("Ada Wrona",)
    assert mail.senders == ("ada@klient.example",)
    assert "1042" in mail.clues


def test_of_a_mail_in_html_what_is_shown_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    page = "<style>p{}</style><p>Too <b>dear</b> for us.</p><script>x()</script><p>Sorry.</p>"
    path.write_bytes(_mail(page, html=True).as_bytes())
    assert _texts(path)[0].split("\n\n") == ["Too dear for us.", "Sorry."]


def test_a_mail_whose_charset_lies_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    head = b"From: a@b.example\nContent-Type: text/plain; charset=x-unknown\n\n"
    path.write_bytes(head + "Za drogo, więc dziękuję.".encode("cp1250"))
    assert _texts(path) == ["Za drogo, więc dziękuję."]


def test_a_mailbox_that_was_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    letters = [_mail(f"Letter {number} is too expensive.") for number in range(3)]
    letters[2].add_attachment(b"x" * 4000, maintype="application", subtype="pdf")
    box = b"".join(b"From a@b Mon Oct 12\n" + mail.as_bytes() + b"\n" for mail in letters)
    path = tmp_path / "box.mbox"
    path.write_bytes(box[:-1500])
    found = _read(path)
    assert len([one for one in found if isinstance(one, Message)]) == 3
    assert [one.reason for one in found if isinstance(one, Skipped)] == ["cut_off"]


def test_a_line_of_a_letter_that_begins_with_from_begins_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "box.mbox"
    body = _mail("Hello,\n>From our side it is too late.\nFrom Monday on we are closed.")
    path.write_bytes(b"From a@b Mon Oct 12\n" + body.as_bytes())
    (letter,) = _texts(path)
    assert "From our side" in letter
    assert "From Monday" in letter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso-8859-2"])
def test_a_transcript_is_read_in_whatever_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "call.txt"
    text = (
        "Klient: Za drogo, więc nie. Źle śpię.\nHandlowiec: Rozumiem, a dlaczego?\nKlient: Bo tak."
    )
    path.write_bytes(text.encode(encoding))
    assert _texts(path) == [text]


def test_a_very_long_file_comes_in_pieces_and_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    line = "To jest za drogie dla nas w tym roku.\n"
    n = 2 * LARGEST // len(line)
    path.write_text(line * n, encoding="utf-8")
    pieces = _texts(path)
    assert len(pieces) > 1
    assert sum(piece.count("drogie") for piece in pieces) == n
    assert max(map(len, pieces)) < LARGEST + (1 << 21)


def test_subtitles_are_what_is_said_with_its_speakers(tmp_path: Path) -> None:
    vtt = tmp_path / "a.vtt"
    vtt.write_text(
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Client>Too dear.</v>\n\n"
        "00:00:05.000 --> 00:00:06.000\n<v Seller>Why?</v>\n",
        encoding="utf-8",
    )
    srt = tmp_path / "a.srt"
    srt.write_text("1\n00:00:01,000 --> 00:00:04,000\nClient: Too dear.\n", encoding="utf-8")
    assert _texts(vtt) == ["Client: Too dear.\nSeller: Why?"]
    assert _texts(srt) == ["Client: Too dear."]


def test_rows_of_a_table_bring_what_their_columns_tell(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text(
        "ID szansy;Treść;Etap;Status;Data\n7;Za drogo;Oferta;lost;2026-10-01\n8;;Oferta;won;\n",
        encoding="utf-8",
    )
    row, empty = _read(path)
    assert isinstance(row, Message)
    assert (row.deal, row.stage, row.outcome, str(row.at)) == ("7", "Oferta", "lost", "2026-10-01")
    assert isinstance(empty, Skipped)
    assert (empty.reason, empty.number) == ("no_text", 2)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", b"%PDF-1.7", "unknown_kind"),
        ("empty.txt", b"  \n", "file_empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "file_not_text"),
        ("numbers.csv", b"a,b\n1,2\n", "mining_no_text_column"),
        ("box.mbox", b"nothing here\n", "mbox_without_letters"),
        ("empty.eml", b"", "file_empty"),
        ("head.eml", b"From: a@b.example\n\n", "no_text"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_raised(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (found,) = _read(path)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_a_folder_is_gone_through_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", ".git/x.txt", ".hidden.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [name for _, name in find_files([tmp_path])] == ["a/1.txt", "b/2.txt"]
    with pytest.raises(ImportFailed, match="file_missing"):
        find_files([tmp_path / "none"])
