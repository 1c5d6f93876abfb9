"""Letters to servers on this machine: encrypted, with names that try to do harm, sent once."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_runs import MONDAY, WEEK
from mail_servers import HOST, PASSWORD, USER, Box, certificate, context, serving

from salestoolkit.reports.delivery.attempts import NotDelivered, Outcome
from salestoolkit.reports.delivery.deliver import Run, deliver, send_letters
from salestoolkit.reports.delivery.delivery_file import Delivery, Persistence
from salestoolkit.reports.delivery.ledger import NAME
from salestoolkit.reports.delivery.mail import letters
from salestoolkit.reports.delivery.mail_file import MailSettings, read_mail
from salestoolkit.reports.delivery.recipients_file import read_recipients
from salestoolkit.reports.delivery.sharing import share_out
from salestoolkit.words import load_words

pytestmark = pytest.mark.slow

MakeRun = Callable[..., Run]
Pair = tuple[Path, Path]


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return certificate(tmp_path_factory.mktemp("certificate"))


class Desk:
    """Sends the letters of a run through a server, with as little waiting as can be."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.setenv("MAIL_PW", PASSWORD)
        self.waits: list[float] = []

    def settings(self, port: int, text: str = "", **more: Any) -> MailSettings:
        file = self.folder / "mail.toml"
        file.write_text(
            f'host = "{HOST}"\nport = {port}\nfrom = "Raporty sprzedaży <{USER}>"\n{text}\n',
            encoding="utf-8",
        )
        return replace(read_mail(file), **more)

    def send(self, run: Run, settings: MailSettings, *, retries: int = 0) -> list[Outcome]:
        recipients = read_recipients(self.folder / "recipients.toml")
        shares = share_out(run.manifest.reports, recipients)
        persistence = Persistence(retries=retries, wait_seconds=1)
        return send_letters(settings, shares, run, persistence, sleep=self.waits.append)


