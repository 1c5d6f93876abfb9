"""The index of a run: every report with what it came to, in the reader's language."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from batch_runs import MONDAY, WEEK, failed, latest, made, planned, run_once, totals

from salestoolkit.reports.batch.index_page import index_html
from salestoolkit.reports.batch.manifest import Manifest
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.words import load_words

EVIL = "<script>alert(1)</script> & 'Łódź'"


class Seen(HTMLParser):
    """The tags and the text of a page, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).replace("\N{ZERO WIDTH SPACE}", "").split())

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for tag, attrs in self.tags if tag == "a"]


def second_run(folder: Path, language: str) -> tuple[Manifest, Seen]:
    """A week later: a page in two languages is better, one failed, one is new, one gone."""

    def both(key: str, fingerprint: str, **more: object) -> list[PlannedReport]:
        return [
            planned(
                f"{key}_{code}",
                fingerprint=fingerprint,
                language=code,
                values={"team": key},
                label={"en": f"Team {key}", "pl": f"Zespół {key}"}[code],
                parameters={"team": key, "language": code},
                **more,
            )
            for code in ("en", "pl")
        ]

    first = [*both("north", "1"), *both("south", "1"), *both("gone", "1")]
    run_once(folder, first, results=[made(one, **totals(won=1200)) for one in first])
    new = planned("new", kind=None, notebook=Path("weekly_mix.ipynb"), label=EVIL, stem="a b#1%")
    second = [*both("north", "2", for_leader=True), *both("south", "2"), new]
    results = [
        *(made(one, **totals(won=1207, chance=0.234), small=True) for one in second[:2]),
        *(failed(one) for one in second[2:4]),
        made(new, headline=EVIL),
    ]
    run_once(folder, second, started=MONDAY + WEEK, results=results, language=language)
    manifest = latest(folder)
    return manifest, Seen((folder / "latest" / "index.html").read_text(encoding="utf-8"))


def test_an_index_says_what_was_made_what_failed_and_what_is_different(tmp_path: Path) -> None:
    _, seen = second_run(tmp_path, "en")
    text = seen.text
    assert "Reports as of 6 December 2026" in text
    assert "made on 7 December 2026 at 07:00" in text
    assert "Reports 5 Made 3 Unchanged 0 Failed 2" in text
    assert "won deals: 1,207 (+7)" in text
    assert "win probability: 23.4% (+3.4 pp)" in text
    assert "Since 29 November 2026" in text
    assert "Made then, failed now: Team south." in text
    assert "No longer in this batch: Team gone." in text
    assert "small numbers" in text
    assert "for the leader of the people named in it" in text
    assert "“funnle”" in text
    assert "last good page, of 30 Nov 2026 (EN)" in text


def test_an_index_in_polish_has_no_english_word_of_ours(tmp_path: Path) -> None:
    _, seen = second_run(tmp_path, "pl")
    text = seen.text
    assert "Raporty według stanu na 6 grudnia 2026" in text
    assert "wygrane szanse: 1 207 (+7)" in text
    assert "Wtedy gotowe, teraz nieudane: Zespół south." in text
    assert "Nie wchodzą już w skład zestawu: Zespół gone." in text
    left = text.replace(EVIL, "").replace("Of", "")
    assert not re.findall(r"\b(report|reports|made|failed|since|page|status|the|new)\b", left, re.I)


def test_every_link_of_an_index_leads_to_a_file_of_its_run(tmp_path: Path) -> None:
    from urllib.parse import unquote

    _, seen = second_run(tmp_path, "en")
    assert len(seen.links) >= 8
    assert "a%20b%231%25.html" in seen.links
    assert all((tmp_path / "latest" / unquote(link)).is_file() for link in seen.links)


def test_text_from_data_is_text_on_an_index(tmp_path: Path) -> None:
    _, seen = second_run(tmp_path, "en")
    assert [tag for tag, _ in seen.tags].count("script") == 1
    assert seen.text.count("<script>alert(1)</script> & 'Łódź'") >= 2


def test_an_index_runs_only_the_script_that_its_policy_names(tmp_path: Path) -> None:
    manifest, _ = second_run(tmp_path, "en")
    page = index_html(manifest, load_words("en"))
    script = re.search(r"<script>(.*?)</script>\n</body>", page, re.S)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = next(attrs["content"] for tag, attrs in Seen(page).tags if "http-equiv" in attrs)
    assert policy is not None
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"https?:|@import|url\(|\bon[a-z]+=", page.replace(EVIL, ""))


def test_a_first_index_says_that_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    run_once(tmp_path, [planned("north")])
    seen = Seen((tmp_path / "latest" / "index.html").read_text())
    assert "There is no earlier run to compare with yet" in seen.text


def test_a_week_without_a_difference_is_said_so(tmp_path: Path) -> None:
    one = planned("north", fingerprint="1")
    run_once(tmp_path, [one], results=[made(one, **totals(won=3))])
    same = planned("north", fingerprint="2")
    run_once(tmp_path, [same], started=MONDAY + WEEK, results=[made(same, **totals(won=3))])
    seen = Seen((tmp_path / "latest" / "index.html").read_text())
    assert "The same reports as then, all of them made." in seen.text
    assert "no change" in seen.text


def test_somebody_who_gets_some_reports_is_told_of_no_other(tmp_path: Path) -> None:
    manifest, _ = second_run(tmp_path, "en")
    manifest = replace(manifest, edited=("secret.html",), batch="all teams")
    theirs = [replace(entry, partial=None) for entry in manifest.reports if "south" in entry.key]
    seen = Seen(index_html(manifest, load_words("pl"), reports=theirs))
    assert "Twoje raporty" in seen.text
    assert "Zespół south" in seen.text
    assert "Tym razem nie udało się przygotować tego raportu." in seen.text
    for hidden in ("north", "gone", "secret", "all teams", "funnle", "alert", "weekly_mix"):
        assert hidden not in seen.text
    assert set(seen.links) == {"south_en.html", "south_pl.html"}


def test_a_report_that_failed_in_one_language_only_says_in_which(tmp_path: Path) -> None:
    plan = [
        planned(code, language=code, values={"team": "a"}, parameters={"language": code})
        for code in ("en", "pl")
    ]
    run_once(tmp_path, plan, results=[failed(plan[1])])
    seen = Seen((tmp_path / "latest" / "index.html").read_text())
    assert "failed (PL)" in seen.text
    assert "made (EN)" in seen.text
    assert "There is no earlier page of this report." in seen.text


@pytest.mark.parametrize("language", ["en", "pl"])
def test_an_index_of_no_reports_is_still_a_page(tmp_path: Path, language: str) -> None:
    run_once(tmp_path, [], language=language)
    seen = Seen((tmp_path / "latest" / "index.html").read_text())
    assert load_words(language).text("batch_index.page.none") in seen.text
