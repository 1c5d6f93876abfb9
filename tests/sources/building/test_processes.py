"""A stranger's stages make a process: in the order of the set-up, else the one that deals follow."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
import pytest

from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.build import Built
from salestoolkit.sources.building.stages import fate_of_stage, universal_stage
from salestoolkit.sources.recognition.recognise import Recognised

WARSAW = ZoneInfo("Europe/Warsaw")
Table = Callable[..., Recognised]
Book = Callable[..., Built]


def keys(process: SalesProcess) -> list[str]:
    return [stage.key for stage in process.stages]


@pytest.fixture
def walks(table: Table, book: Book) -> Callable[..., Built]:
    """A book of open deals that walked through stages, one letter a stage and a day a step."""

    def make(*paths: str, pipelines: list[str | None] | None = None, **options: object) -> Built:
        ids = [str(number) for number in range(len(paths))]
        moves = [
            (deal, stage, f"2026-01-{day:02}")
            for deal, path in zip(ids, paths, strict=True)
            for day, stage in enumerate(path, start=1)
        ]
        return book(
            table(
                "plain_deals",
                {
                    "deal_id": ids,
                    "status": ["open"] * len(ids),
                    "pipeline": pipelines or [None] * len(ids),
                },
            ),
            table(
                "plain_history",
                {
                    "deal_id": [move[0] for move in moves],
                    "entry": [move[1] for move in moves],
                    "entered_at": [move[2] for move in moves],
                },
            ),
            **options,
        )

    return make


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["ABCD"], "ABCD"),
        (["DCBA", "ABCD", "ABCD"], "ABCD"),
        (["AB", "BC", "CD"], "ABCD"),
        (["CD", "BC", "AB"], "ABCD"),
        (["ABABC", "AC"], "ABC"),
        (["AB", "BC", "CA", "AB", "BC"], "ABC"),
    ],
    ids=["one deal", "majority", "chain", "chain backwards", "moves back", "a circle"],
)
def test_the_order_is_the_one_that_most_deals_follow(
    walks: Callable[..., Built], paths: list[str], expected: str
) -> None:
    assert "".join(keys(walks(*paths).processes[None])) == expected


def test_each_pipeline_has_its_own_process(walks: Callable[..., Built]) -> None:
    built = walks("ABC", "CBX", "Q", pipelines=["Sales", "Partners", None])
    assert {name: keys(process) for name, process in built.processes.items()} == {
        "Sales": ["A", "B", "C"],
        "Partners": ["C", "B", "X"],
        None: ["Q"],
    }
    assert built.processes["Sales"].pipeline == "Sales"


def test_a_mapping_file_gives_the_order_and_other_stages_are_flagged(
    walks: Callable[..., Built],
) -> None:
    built = walks("ABX", "AB", mapping={"stages": {"order": ["B", "A"]}})
    assert keys(built.processes[None]) == ["B", "A", "X"]


def test_a_stage_that_the_order_does_not_list_is_flagged(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1", "2"], "stage": ["Demo", "Nowość"]}),
        mapping={"stages": {"order": ["Demo"]}},
    )
    assert [(row["deal_id"], row["flag"], row["value"]) for row in built.flags.to_pylist()] == [
        ("2", "unknown_stage", "Nowość")
    ]
    assert keys(built.processes[None]) == ["Demo", "Nowość"]


def test_stages_are_renamed_and_likened_by_the_mapping_file(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1"], "stage": ["Krok 7"]}),
        mapping={"stages": {"rename": {"Krok 7": "Faktura"}, "universal": {"Faktura": "closing"}}},
    )
    stage = built.processes[None].stages[0]
    assert (stage.key, stage.universal) == ("Faktura", "closing")
    assert built.deals["stage"].to_pylist() == ["Faktura"]


def test_a_stage_likened_to_none_of_the_seven_is_refused(table: Table, book: Book) -> None:
    with pytest.raises(ImportFailed) as caught:
        book(
            table("plain_deals", {"deal_id": ["1"], "stage": ["Krok 7"]}),
            mapping={"stages": {"universal": {"Krok 7": "finish"}}},
        )
    assert caught.value.code == "unknown_universal_stage"


def test_without_a_history_the_chance_to_win_orders_stages(table: Table, book: Book) -> None:
    built = book(
        table(
            "plain_deals",
            {
                "deal_id": list("abc"),
                "stage": ["Gamma", "Alfa", "Beta"],
                "probability": ["90%", "10%", "50%"],
            },
        )
    )
    assert keys(built.processes[None]) == ["Alfa", "Beta", "Gamma"]


def test_without_chances_resemblance_to_the_seven_stages_orders_them(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "plain_deals",
            {
                "deal_id": list("abcd"),
                "stage": ["Negocjacje", "Nowy lead", "Oferta wysłana", "Krok"],
            },
        )
    )
    assert keys(built.processes[None]) == ["Nowy lead", "Oferta wysłana", "Negocjacje", "Krok"]


def test_a_hubspot_set_up_names_orders_and_closes_stages(table: Table, book: Book) -> None:
    built = book(
        table(
            "fivetran_hubspot_deals",
            {"deal_id": ["1", "2", "3"], "pipeline": ["p"] * 3, "stage": ["s2", "s3", "s4"]},
        ),
        table("fivetran_hubspot_pipelines", {"pipeline_id": ["p"], "pipeline": ["Sales"]}),
        table(
            "fivetran_hubspot_stages",
            {
                "stage_id": ["s4", "s3", "s2", "s1"],
                "stage": ["Gone", "Signed", "Second", "First"],
                "pipeline_id": ["p"] * 4,
                "position": ["3", "2", "1", "0"],
                "probability": ["0.0", "1.0", "0.6", "0.2"],
            },
        ),
    )
    assert built.deals["status"].to_pylist() == ["open", "won", "lost"]
    assert list(built.processes) == ["Sales"]
    stages = built.processes["Sales"].stages
    assert [(stage.key, stage.win_probability) for stage in stages] == [
        ("First", 0.2),
        ("Second", 0.6),
    ]


def test_a_pipedrive_chance_of_one_hundred_means_that_nobody_set_it(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "pipedrive_deals",
            {"deal_id": ["1"], "status": ["open"], "stage": ["Demo"], "pipeline": ["Sales"]},
        ),
        table(
            "pipedrive_stages",
            {
                "stage_id": ["7", "8"],
                "stage": ["Demo", "Offer"],
                "pipeline_id": ["1", "1"],
                "position": ["1", "2"],
                "probability": ["100", "40"],
                "target_days": ["14", None],
            },
        ),
    )
    stages = built.processes["Sales"].stages
    assert [(stage.key, stage.win_probability, stage.target_days) for stage in stages] == [
        ("Demo", None, 14.0),
        ("Offer", 0.4, None),
    ]


def test_one_stage_written_in_two_ways_is_one_stage(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": list("abc"), "stage": ["Demo", "demo", "Demo"]}),
        table("plain_history", {"deal_id": ["a"], "entry": ["DEMO"], "entered_at": ["2026-01-01"]}),
    )
    assert keys(built.processes[None]) == ["Demo"]
    assert built.stage_log.filter(pc.equal(built.stage_log["deal_id"], "a"))[
        "entry"
    ].to_pylist() == ["Demo"]
    assert [row["deal_id"] for row in built.flags.to_pylist()] == ["b"]


def test_a_stage_called_by_a_word_of_the_log_keeps_out_of_its_way(table: Table, book: Book) -> None:
    built = book(table("plain_deals", {"deal_id": ["1"], "stage": ["open"]}))
    assert keys(built.processes[None]) == ["Open"]
    assert built.deals["stage"].to_pylist() == ["Open"]


def test_an_export_without_stages_has_a_process_without_stages(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1"], "status": ["won"], "closed_at": ["2026-01-01"]})
    )
    assert built.processes[None].stages == ()
    assert built.stage_log["entry"].to_pylist() == ["won"]


@pytest.mark.parametrize(
    ("created", "changed", "stage", "expected"),
    [
        ("2026-01-01", None, "Nowy lead", 1),
        ("2026-01-01", None, "Oferta", None),
        ("2026-01-01", "2026-01-09", "Oferta", 9),
    ],
    ids=["first stage", "later stage", "with its date"],
)
def test_an_open_deal_without_a_history_stands_in_its_stage_since_a_date_that_can_be_known(
    table: Table, book: Book, created: str, changed: str | None, stage: str, expected: int | None
) -> None:
    built = book(
        table(
            "plain_deals",
            {
                "deal_id": ["1", "2"],
                "stage": [stage, "Nowy lead"],
                "created_at": [created, created],
                "stage_changed_at": [changed, None],
            },
        )
    )
    entry = built.stage_log.to_pylist()[0]
    assert (entry["entry"], entry["provenance"]) == (stage, "inferred")
    found = entry["entered_at"]
    assert (found and found.astimezone(WARSAW).day) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Appointment Scheduled", "contact"),
        ("Qualified To Buy", "qualification"),
        ("Presentation Scheduled", "presentation"),
        ("Contract Sent", "closing"),
        ("Lead In", "prospecting"),
        ("2. Badanie potrzeb", "qualification"),
        ("Oferta wysłana", "presentation"),
        ("NEGOCJACJE", "closing"),
        ("Angebot erstellt", "presentation"),
        ("Negociación", "closing"),
        ("Reunião agendada", "contact"),
        ("Utrzymanie klienta", "retention"),
        ("Krok 7", None),
    ],
)
def test_a_stage_resembles_one_of_the_seven_in_five_languages(
    name: str, expected: str | None
) -> None:
    assert universal_stage(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Closed Won (Sales Pipeline)", "won"),
        ("8. Zamknięta – wygrana", "won"),
        ("Perdido", "lost"),
        ("Abgeschlossen und verloren", "lost"),
        ("Won over", None),
        ("Negotiation", None),
    ],
)
def test_a_stages_name_tells_a_win_or_a_loss(name: str, expected: str | None) -> None:
    assert fate_of_stage(name) == expected
