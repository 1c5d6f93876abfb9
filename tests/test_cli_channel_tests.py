"""`salestoolkit channel-test` on the command line: from the plan to the verdict, with every slip said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.packaged import packaged_path

PL = ("--language", "pl")
DAY = ("--as-of", "2026-10-30")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The Polish sample's test, without looks."""
    source = packaged_path("data/kwarcowa_sowa/channel_test")
    folder = Path(shutil.copytree(source, tmp_path / "test"))
    (folder / "looks.csv").unlink()
    return folder


def make(capsys: pytest.CaptureFixture[str], folder: Path, *more: str) -> tuple[int, str, str]:
    arms = ("--arm", "Mail A=email:Oferta", "--arm", "Mail B=email:Pytanie")
    plan = ("--usual", "0.08", "--smallest", "0.06", "--leads-per-day", "20", "--seed", "5")
    return run(capsys, "channel-test", "new", folder, *arms, *plan, *more, *PL)


def test_a_test_is_planned_drawn_and_drawn_again_without_moving_anybody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "test"
    code, out, _ = make(capsys, folder, "--market", "pl")
    assert code == 0 and "channel-test plan" in out
    code, out, _ = run(capsys, "channel-test", "plan", folder, *PL)
    assert code == 0 and out.startswith("Potrzeba 894 leadów, po 447 na wariant.")
    leads = shutil.copy(packaged_path("data/kwarcowa_sowa/contacts.csv"), tmp_path / "leads.csv")
    draw = ("channel-test", "assign", folder, "--leads", leads, "--on", "2026-11-26", *PL)
    code, out, _ = run(capsys, *draw)
    assert code == 0
    assert "brak informacji o zgodzie" in out and "Mail A" in out
    drawn = (folder / "assigned.csv").read_bytes()
    left_out = (folder / "left_out.csv").read_text("utf-8-sig")
    rows = len(drawn.decode("utf-8-sig").splitlines()) + len(left_out.splitlines()) - 2
    assert rows == len(Path(leads).read_text("utf-8").splitlines()) - 1
    assert "Tomasz Guzik" in left_out
    code, out, _ = run(capsys, *draw)
    assert code == 0 and "Nie ma nikogo nowego" in out
    assert (folder / "assigned.csv").read_bytes() == drawn
    assert len(list((folder / "lists").iterdir())) == 2


def test_a_verdict_is_read_and_the_look_is_noted(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "channel-test", "read", sample, *DAY, *PL)
    assert code == 0
    assert out.startswith("Lepiej działa „Pytanie”: 14,0% wobec 8,1%")
    assert "To pierwsze zajrzenie" in out and "K9999" in out
    assert (sample / "looks.csv").read_text("utf-8").count("2026-10-30,winner") == 2
    code, out, _ = run(capsys, "channel-test", "read", sample, "--as-of", "2026-10-07", *PL)
    assert out.startswith("Za wcześnie na odczyt")
    assert "2026-10-07,not_yet" in (sample / "looks.csv").read_text("utf-8")


def test_a_program_reads_the_same_as_json(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "channel-test", "read", sample, *DAY, "--format", "json")
    told = json.loads(out)
    assert code == 0 and told["verdict"]["code"] == "winner"
    assert told["verdict"]["winner"] == "Pytanie"
    accounts = told["accounts"]
    assert accounts["rows"] == accounts["used"] + accounts["repeated"] + len(accounts["rows_apart"])


