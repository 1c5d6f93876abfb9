"""``salestoolkit changes`` finds what is planted in the sample companies, under its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.cli import main
from salestoolkit.sources.samples import COMPANIES


@pytest.fixture(scope="module")
def books(sample_folder: Callable[[str], Path]) -> dict[str, Path]:
    return {company.folder: sample_folder(company.folder) for company in COMPANIES}


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(["changes", *(str(argument) for argument in arguments)])
    said = capsys.readouterr()
    return int(caught.value.code or 0), said.out, said.err


def row(out: str, name: str) -> str:
    lines = out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    return next(line for line in lines if line.strip().startswith(name))


def test_the_changed_mix_of_sources_is_found_though_the_whole_stayed(books, capsys):
    code, out, _ = run(capsys, "--book", books["kwarcowa_sowa"])
    assert code == 0
    assert "that difference alone may be chance, but what makes it up has changed" in out
    assert "−6.9 points" in row(out, "Mix by source")
    assert "More than chance" in out
    rates = [row(out, source).split()[-4:] for source in ("Formularz WWW", "Polecenie", "Targi")]
    assert [rate[-2] for rate in rates] == ["+2.9", "+2.2", "+1.4"]


def test_the_demo_that_lost_its_effect_is_found_around_its_day(books, capsys):
    code, out, _ = run(
        capsys, "--book", books["marmalade_lighthouse"], "--since", "2025-11-03", "--language", "pl"
    )
    assert code == 0
    assert sum(line.strip().startswith("Więcej niż przypadek") for line in out.splitlines()) == 1
    assert row(out, "Demo").split()[1].startswith("−")


def test_two_periods_of_ones_own_are_compared_by_a_column(books, capsys):
    own = ("--earlier", "2025-01-01", "2025-06-30", "--later", "2025-07-01", "2025-12-31")
    code, out, _ = run(capsys, "--book", books["kwarcowa_sowa"], *own, "--by", "team")
    assert code == 0
    assert row(out, "Mix by team")
    assert "1 Jan 2025 – 30 Jun 2025" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--by", "owner"), "Figures by rep are for the rep"),
        (("--by", "nothing"), "nothing"),
        (("--since", "2030-01-01"), "still to come"),
        (("--since", "yesterday"), "is not a date"),
        (("--later", "2025-01-01", "2025-06-30"), "exactly one of these options"),
        (
            ("--earlier", "2025-01-01", "2025-06-30", "--later", "2025-06-01", "2025-12-31"),
            "do not overlap",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(books, capsys, options, said):
    code, _, err = run(capsys, "--book", books["kwarcowa_sowa"], *options)
    assert code != 0
    assert said in err
    assert len(err.strip().splitlines()) == 1