@pytest.fixture
def desk(tmp_path: Path, recipients: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def trusted(pair: Pair) -> str:
    return f'ca_file = "{pair[0]}"\nuser = "{USER}"\npassword_variable = "MAIL_PW"'


def guarded(box: Box, pair: Pair) -> dict[str, Any]:
    """A server that takes a password only once it talks encrypted."""
    return {
        "tls_context": context(*pair),
        "require_starttls": True,
        "authenticator": box.authenticate,
        "auth_required": True,
        "auth_require_tls": True,
    }


def codes(outcomes: list[Outcome]) -> list[str | None]:
    for outcome in outcomes:
        if outcome.error is not None:
            for language in ("en", "pl"):
                sentence = load_words(language).error(outcome.error)
                assert PASSWORD not in sentence and "mail_" not in sentence
    return [None if one.error is None else one.error.code for one in outcomes]


def test_a_letter_arrives_encrypted_with_the_password_and_in_the_recipients_language(
    batch_run: MakeRun, desk: Desk, pair: Pair
) -> None:
    box, run = Box(), batch_run()
    with serving(box, **guarded(box, pair)) as port:
        settings = desk.settings(port, trusted(pair) + '\nattach = ["html"]')
        assert codes(desk.send(run, settings)) == [None, None]
    assert set(box.logins) == {(USER, PASSWORD)}
    poppy, anna = box.letters()
    assert str(poppy["Subject"]) == "Sales reports as of 29 November 2026"
    assert str(anna["Subject"]) == "Raporty sprzedaży według stanu na 29 listopada 2026"
    assert str(anna["To"]) == "Anna Żółć <anna@example.com>"
    assert str(anna["From"]) == f"Raporty sprzedaży <{USER}>"
    assert str(anna["Auto-Submitted"]) == "auto-generated"
    said = anna.get_body(("plain",))
    assert said is not None and "Zespół: Północ" in said.get_content()
    shown = anna.get_body(("html",))
    assert shown is not None and '<html lang="pl">' in shown.get_content()
    attached = {part.get_filename(): part.get_content() for part in poppy.iter_attachments()}
    assert set(attached) == {"Poppy Thimblewick.html", "north_en.html"}
    assert attached["north_en.html"].strip() == "page n1 north_en html"


def test_tls_from_the_first_byte_works_too(batch_run: MakeRun, desk: Desk, pair: Pair) -> None:
    box = Box()
    with serving(box, ssl_context=context(*pair)) as port:
        settings = desk.settings(port, f'security = "tls"\nca_file = "{pair[0]}"')
        outcomes = desk.send(batch_run(), settings)
    assert (codes(outcomes), len(box.letters())) == ([None, None], 2)


def test_a_certificate_that_nobody_we_trust_has_signed_stops_the_letter(
    batch_run: MakeRun, desk: Desk, pair: Pair
) -> None:
    box = Box()
    with serving(box, **guarded(box, pair)) as port:
        text = f'user = "{USER}"\npassword_variable = "MAIL_PW"'
        outcomes = desk.send(batch_run(), desk.settings(port, text), retries=2)
    assert codes(outcomes) == ["mail_certificate", "mail_certificate"]
    assert (box.logins, box.envelopes, desk.waits) == ([], [], [])


def test_a_certificate_of_another_host_stops_the_letter(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    box, other = Box(), certificate(tmp_path, "mail.example.org")
    with serving(box, **guarded(box, other)) as port:
        outcomes = desk.send(batch_run(), desk.settings(port, trusted(other)))
    assert codes(outcomes) == ["mail_certificate", "mail_certificate"]
    assert box.logins == []


def test_a_server_without_encryption_gets_neither_letter_nor_password(
    batch_run: MakeRun, desk: Desk, pair: Pair
) -> None:
    box = Box()
    with serving(box, authenticator=box.authenticate, auth_require_tls=False) as port:
        outcomes = desk.send(batch_run(), desk.settings(port, trusted(pair)), retries=2)
        assert codes(outcomes) == ["mail_not_encrypted"] * 2
        tls = desk.settings(port, 'security = "tls"\n' + trusted(pair))
        assert codes(desk.send(batch_run(), tls)) == ["mail_not_encrypted"] * 2
    assert (box.logins, box.envelopes, desk.waits) == ([], [], [])


def test_a_wrong_password_is_tried_once_not_once_a_letter(
    batch_run: MakeRun, desk: Desk, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PW", "another s3cr3t")
    box, run = Box(), batch_run()
    with serving(box, **guarded(box, pair)) as port:
        outcomes = desk.send(run, desk.settings(port, trusted(pair)), retries=2)
    assert codes(outcomes) == ["mail_login", "mail_login"]
    assert len(set(box.logins)) == 1 and box.envelopes == []
    for outcome in outcomes:
        assert "s3cr3t" not in str(outcome.error) + repr(outcome)
    assert "s3cr3t" not in (run.state / NAME).read_text()


def test_a_password_with_letters_that_cannot_be_sent_is_said_and_not_shown(
    batch_run: MakeRun, desk: Desk, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PW", "zażółć")
    box, run = Box(), batch_run()
    with serving(box, **guarded(box, pair)) as port:
        outcomes = desk.send(run, desk.settings(port, trusted(pair)), retries=2)
    assert codes(outcomes) == ["mail_login_letters"] * 2
    assert (box.logins, box.envelopes, desk.waits) == ([], [], [])
    assert "zażółć" not in repr(outcomes)


def test_a_password_that_is_not_there_opens_no_connection(
    batch_run: MakeRun, desk: Desk, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAIL_PW")
    settings = desk.settings(1, trusted(pair))
    assert codes(desk.send(batch_run(), settings, retries=2)) == ["mail_variable"] * 2
    assert desk.waits == []


@contextmanager
def silent() -> Iterator[tuple[int, list[socket.socket]]]:
    """A server that takes calls and never says a word."""
    calls: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            try:
                while True:
                    calls.append(listening.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield listening.getsockname()[1], calls
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for call in calls:
        call.close()


def test_a_server_that_never_answers_is_waited_for_once_a_round(
    batch_run: MakeRun, desk: Desk
) -> None:
    with silent() as (port, calls):
        settings = desk.settings(port, seconds=1)
        outcomes = desk.send(batch_run(), settings, retries=1)
    assert codes(outcomes) == ["mail_unreachable"] * 2
    assert [outcome.tries for outcome in outcomes] == [2, 2]
    assert (len(calls), desk.waits) == (2, [1])


def test_a_server_that_is_down_is_asked_again_and_the_letters_arrive_once(
    batch_run: MakeRun, desk: Desk, pair: Pair
) -> None:
    box, run = Box(), batch_run()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcomes = desk.send(run, desk.settings(port), retries=1)
    assert codes(outcomes) == ["mail_unreachable"] * 2
    assert outcomes[0].error is not None
    assert "(nikt tam nie odpowiada)" in load_words("pl").error(outcomes[0].error)
    with serving(box, ssl_context=context(*pair)) as port:
        settings = desk.settings(port, f'security = "tls"\nca_file = "{pair[0]}"')
        assert codes(desk.send(run, settings)) == [None, None]
        assert [outcome.tries for outcome in desk.send(run, settings)] == [0, 0]
    assert len(box.letters()) == 2


@contextmanager
def plain_desk(desk: Desk, box: Box, **options: Any) -> Iterator[MailSettings]:
    with serving(box, **options) as port:
        yield desk.settings(port, 'security = "plain"')


def test_a_fault_that_passes_is_tried_again_and_one_that_does_not_is_said_at_once(
    batch_run: MakeRun, desk: Desk
) -> None:
    box = Box(
        refuse={"anna@example.com": "550 5.1.1 no such mailbox"}, answers=["451 come back later"]
    )
    with plain_desk(desk, box) as settings:
        poppy, anna = desk.send(batch_run(), settings, retries=2)
    assert (poppy.error, poppy.tries) == (None, 2)
    assert (anna.error is not None and anna.error.code, anna.tries) == ("mail_refused", 1)
    assert anna.error is not None
    assert "550: 5.1.1 no such mailbox" in load_words("en").error(anna.error)
    assert [str(letter["To"]) for letter in box.letters()] == [
        "Poppy Thimblewick <poppy@example.com>"
    ]


def test_only_whoever_has_something_new_gets_another_letter(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "recipients.toml").write_text(
        '[[recipient]]\nname = "N"\nmail = "n@example.com"\npages = [{ team = "North" }]\n'
        '[[recipient]]\nname = "S"\nmail = "s@example.com"\npages = [{ team = "South" }]\n'
    )
    box = Box()
    with plain_desk(desk, box) as settings:
        desk.send(batch_run(), settings)
        desk.send(batch_run("2", started=MONDAY + WEEK), settings)
    assert [str(letter["To"]) for letter in box.letters()] == [
        "N <n@example.com>",
        "S <s@example.com>",
        "N <n@example.com>",
    ]


def test_a_letter_sent_again_after_a_crash_bears_the_same_identification(
    batch_run: MakeRun, desk: Desk
) -> None:
    box, run = Box(), batch_run()
    with plain_desk(desk, box) as settings:
        desk.send(run, settings)
        # as if the process had died between sending and noting
        (run.state / NAME).unlink()
        desk.send(run, settings)
        desk.send(batch_run("2", started=MONDAY + WEEK), settings)
    ids = [str(letter["Message-ID"]) for letter in box.letters()]
    assert ids[:2] == ids[2:4] and ids[0] != ids[1]
    assert ids[4] not in ids[:4]


def test_a_name_cannot_end_a_header_or_add_a_recipient(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "recipients.toml").write_text(
        '[[recipient]]\nname = "Ewa\\r\\nBcc: spy@example.org\\r\\n\\r\\nHello"\n'
        'folder = "ewa"\nmail = "ewa@example.com"\npages = [{ team = "North" }]\n'
    )
    box = Box()
    with plain_desk(desk, box) as settings:
        named = replace(settings, subject="For {name}")
        assert codes(desk.send(batch_run(), named)) == [None]
    (letter,) = box.letters()
    assert letter["Bcc"] is None
    assert box.envelopes[0].rcpt_tos == ["ewa@example.com"]
    assert str(letter["Subject"]) == "For Ewa Bcc: spy@example.org Hello"


def test_what_data_call_a_team_is_no_markup_in_a_letter(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    run = batch_run()
    bad = tuple(
        replace(page, title="<img src=x onerror=alert(1)>", headline="{{ 7*7 }}")
        for page in run.manifest.reports
    )
    run = replace(run, manifest=replace(run.manifest, reports=bad))
    box = Box()
    with plain_desk(desk, box) as settings:
        desk.send(run, settings)
    shown = box.letters()[0].get_body(("html",))
    assert shown is not None
    assert "<img" not in shown.get_content() and "&lt;img" in shown.get_content()
    assert "49" not in shown.get_content()


def test_an_address_of_another_alphabet_arrives_where_the_server_takes_it(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "recipients.toml").write_text(
        '[[recipient]]\nname = "J"\nmail = "józef@żółw.pl"\npages = [{ team = "North" }]\n',
        encoding="utf-8",
    )
    box, run = Box(), batch_run()
    with plain_desk(desk, box, enable_SMTPUTF8=False) as settings:
        assert codes(desk.send(run, settings)) == ["mail_letters"]
    with plain_desk(desk, box, enable_SMTPUTF8=True) as settings:
        assert codes(desk.send(run, settings)) == [None]
    assert box.envelopes[0].rcpt_tos == ["józef@xn--w-uga1v8h.pl"]


def test_a_letter_that_would_be_too_large_is_not_sent_and_says_how_large(
    batch_run: MakeRun, desk: Desk
) -> None:
    box = Box()
    with plain_desk(desk, box) as settings:
        small = replace(settings, attach=("html",), largest=1_000)
        outcomes = desk.send(batch_run(), small, retries=2)
    assert codes(outcomes) == ["mail_too_large"] * 2
    assert (box.envelopes, desk.waits) == ([], [])


def test_a_letter_says_that_data_are_old_that_a_page_is_an_older_one_and_where_all_are(
    batch_run: MakeRun, desk: Desk
) -> None:
    run = batch_run()
    pages = tuple(
        replace(page, status="failed", notice="Old data.", headline="12 won")
        for page in run.manifest.reports
    )
    run = replace(run, manifest=replace(run.manifest, reports=pages))
    box = Box()
    with plain_desk(desk, box) as settings:
        desk.send(run, replace(settings, link="https://share.example.com/for/{folder}/"))
    for kind in ("plain", "html"):
        body = box.letters()[0].get_body((kind,))
        assert body is not None
        said = body.get_content()
        assert said.count("Old data.") == 1
        assert "12 won" in said
        assert "the last good one, of 30 November 2026" in said
        assert "https://share.example.com/for/poppy-thimblewick/" in said


def test_a_letter_about_a_page_that_changed_since_is_not_sent(
    batch_run: MakeRun, desk: Desk
) -> None:
    run = batch_run()
    (run.folder / "north_en.html").unlink()
    recipients = read_recipients(desk.folder / "recipients.toml")
    shares = share_out(run.manifest.reports, recipients)
    settings = desk.settings(25, 'security = "plain"', attach=("html",))
    letter = next(letters(settings, shares, run.manifest, run.folder))
    with pytest.raises(NotDelivered) as caught:
        letter.message(at=MONDAY)
    assert caught.value.code == "page_changed"


def test_a_command_of_a_delivery_may_send_the_letters_itself(
    batch_run: MakeRun, desk: Desk, tmp_path: Path
) -> None:
    box, run = Box(), batch_run()
    with plain_desk(desk, box):
        command = (sys.executable, "-m", "salestoolkit.cli", "mail-pages")
        options = ("--mail", "mail.toml", "--recipients", "recipients.toml")
        delivery = Delivery(
            folder=tmp_path,
            after_batch=(*command, *options),
            persistence=Persistence(retries=0),
        )
        assert codes(list(deliver(delivery, run.path).outcomes)) == [None]
    assert len(box.letters()) == 2


@pytest.mark.parametrize(
    ("days", "subject"),
    [
        (("2026-11-20", "2026-11-28"), "Sales reports as of 28 November 2026"),
        ((None, None), "Sales reports made on 30 November 2026"),
    ],
)
def test_a_letter_names_the_day_of_the_data_and_where_there_is_none_that_of_the_run(
    batch_run: MakeRun, desk: Desk, days: tuple[str | None, ...], subject: str
) -> None:
    run = batch_run()
    pages = run.manifest.reports
    of_poppy = (pages[0], pages[3])
    dated = tuple(replace(page, as_of=day) for page, day in zip(of_poppy, days, strict=True))
    manifest = replace(run.manifest, reports=dated, as_of=None)
    shares = share_out(dated, read_recipients(desk.folder / "recipients.toml"))
    settings = desk.settings(25, 'security = "plain"')
    letter = next(letters(settings, shares, manifest, run.folder))
    assert letter.subject == subject