def test_results_given_are_kept_and_the_former_ones_copied(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = sample.parent / "export.csv"
    other.write_bytes("Lead;Odpowiedź\nK4001;tak\nK4002;może\n".encode("cp1250"))
    code, out, _ = run(capsys, "channel-test", "read", sample, "--results", other, *DAY, *PL)
    assert code == 0 and "results.before-1.csv" in out and "nieczytelna komórka: 1 (K4002)" in out
    assert (sample / "results.csv").read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "nowhere"), "channel-test new"),
        (("read", "{test}", "--results", "nothing.csv"), "nothing.csv"),
        (("read", "{test}", "--results", "a.csv", "--book", "b"), "--results FILE, --book BOOK"),
        (("read", "{test}", "--format", "xml"), "text, json"),
        (("read", "{test}", "--as-of", "yesterday"), "--as-of"),
        (("read", "{test}", "--event", "won"), "--book BOOK"),
        (("new", "{test}"), "test.toml"),
        (("new", "{test}2", "--market", "fr"), "fr"),
        (("new", "{test}2", "--arm", "A"), "A=email"),
        (("new", "{test}2", "--usual", "8"), "usual"),
        (("new", "{test}2", "--looks", "often"), "once, daily, any_time"),
        (("assign", "{test}", "--leads", "nothing.csv"), "nothing.csv"),
    ],
)
def test_a_slip_is_one_sentence_and_changes_nothing(
    arguments: tuple[str, ...],
    said: str,
    sample: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [argument.format(test=sample) for argument in arguments]
    before = {path.name: path.read_bytes() for path in sample.iterdir()}
    code, _, err = run(capsys, "channel-test", *given, "--language", "pl")
    assert code != 0 and said in err
    assert "Traceback" not in err and len(err.strip().splitlines()) == 1
    assert {path.name: path.read_bytes() for path in sample.iterdir()} == before


def test_without_a_market_nobody_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "test"
    make(capsys, folder)
    leads = tmp_path / "leads.csv"
    leads.write_text("Lead,E-mail\nL1,a@x.example\n", encoding="utf-8")
    code, _, err = run(capsys, "channel-test", "assign", folder, "--leads", leads)
    assert code == 1 and "market" in err
    assert not (folder / "assigned.csv").exists()


def test_where_nobody_consented_nobody_is_drawn_and_all_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "test"
    make(capsys, folder, "--market", "pl")
    leads = tmp_path / "leads.csv"
    leads.write_text(
        "Lead,Name,E-mail\nL1,Anna Lis,a@x.example\nL2,Jan Kos,j@x.example\n", encoding="utf-8"
    )
    code, _, err = run(capsys, "channel-test", "assign", folder, "--leads", leads)
    assert code == 1 and "left_out.csv" in err
    assert "Anna Lis" in (folder / "left_out.csv").read_text("utf-8-sig")
    assert not (folder / "assigned.csv").exists()


def test_consents_may_stand_in_a_list_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "test"
    make(capsys, folder, "--market", "pl")
    leads = tmp_path / "leads.csv"
    leads.write_text("Lead,Segment\nC001,a\nC002,b\nC008,b\nC999,a\n", encoding="utf-8")
    draw = ("channel-test", "assign", folder, "--leads", leads)
    code, _, err = run(capsys, *draw)
    assert code == 1 and "--contacts" in err
    contacts = packaged_path("data/kwarcowa_sowa/contacts.csv")
    code, out, _ = run(capsys, *draw, "--contacts", contacts, "--on", "2026-11-26")
    assert code == 0 and "2 leads drawn" in out
    left_out = (folder / "left_out.csv").read_text("utf-8-sig")
    assert "C001,Tomasz Guzik" in left_out and "C999," in left_out


def test_letters_need_no_consent_and_say_that_nobody_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, leads = tmp_path / "test", tmp_path / "leads.csv"
    arms = ("--arm", "A=letter", "--arm", "B=visit", "--market", "pl", "--seed", "1")
    run(capsys, "channel-test", "new", folder, *arms)
    leads.write_text("Lead,Segment\nL1,a\nL2,b\n", encoding="utf-8")
    code, out, _ = run(capsys, "channel-test", "assign", folder, "--leads", leads)
    assert code == 0 and "2 leads drawn" in out
    assert "We have no rule on contact for letter" in out
