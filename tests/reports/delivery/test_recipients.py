"""Who gets which page, and who may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import BookError
from salestoolkit.reports.batch.manifest import Entry, PageFile
from salestoolkit.reports.delivery import recipients as recipients_module
from salestoolkit.reports.delivery.recipients import Recipient
from salestoolkit.reports.delivery.recipients_file import read_recipients
from salestoolkit.reports.delivery.sharing import Shares, share_out
from salestoolkit.reports.plan import PEOPLE
from salestoolkit.words import load_words

POPPY, ROWAN = "Poppy Thimblewick", "Rowan Ash"


def page(key: str, *, files: bool = True, **more: Any) -> Entry:
    given: dict[str, Any] = {
        "label": key,
        "stem": key,
        "notebook": "funnel_audit.ipynb",
        "kind": "funnel_audit",
        "language": "en",
        "status": "made" if files else "failed",
    }
    shown = (PageFile(format="html", name=f"{key}.html", bytes=1, sha256="0"),)
    return Entry(key=key, files=shown if files else (), **{**given, **more})


def of_person(name: str, **more: Any) -> Entry:
    return page(f"review of {name}", kind="pipeline_review", values={"owner": name}, **more)


RUN = (
    page("all en"),
    page("all pl", language="pl"),
    page("north en", values={"team": "North"}),
    page("north pl", values={"team": "North"}, language="pl"),
    page("south en", values={"team": "South"}),
    page("north for leader", values={"team": "North"}, for_leader=True, kind="quota"),
    of_person(POPPY),
    of_person(ROWAN),
)


def read(tmp_path: Path, text: str) -> tuple[Recipient, ...]:
    file = tmp_path / "recipients.toml"
    file.write_text(text, encoding="utf-8")
    return read_recipients(file)


def one(tmp_path: Path, pages: str, **more: str) -> Recipient:
    lines = "".join(f"{key} = {value}\n" for key, value in more.items())
    return read(tmp_path, f'[[recipient]]\nname = "Ewa Żółć"\n{lines}pages = {pages}\n')[0]


def keys(recipient: Recipient, run: tuple[Entry, ...] = RUN) -> list[str]:
    return [entry.key for entry in share_out(run, [recipient]).shares[0].pages]


def test_the_column_of_people_is_the_one_that_pages_are_planned_by() -> None:
    assert recipients_module.PEOPLE == PEOPLE


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("[{ key = 'south en' }]", ["south en"]),
        ("[{ team = 'North' }]", ["north en"]),
        ("[{ team = ['North', 'South'] }]", ["north en", "south en"]),
        ("[{ notebook = 'funnel_audit', whole = true }]", ["all en"]),
        ("[{ notebook = 'funnel_audit.ipynb', team = 'South' }]", ["south en"]),
        ("[{ team = 'North', language = 'pl' }]", ["north pl"]),
        ("[{ team = 'North' }, { key = 'all en' }, { team = 'North' }]", ["all en", "north en"]),
        ("[{ notebook = 'forecast' }]", []),
    ],
)
def test_an_entry_names_pages_by_what_is_known_of_them(
    tmp_path: Path, pages: str, expected: list[str]
) -> None:
    assert keys(one(tmp_path, pages)) == expected


def test_pages_come_in_the_language_of_the_recipient_and_in_another_where_there_is_none(
    tmp_path: Path,
) -> None:
    anna = one(tmp_path, "[{ all = true }]", language='"pl"', leads='"all"')
    # what there is in Polish comes in Polish; the rest, made in English only, in English
    assert keys(anna) == [
        "all pl",
        "north pl",
        "south en",
        "north for leader",
        f"review of {POPPY}",
        f"review of {ROWAN}",
    ]


def test_the_pages_of_all_deals_are_whole_in_each_currency(tmp_path: Path) -> None:
    run = tuple(page(code, values={"currency": code}) for code in ("PLN", "EUR"))
    assert keys(one(tmp_path, "[{ whole = true }]"), run) == ["PLN", "EUR"]
    assert keys(one(tmp_path, "[{ whole = true, currency = 'EUR' }]"), run) == ["EUR"]


def test_a_page_about_a_person_goes_to_that_person_and_no_other(tmp_path: Path) -> None:
    poppy = one(tmp_path, "[{ notebook = 'pipeline_review' }]", person=f'"{POPPY}"')
    shares = share_out(RUN, [poppy])
    assert [entry.key for entry in shares.shares[0].pages] == [f"review of {POPPY}"]
    assert [entry.key for entry in shares.shares[0].refused] == [f"review of {ROWAN}"]


def test_a_page_about_a_part_of_a_persons_deals_is_that_persons_too(tmp_path: Path) -> None:
    run = tuple(
        page(f"{name} {place}", values={"owner": name, "territory": place})
        for name in (POPPY, ROWAN)
        for place in ("East", "West")
    )
    poppy = one(tmp_path, "[{ territory = 'West' }]", person=f'"{POPPY}"')
    (share,) = share_out(run, [poppy]).shares
    assert [entry.key for entry in share.pages] == [f"{POPPY} West"]
    assert [entry.key for entry in share.refused] == [f"{ROWAN} West"]
    assert keys(one(tmp_path, "[{ owner = 'x' }]", person='"x"'), run) == []


def test_who_leads_people_gets_their_pages(tmp_path: Path) -> None:
    pages = "[{ notebook = 'pipeline_review' }]"
    assert keys(one(tmp_path, pages, leads=f'["{ROWAN}"]')) == [f"review of {ROWAN}"]
    assert len(keys(one(tmp_path, pages, leads='"all"'))) == 2


def test_a_page_that_tells_a_teams_people_apart_goes_to_who_leads_that_team(
    tmp_path: Path,
) -> None:
    pages = "[{ notebook = 'quota' }]"
    assert keys(one(tmp_path, pages, leads='{ team = "North" }')) == ["north for leader"]
    for leads in ('{ team = "South" }', f'["{POPPY}"]', "[]"):
        assert keys(one(tmp_path, pages, leads=leads)) == []


def test_a_page_of_all_deals_that_tells_people_apart_is_for_who_leads_all(tmp_path: Path) -> None:
    run = (page("all people", for_leader=True),)
    pages = "[{ all = true }]"
    assert keys(one(tmp_path, pages, leads='{ team = ["North", "South"] }'), run) == []
    assert keys(one(tmp_path, pages, leads='"all"'), run) == ["all people"]


def test_deals_of_nobody_are_not_the_page_of_somebody_without_a_name(tmp_path: Path) -> None:
    run = (of_person(""),)
    nameless = one(tmp_path, "[{ all = true }]", person='""', leads="['']")
    assert keys(nameless, run) == []


@pytest.mark.parametrize("parameters", [{"owner": ROWAN}, {"dimension": "owner", "value": ROWAN}])
def test_a_person_named_among_the_parameters_of_a_notebook_is_guarded_too(
    tmp_path: Path, parameters: dict[str, str]
) -> None:
    run = (page("own", kind=None, notebook="own.ipynb", parameters=parameters),)
    assert keys(one(tmp_path, "[{ all = true }]"), run) == []
    assert keys(one(tmp_path, "[{ all = true }]", person=f'"{ROWAN}"'), run) == ["own"]


def test_naming_somebody_for_the_page_of_a_stranger_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    with pytest.raises(BookError) as caught:
        one(tmp_path, f"[{{ owner = '{ROWAN}' }}]", person=f'"{POPPY}"')
    assert caught.value.code == "recipient_not_theirs"
    sentence = load_words("en").error(caught.value)
    assert ROWAN in sentence and "Ewa Żółć" in sentence


def test_who_leads_a_team_may_be_named_for_a_person_in_it(tmp_path: Path) -> None:
    run = (page("both", values={"team": "North", "owner": ROWAN}),)
    pages = f"[{{ team = 'North', owner = '{ROWAN}' }}]"
    assert keys(one(tmp_path, pages, leads='{ team = "North" }'), run) == ["both"]


def shared(tmp_path: Path, *pages: str) -> Shares:
    text = "".join(
        f'[[recipient]]\nname = "R{n}"\npages = {named}\n' for n, named in enumerate(pages)
    )
    return share_out(RUN, read(tmp_path, text))


def test_pages_that_nobody_gets_and_entries_without_a_page_are_known(tmp_path: Path) -> None:
    shares = shared(tmp_path, "[{ team = 'North' }]", "[{ whole = true }, { team = 'East' }]")
    assert [entry.key for entry in shares.nobodys] == [
        "south en",
        "north for leader",
        f"review of {POPPY}",
        f"review of {ROWAN}",
    ]
    assert [choice.written for choice in shares.shares[1].empty] == ['{ team = "East" }']


def test_a_page_that_never_came_to_be_is_waited_for_not_delivered(tmp_path: Path) -> None:
    run = (page("gone", files=False), page("there"))
    share = share_out(run, [one(tmp_path, "[{ all = true }]")]).shares[0]
    assert [entry.key for entry in share.pages] == ["there"]
    assert [entry.key for entry in share.absent] == ["gone"]


def test_that_data_are_old_is_said_once_and_in_the_language_of_the_recipient(
    tmp_path: Path,
) -> None:
    old = (
        page("n en", values={"team": "N"}, notice="Old."),
        page("n pl", values={"team": "N"}, notice="Stare.", language="pl"),
        page("s pl", values={"team": "S"}, notice="Stare.", language="pl"),
        page("w en", values={"team": "W"}, notice="Old."),
    )
    polish = one(tmp_path, "[{ all = true }]", language='"pl"')
    assert share_out(old, [polish]).shares[0].notices == ("Stare.",)
    only_english = one(tmp_path, "[{ team = 'W' }]", language='"pl"')
    assert share_out(old, [only_english]).shares[0].notices == ("Old.",)


def test_a_folder_is_named_after_the_recipient_unless_the_file_says_otherwise(
    tmp_path: Path,
) -> None:
    assert one(tmp_path, "[{ all = true }]").folder == "ewa-zolc"
    assert one(tmp_path, "[{ all = true }]", folder='"ewa"').folder == "ewa"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "recipients_none"),
        ("people = 1\n", "toml_unknown_key"),
        ("[[recipient]]\npages = [{ all = true }]\n", "toml_missing"),
        ('[[recipient]]\nname = "E"\n', "recipient_pages"),
        ('[[recipient]]\nname = "E"\npages = []\n', "recipient_pages"),
        ('[[recipient]]\nname = "E"\npages = "all"\n', "recipient_pages"),
        ('[[recipient]]\nname = "E"\npages = [{}]\n', "recipient_choice"),
        ('[[recipient]]\nname = "E"\npages = [{ all = true, team = "N" }]\n', "recipient_choice"),
        ('[[recipient]]\nname = "E"\npages = [{ all = "yes" }]\n', "recipient_choice"),
        ('[[recipient]]\nname = "E"\npages = [{ notebook = 5 }]\n', "recipient_choice"),
        ('[[recipient]]\nname = "E"\npages = [{ team = 5 }]\n', "recipient_values"),
        ('[[recipient]]\nname = "E"\nleads = 5\npages = [{ all = true }]\n', "recipient_leads"),
        ('[[recipient]]\nname = "E"\nmail = "e"\npages = [{ all = true }]\n', "recipient_mail"),
        (
            '[[recipient]]\nname = "E"\nmail = "e@b..pl"\npages = [{ all = true }]\n',
            "recipient_mail",
        ),
        (
            '[[recipient]]\nname = "E"\nmail = "e@x.pl\\r\\nBcc: a@b.pl"\npages = [{ all = true }]\n',
            "recipient_mail",
        ),
        ('[[recipient]]\nname = "😀"\npages = [{ all = true }]\n', "recipient_folder"),
        (
            '[[recipient]]\nname = "E"\nfolder = "../x"\npages = [{ all = true }]\n',
            "recipient_folder",
        ),
        (
            '[[recipient]]\nname = "E"\nlanguage = "de"\npages = [{ all = true }]\n',
            "toml_not_choice",
        ),
        (2 * '[[recipient]]\nname = "E"\npages = [{ all = true }]\n', "recipient_twice"),
    ],
)
def test_a_slip_in_the_recipients_file_is_one_sentence_with_file_and_line(
    tmp_path: Path, text: str, code: str
) -> None:
    with pytest.raises(BookError) as caught:
        read(tmp_path, text)
    assert caught.value.code == code
    for language in ("en", "pl"):
        sentence = load_words(language).error(caught.value)
        assert "recipients.toml" in sentence and "\n" not in sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError) as caught:
        read_recipients(tmp_path / "none.toml")
    assert caught.value.code == "file_missing"
