"""Event logs of any process as deals: every event is kept, and the funnel is that of the log."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salestoolkit.book.frames import deals_frame, passage_frame
from salestoolkit.core.durations import kaplan_meier
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.mapping_drafts import write_draft
from salestoolkit.sources.recognition.mapping import load_mapping
from salestoolkit.words import load_words

MEANS = {
    "Received": "Received",
    "Checked": "Check",
    "Offer": "Quote sent",
    "Signed": "won",
    "Refused": "lost",
}
MAPPING: dict[str, Any] = {"event_log": {"activities": MEANS}}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org/">'


def _event(activity: str, day: int, *, state: str = "complete", who: str = "Ada") -> str:
    return (
        f'<event><string key="concept:name" value="{activity}"/>'
        f'<string key="org:resource" value="{who}"/>'
        f'<string key="lifecycle:transition" value="{state}"/>'
        f'<date key="time:timestamp" value="2026-01-{day:02d}T10:00:00.000+01:00"/></event>'
    )


def _xes(*cases: tuple[str, list[str]]) -> str:
    traces = [
        f'<trace>{"".join(events)}<string key="concept:name" value="{name}"/>'
        f'<float key="AMOUNT" value="1200.5"/></trace>'
        for name, events in cases
    ]
    return f"{HEAD}{''.join(traces)}</log>"


def _book(path: Path, mapping: dict[str, Any] | None = None, **options: Any) -> Any:
    to = path.parent / "book"
    import_files([path], to=to, mapping=mapping or MAPPING, timezone="Europe/Warsaw", **options)
    return open_book(to)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.xes"
    path.write_text(
        _xes(
            ("won", [_event("Received", 2), _event("Mail", 3), _event("Signed", 9)]),
            ("lost", [_event("Received", 2), _event("Checked", 5), _event("Refused", 6)]),
            ("open", [_event("Received", 4), _event("Checked", 7, who="Bo")]),
            ("changed mind", [_event("Refused", 3), _event("Offer", 4), _event("Signed", 8)]),
            ("after the end", [_event("Signed", 3), _event("Checked", 12)]),
        ),
        encoding="utf-8",
    )
    return path


def test_a_case_ends_with_its_last_end_and_with_neither_it_is_open(log: Path) -> None:
    frame = deals_frame(_book(log)).set_index("deal_id")
    assert frame["fate"].to_dict() == {
        "won": "won",
        "lost": "lost",
        "open": "open",
        "changed mind": "won",
        "after the end": "won",
    }
    assert frame.loc["open", "stage"] == "Check"
    assert frame.loc["open", "owner"] == "Bo"


def test_every_event_is_a_move_or_a_detail(log: Path) -> None:
    book = _book(log)
    details = book.tables["activities"].to_pandas()
    assert sorted(zip(details["deal_id"], details["type"], strict=True)) == [
        ("after the end", "Checked"),
        ("won", "Mail"),
    ]
    record = book.provenance["imports"][-1]["files"]
    assert [file["rows"] for file in record] == [5, 11, 2]
    assert all(file["quarantined"] == 0 for file in record)


def test_stages_come_in_the_order_in_which_the_mapping_names_them(log: Path) -> None:
    stages = _book(log).process_of().stages
    assert [stage.name for stage in stages] == ["Received", "Check", "Quote sent"]


def test_a_gzipped_log_and_one_in_csv_give_the_same_book(log: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed" / "log.xes.gz"
    packed.parent.mkdir()
    packed.write_bytes(gzip.compress(log.read_bytes()))
    table = read_tables(log)[0]
    plain = tmp_path / "plain" / "log.csv"
    plain.parent.mkdir()
    frame = pd.DataFrame({name: column.to_pandas() for name, column in table.columns.items()})
    frame.sample(frac=1, random_state=1).to_csv(plain, index=False, sep=";")
    books = [_book(path) for path in (log, packed, plain)]
    first, *others = [
        deals_frame(book).drop(columns="last_activity_at").sort_values("deal_id") for book in books
    ]
    for other in others:
        pd.testing.assert_frame_equal(
            first.reset_index(drop=True), other.reset_index(drop=True), check_dtype=False
        )


def test_what_is_told_of_a_case_can_become_a_field(log: Path) -> None:
    book = _book(log, MAPPING | {"columns": {"case:AMOUNT": "value"}})
    assert deals_frame(book)["value"].tolist() == [1200.5] * 5


def test_an_activity_counts_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    events = [_event("Received", 2, state="start"), _event("Received", 5)]
    path.write_text(_xes(("1", [*events, _event("Offer", 9, state="start")])), encoding="utf-8")
    visits = passage_frame(_book(path))
    # nobody ever says that an offer is complete: then its start is what is known of it
    assert visits["entered"].dt.day.tolist() == [5, 9]


def test_the_funnel_of_a_log_is_that_of_a_count_by_hand(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    rows = []
    for case in range(400):
        day = pd.Timestamp("2026-01-01 09:00") + pd.Timedelta(days=int(random.integers(150)))
        for activity in ("Received", "Checked", "Offer", "Signed"):
            if day > pd.Timestamp("2026-06-30"):
                break
            rows.append((f"C{case}", activity, day))
            if random.random() < 0.25 and activity != "Signed":
                rows.append((f"C{case}", "Refused", day + pd.Timedelta(days=1)))
                break
            day += pd.Timedelta(days=int(random.integers(1, 30)))
    events = pd.DataFrame(rows, columns=["case_id", "activity", "timestamp"])
    path = tmp_path / "log.csv"
    events.sample(frac=1, random_state=2).to_csv(path, index=False)
    book = _book(path, exported_at=pd.Timestamp("2026-07-31").date())
    fates = deals_frame(book)["fate"].value_counts()
    acts = events.groupby("case_id")["activity"].agg(set)
    closed = acts.map(lambda done: bool(done & {"Signed", "Refused"}))
    assert fates["won"] == acts.map(lambda done: "Signed" in done).sum()
    assert fates["open"] == (~closed).sum()
    passages = passage_frame(book)
    for stage, activity in (
        ("Received", "Received"),
        ("Check", "Checked"),
        ("Quote sent", "Offer"),
    ):
        here = passages[passages["stage"] == stage]
        entered = events[events["activity"] == activity].set_index("case_id")["timestamp"]
        assert len(here) == len(entered)
        later = events[events["timestamp"] > events["case_id"].map(entered)]
        left = later.groupby("case_id")["timestamp"].min().reindex(entered.index)
        until = left.fillna(pd.Timestamp("2026-07-31")).dt.normalize()
        days = (until - entered.dt.normalize()).dt.days
        expected = kaplan_meier(days.to_numpy(), left.notna().to_numpy().astype(int)).median
        found = kaplan_meier(
            here["days"].to_numpy(dtype=float), (here["next"] != "open").to_numpy().astype(int)
        ).median
        assert found == expected


def test_a_draft_names_every_activity_and_can_be_filled_in(log: Path, tmp_path: Path) -> None:
    draft = tmp_path / "mapping.toml"
    write_draft([log], draft, language="pl")
    found = load_mapping(draft)["event_log"]
    assert set(found["activities"]) == {*MEANS, "Mail"}
    text = draft.read_text(encoding="utf-8").replace('Signed = ""', 'Signed = "won"')
    draft.write_text(text, encoding="utf-8")
    fates = deals_frame(_book(log, load_mapping(draft)))["fate"]
    assert fates.value_counts().to_dict() == {"won": 3, "open": 2}


def test_a_draft_finds_the_columns_of_a_polish_csv(tmp_path: Path) -> None:
    log = tmp_path / "dziennik.csv"
    log.write_text(
        "Sprawa;Czynność;Kiedy\n1;Przyjęto;2026-01-02\n1;Oferta;2026-01-05\n", encoding="utf-8"
    )
    write_draft([log], tmp_path / "mapping.toml", language="pl", as_table="event_log")
    found = load_mapping(tmp_path / "mapping.toml")["event_log"]
    assert {name: found[name] for name in ("case", "activity", "time")} == {
        "case": "Sprawa",
        "activity": "Czynność",
        "time": "Kiedy",
    }
    assert list(found["activities"]) == ["Przyjęto", "Oferta"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_xes(("1", [_event("Signed", 2)]))[:-40], "xes_unreadable"),
        (f"{HEAD}</log>", "xes_without_events"),
        (
            '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
            '<log><trace><event><string key="concept:name" value="&b;"/></event></trace></log>',
            "xes_entities",
        ),
    ],
)
def test_what_is_no_log_is_refused_in_a_sentence(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFailed) as caught:
        read_tables(path)
    assert caught.value.code == code


def test_a_gzipped_log_that_was_cut_off_is_refused(tmp_path: Path, log: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(log.read_bytes())[:-30])
    with pytest.raises(ImportFailed) as caught:
        read_tables(path)
    assert caught.value.code == "xes_unreadable"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({}, "event_log_unmapped"),
        ({"event_log": {"activities": {"Sold": "won"}}}, "event_log_no_activity"),
        ({"event_log": {"case": "order", "activities": MEANS}}, "event_log_column"),
        ({"event_log": {"colour": "red", "activities": MEANS}}, "mapping_entry"),
        (
            {"event_log": {"activities": {"Refused": "Closed lost"}}},
            "event_log_stage_ends",
        ),
        ({"event_log": {"activities": {"Refused": 3, "Signed": ["won"]}}}, "mapping_entry"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    mapping: dict[str, Any], code: str, log: Path, tmp_path: Path
) -> None:
    with pytest.raises(ImportFailed) as caught:
        import_files([log], to=tmp_path / "book", mapping=mapping)
    assert caught.value.code == code
    assert not (tmp_path / "book" / "import.json").exists()


def test_an_event_without_a_state_is_a_whole_activity(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    bare = _event("Checked", 5).replace('<string key="lifecycle:transition" value="complete"/>', "")
    events = [_event("Received", 2), bare, _event("Signed", 9)]
    other = [_event("Received", 3), _event("Checked", 4, state="start"), _event("Checked", 8)]
    path.write_text(_xes(("1", events), ("2", other)), encoding="utf-8")
    visits = passage_frame(_book(path))
    checks = visits[visits["stage"] == "Check"].set_index("deal_id")
    assert checks["entered"].dt.day.to_dict() == {"1": 5, "2": 8}


def test_a_log_ends_with_its_last_event_whatever_that_means(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    cases = [("1", [_event("Received", 2), _event("Mail", 6)]), ("2", [_event("Received", 3)])]
    path.write_text(_xes(*cases), encoding="utf-8")
    book = _book(path)
    assert book.as_of.isoformat() == "2026-01-06"
    frame = deals_frame(book).set_index("deal_id")
    assert frame["idle_days"].to_dict() == {"1": 0, "2": 3}


def test_the_whole_log_settles_the_order_of_day_and_month(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = ["case,activity,time", "1,Received,02/01/2026", "1,Signed,02/03/2026"]
    # only a detail tells that the month comes first
    path.write_text("\n".join([*rows, "1,Mail,02/28/2026", "2,Received,03/01/2026"]))
    book = _book(path)
    assert book.as_of.isoformat() == "2026-03-01"
    assert passage_frame(book)["days"].tolist() == [2, 0]


def test_days_are_those_of_utc_unless_a_zone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    late = _event("Received", 2).replace("T10:00", "T00:30")
    path.write_text(_xes(("1", [late, _event("Signed", 9)])), encoding="utf-8")
    days = {}
    for zone in ("UTC", "Europe/Warsaw"):
        said = {} if zone == "UTC" else {"timezone": zone}
        mapping = {"event_log": {"activities": MEANS} | said}
        import_files([path], to=tmp_path / zone[:3], mapping=mapping)
        book = open_book(tmp_path / zone[:3])
        assert book.timezone == zone
        days[zone] = passage_frame(book)["days"].tolist()
    assert days == {"UTC": [8], "Europe/Warsaw": [7]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[event_log\nA=", "mapping_syntax"),
        ("event_log = 3", "mapping_entry"),
        ("[stages]\norder = 3", "mapping_entry"),
        ('[stages]\norder = ["Check", 3]', "mapping_entry"),
    ],
)
def test_a_mapping_file_that_is_miswritten_is_refused_in_a_whole_sentence(
    text: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFailed) as caught:
        load_mapping(path)
    assert caught.value.code == code
    sentence = load_words("pl").error(caught.value)
    assert code not in sentence
    assert path.name in sentence
