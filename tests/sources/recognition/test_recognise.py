import json
import os
from pathlib import Path

import pytest

from salestoolkit.book.schema import DEALS
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.recognition.recognise import Recognised, recognise
from salestoolkit.sources.recognition.vocabulary import fields_of, header_key, kinds, vocabularies

REAL = "REALDATA names no folder of real exports"


def recognised(folder: Path, *headers: str, rows: list[str] | None = None, **options) -> Recognised:
    """What a file with these headers is taken for; its cells are 1, 2, 3 unless given."""
    quoted = ['"' + header.replace('"', '""') + '"' for header in headers]
    body = rows or [";".join([str(row)] * len(headers)) for row in (1, 2, 3)]
    path = folder / "export.csv"
    path.write_text("\n".join([";".join(quoted), *body]), encoding="utf-8")
    (table,) = read_tables(path)
    return recognise(table, **options)


def fault(folder: Path, *headers: str, **options) -> ImportFailed:
    with pytest.raises(ImportFailed) as caught:
        recognised(folder, *headers, **options)
    return caught.value


PIPEDRIVE = {
    "en": (
        "Deal - ID",
        "Deal - Title",
        "Deal - Owner",
        "Deal - Value",
        "Deal - Currency of Value",
        "Deal - Stage",
        "Deal - Status",
        "Deal - Deal created",
        "Deal - Last stage change",
        "Deal - Won time",
        "Deal - Lost time",
        "Deal - Deal closed on",
        "Deal - Lost reason",
        "Deal - Expected close date",
    ),
    "pl": (
        "Szansa sprzedaży – ID",
        "Szansa sprzedaży – Tytuł",
        "Szansa sprzedaży – Właściciel",
        "Szansa sprzedaży – Wartość",
        "Szansa sprzedaży – Waluta",
        "Szansa sprzedaży – Etap",
        "Szansa sprzedaży – Status",
        "Szansa sprzedaży – Data utworzenia",
        "Szansa sprzedaży – Ostatnia zmiana etapu",
        "Szansa sprzedaży – Data wygranej",
        "Szansa sprzedaży – Data przegranej",
        "Szansa sprzedaży – Data zamknięcia",
        "Szansa sprzedaży – Powód przegranej",
        "Szansa sprzedaży – Przewidywana data zamknięcia",
    ),
    "de": (
        "Deal - ID",
        "Deal - Titel",
        "Deal - Besitzer",
        "Deal - Wert",
        "Deal - Währung",
        "Deal - Phase",
        "Deal - Status",
        "Deal - Deal erstellt",
        "Deal - Letzte Phasenänderung",
        "Deal - Datum des gewonnenen Deals",
        "Deal - Datum des verlorenen Deals",
        "Deal - Deal abgeschlossen am",
        "Deal - Verlustgrund",
        "Deal - Erwartetes Abschlussdatum",
    ),
    "pt": (
        "Negócio - ID",
        "Negócio - Título",
        "Negócio - Proprietário",
        "Negócio - Valor",
        "Negócio - Moeda",
        "Negócio - Etapa",
        "Negócio - Status",
        "Negócio - Negócio criado em",
        "Negócio - Última alteração de etapa",
        "Negócio - Ganho em",
        "Negócio - Data de perda",
        "Negócio - Negócio fechado em",
        "Negócio - Motivo da perda",
        "Negócio - Data de fechamento esperada",
    ),
    "es": (
        "Trato - ID",
        "Trato - Título",
        "Trato - Propietario",
        "Trato - Valor",
        "Trato - Moneda",
        "Trato - Etapa",
        "Trato - Estado",
        "Trato - Trato creado",
        "Trato - Último cambio de etapa",
        "Trato - Fecha de ganado",
        "Trato - Fecha de perdido",
        "Trato - Trato cerrado el",
        "Trato - Motivo de pérdida",
        "Trato - Fecha de cierre prevista",
    ),
}
PIPEDRIVE_FIELDS = (
    "deal_id",
    "title",
    "owner",
    "value",
    "currency",
    "stage",
    "status",
    "created_at",
    "stage_changed_at",
    "won_at",
    "lost_at",
    "closed_at",
    "lost_reason",
    "expected_close",
)


@pytest.mark.parametrize("language", PIPEDRIVE)
def test_pipedrive_is_recognised_in_each_of_its_languages(tmp_path, language):
    headers = PIPEDRIVE[language]
    found = recognised(tmp_path, *headers, "Organization - Address", "Person - Phone")
    assert (found.kind, found.language) == ("pipedrive_deals", language)
    assert found.fields == dict(zip(PIPEDRIVE_FIELDS, headers, strict=True))
    assert found.ignored == ("Organization - Address", "Person - Phone")
    assert found.missing == ("pipeline",)


def test_headers_are_compared_without_case_dashes_and_spaces(tmp_path):
    found = recognised(tmp_path, " DEAL — id ", "deal - TITLE", "Deal  -  Stage")
    assert found.fields == {
        "deal_id": "DEAL — id",
        "title": "deal - TITLE",
        "stage": "Deal - Stage",
    }
    assert header_key("Powód_przegranej") == header_key("POWÓD  przegranej")


EXPORTS = {
    "pipedrive_activities": (
        "Activity - ID",
        "Activity - Subject",
        "Activity - Type",
        "Activity - Due date",
        "Activity - Done",
        "Activity - Assigned to user",
        "Activity - Marked as done time",
        "Deal - Title",
    ),
    "hubspot_deals": (
        "Record ID",
        "Deal Name",
        "Deal Stage",
        "Pipeline",
        "Amount",
        "Create Date",
        "Close Date",
        "Deal owner",
    ),
    "salesforce_report": (
        "Opportunity Owner",
        "Account Name",
        "Opportunity Name",
        "Stage",
        "Amount Currency",
        "Amount",
        "Close Date",
        "Fiscal Period",
    ),
    "salesforce_opportunities": (
        "Id",
        "Name",
        "AccountId",
        "OwnerId",
        "StageName",
        "Amount",
        "Probability",
        "CloseDate",
        "CreatedDate",
        "IsClosed",
        "IsWon",
        "CurrencyIsoCode",
    ),
    "salesforce_history": (
        "Id",
        "OpportunityId",
        "StageName",
        "Amount",
        "PrevAmount",
        "CloseDate",
        "Probability",
        "CreatedDate",
        "CreatedById",
        "IsDeleted",
    ),
    "salesforce_field_history": (
        "Id",
        "OpportunityId",
        "Field",
        "OldValue",
        "NewValue",
        "DataType",
        "CreatedDate",
    ),
    "salesforce_tasks": (
        "Id",
        "WhatId",
        "WhoId",
        "OwnerId",
        "Subject",
        "Type",
        "Status",
        "ActivityDate",
        "CreatedDate",
    ),
    "plain_deals": ("id", "owner", "value", "created", "closed", "status"),
    "plain_history": ("deal id", "stage", "entered at"),
    "lines": ("deal_id", "product", "quantity", "value"),
    "activities": ("deal_id", "owner", "type", "date"),
    "contacts": ("name", "organization", "email", "form of address", "consent email"),
    "reps": ("owner", "team", "started", "left"),
    "quotas": ("owner", "month", "quota"),
    "costs": ("source", "from", "to", "amount", "hours"),
    "contracts": ("customer", "starts", "ends", "amount", "decision", "referred_by"),
    "feedback": ("customer", "at", "score"),
    "experiment": ("lead", "arm", "assigned", "sent", "outcome"),
    "accounts": ("account", "segment", "territory"),
    "account_owners": ("account", "owner", "from", "to"),
    "account_visits": ("account", "owner", "visit date"),
    "products": ("product", "series", "price"),
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_each_kind_of_table_is_told_from_the_others(tmp_path, kind):
    found = recognised(tmp_path, *EXPORTS[kind])
    assert found.kind == kind
    assert set(found.fields.values()) <= set(EXPORTS[kind])


POLISH_TABLES = {
    "plain_deals": (
        "Nr oferty",
        "Klient",
        "Handlowiec",
        "Kwota netto",
        "Etap",
        "Data zapytania",
        "Data zamknięcia",
        "Źródło",
    ),
    "plain_history": ("ID szansy", "Etap", "Data wejścia", "Zmienił"),
    "lines": ("ID szansy", "Produkt", "Ilość", "Wartość"),
    "activities": ("ID szansy", "Handlowiec", "Rodzaj działania", "Data"),
    "contacts": ("Imię i nazwisko", "Firma", "E-mail", "Zwrot grzecznościowy"),
    "reps": ("Handlowiec", "Zespół", "Data zatrudnienia", "Data odejścia"),
    "quotas": ("Handlowiec", "Miesiąc", "Plan"),
    "costs": ("Źródło", "Od", "Do", "Koszt", "Godziny"),
    "contracts": ("Klient", "Data rozpoczęcia", "Data zakończenia", "Kwota", "Decyzja"),
    "feedback": ("Klient", "Data", "Ocena"),
    "experiment": ("ID leada", "Wariant", "Wysłano", "Wynik"),
    "accounts": ("Klient", "Branża", "Region"),
    "account_owners": ("Klient", "Opiekun", "Od", "Do"),
    "account_visits": ("Klient", "Handlowiec", "Data wizyty"),
    "products": ("Produkt", "Seria", "Cena"),
}


@pytest.mark.parametrize("kind", POLISH_TABLES)
def test_each_plain_table_is_recognised_in_polish(tmp_path, kind):
    found = recognised(tmp_path, *POLISH_TABLES[kind])
    assert (found.kind, found.language) == (kind, "pl")
    assert not found.ignored


def test_the_fields_of_a_report_are_those_meant(tmp_path):
    found = recognised(tmp_path, *EXPORTS["salesforce_report"])
    assert found.fields["currency"] == "Amount Currency"
    assert found.fields["value"] == "Amount"
    assert found.fields["organization"] == "Account Name"
    assert "deal_id" in found.missing


def test_the_fields_of_histories_are_those_meant(tmp_path):
    history = recognised(tmp_path, *EXPORTS["salesforce_history"]).fields
    assert (history["deal_id"], history["entry"], history["entered_at"]) == (
        "OpportunityId",
        "StageName",
        "CreatedDate",
    )
    fields = recognised(tmp_path, *EXPORTS["salesforce_field_history"]).fields
    assert (fields["field_key"], fields["from_stage"], fields["entry"]) == (
        "Field",
        "OldValue",
        "NewValue",
    )


def test_rows_that_share_ids_are_a_history_where_headers_alone_do_not_tell(tmp_path):
    headers = ("Deal ID", "Stage", "Date")
    once = recognised(
        tmp_path, *headers, rows=["1;A;2024-01-01", "2;A;2024-01-02", "3;B;2024-01-03"]
    )
    assert once.kind == "plain_deals"
    often = recognised(
        tmp_path,
        *headers,
        rows=["1;A;2024-01-01", "1;B;2024-01-02", "2;A;2024-01-03", "2;B;2024-01-04"],
    )
    assert often.kind == "plain_history"
    assert often.fields == {"deal_id": "Deal ID", "entry": "Stage", "entered_at": "Date"}


HUBSPOT_STAGES = (
    'Date entered "Appointment Scheduled (Sales Pipeline)"',
    'Date exited "Appointment Scheduled (Sales Pipeline)"',
    'Date entered "Closed Won (Sales Pipeline)"',
    'Latest time in "Closed Won (Sales Pipeline)"',
    "Date entered current stage",
)


def hubspot(folder: Path, stage: str, *stages: str) -> Recognised:
    headers = ("Record ID", "Deal Name", "Deal Stage", *stages)
    return recognised(
        folder, *headers, rows=[";".join(["7", "A", f'"{stage}"', *["2024-01-01"] * len(stages)])]
    )


def test_stage_dates_of_hubspot_are_keyed_as_the_stage_column_writes_them(tmp_path):
    entered, left, won = HUBSPOT_STAGES[:3]
    bare = hubspot(tmp_path, "Appointment Scheduled", *HUBSPOT_STAGES)
    assert bare.stage_dates == {"Appointment Scheduled": (entered, left), "Closed Won": (won, None)}
    assert bare.fields["stage_changed_at"] == "Date entered current stage"
    assert bare.ignored == (HUBSPOT_STAGES[3],)
    full = hubspot(tmp_path, "Appointment Scheduled (Sales Pipeline)", *HUBSPOT_STAGES)
    assert full.stage_dates["Appointment Scheduled (Sales Pipeline)"] == (entered, left)


def test_stages_of_two_pipelines_with_one_name_stay_apart(tmp_path):
    stages = ('Date entered "Won (New)"', 'Date entered "Won (Renewal)"', 'Date exited "Won (New)"')
    found = hubspot(tmp_path, "Won", *stages)
    assert found.stage_dates == {
        "Won (New)": (stages[0], stages[2]),
        "Won (Renewal)": (stages[1], None),
    }


def test_stage_dates_by_internal_names_are_keyed_by_the_stages_id(tmp_path):
    stages = ("hs_v2_date_entered_12", "hs_v2_date_exited_12", "hs_date_entered_closedwon")
    headers = ("hs_object_id", "dealname", "dealstage", *stages)
    found = recognised(tmp_path, *headers)
    assert found.kind == "hubspot_deals"
    assert found.stage_dates == {"12": stages[:2], "closedwon": (stages[2], None)}


def test_answers_of_the_interface_are_known_by_their_shape(tmp_path):
    change = {
        "field_key": "stage_id",
        "old_value": "1",
        "new_value": "2",
        "time": "2024-01-01 10:00:00",
    }
    saved = {
        "7.json": ({"data": [change]}, "pipedrive_changes"),
        "flow.json": (
            {"data": [{"object": "dealChange", "data": {**change, "item_id": 7}}]},
            "pipedrive_changes",
        ),
        "deals.json": (
            {"data": [{"id": 1, "title": "A", "stage_id": 2, "status": "open"}]},
            "pipedrive_deals",
        ),
        "pipelines.json": (
            {"data": [{"id": 1, "name": "A", "url_title": "a", "order_nr": 1, "active": True}]},
            "pipedrive_pipelines",
        ),
        "stages.json": (
            {"data": [{"id": 1, "name": "A", "pipeline_id": 2, "order_nr": 1}]},
            "pipedrive_stages",
        ),
    }
    for name, (document, kind) in saved.items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
        (table,) = read_tables(tmp_path / name)
        assert recognise(table).kind == kind, name


def test_a_list_of_leads_needs_neither_status_nor_stage(tmp_path):
    found = recognised(tmp_path, "mql_id", "first_contact_date", "origin")
    assert found.kind == "plain_deals"
    assert {"status", "stage"} <= set(found.missing)
    assert fault(tmp_path, "Deal ID", "Created", "Source").code == "missing_column"


def test_a_missing_column_is_named_with_what_was_recognised(tmp_path):
    error = fault(tmp_path, "Deal - ID", "Deal - Title", "Deal - Value")
    assert error.code == "missing_column"
    assert error.fields["value"] == "status/stage/won_at/lost_at"
    assert "Deal - ID = deal_id" in error.fields["known"]
    assert "--write-mapping" in error.fields["option"]


def test_a_table_of_something_else_is_unrecognised_with_its_headers(tmp_path):
    error = fault(tmp_path, "temperature", "humidity", "sensor")
    assert error.code == "unrecognised_file"
    assert error.fields["columns"] == ["temperature", "humidity", "sensor"]


def test_a_mapping_goes_before_what_is_recognised(tmp_path):
    mapping = {"columns": {"Nazwa robocza": "title", "CLIENT": "segment", "status": ""}}
    found = recognised(
        tmp_path, "id", "Nazwa robocza", "client", "status", "stage", mapping=mapping
    )
    assert found.fields == {
        "deal_id": "id",
        "title": "Nazwa robocza",
        "segment": "client",
        "stage": "stage",
    }
    assert found.ignored == ("status",)


def test_a_mapping_makes_a_strange_table_readable(tmp_path):
    mapping = {
        "kind": "plain_history",
        "columns": {"K": "deal_id", "S": "entry", "T": "entered_at"},
    }
    found = recognised(tmp_path, "K", "S", "T", "U", mapping=mapping)
    assert (found.kind, found.ignored) == ("plain_history", ("U",))
    assert (
        recognised(
            tmp_path, "K", "S", "T", mapping={"columns": {"K": "deal_id", "S": "stage"}}
        ).kind
        == "plain_deals"
    )


def test_a_mapping_says_nothing_of_a_table_without_its_columns(tmp_path):
    mapping = {"kind": "plain_deals", "columns": {"K": "deal_id", "S": "stage"}}
    assert recognised(tmp_path, *EXPORTS["quotas"], mapping=mapping).kind == "quotas"


def test_a_named_table_is_read_as_that(tmp_path):
    found = recognised(
        tmp_path,
        "channel",
        "segment",
        "lead",
        "group",
        as_table="experiment",
        mapping={"columns": {"segment": "outcome"}},
    )
    assert (found.kind, found.fields) == (
        "experiment",
        {"outcome": "segment", "lead": "lead", "arm": "group"},
    )


def test_names_that_do_not_exist_are_refused_with_those_that_do(tmp_path):
    table = fault(tmp_path, "id", "stage", as_table="invoices")
    assert (table.code, table.fields["value"]) == ("unknown_table", "invoices")
    assert "quotas" in table.fields["allowed"]
    field = fault(tmp_path, "id", "stage", mapping={"columns": {"id": "number"}})
    assert (field.code, field.fields["column"], field.fields["value"]) == (
        "unknown_field",
        "id",
        "number",
    )
    assert "deal_id" in field.fields["allowed"]


def test_a_named_table_without_its_columns_says_which_it_lacks(tmp_path):
    error = fault(tmp_path, "owner", "month", as_table="quotas")
    assert (error.code, error.fields["value"]) == ("missing_column", "target")


def test_every_vocabulary_names_fields_that_exist_in_all_its_languages():
    for vocabulary in vocabularies():
        named = {field for group in vocabulary.needs for field in group} | set(vocabulary.wanted)
        assert named <= set(vocabulary.fields), vocabulary.kind
        assert all(
            header
            for words in vocabulary.words.values()
            for listed in words.values()
            for header in listed
        )


def test_every_column_of_a_deal_that_a_file_can_hold_can_be_recognised():
    made_by_the_import = {
        "source_name",
        "absent_since",
        "flags",
        "value_original",
        "currency_original",
    }
    assert set(DEALS.names) - made_by_the_import <= set(fields_of("plain_deals"))


def test_every_kind_has_a_name_of_its_own():
    assert len(kinds()) == len(set(kinds()))
    assert {"pipedrive_deals", "fivetran_hubspot_stage_log", "account_visits"} <= set(kinds())


REAL_KINDS = {
    "maven_crm/sales_pipeline.csv": "plain_deals",
    "maven_crm/sales_teams.csv": "reps",
    "maven_crm/products.csv": "products",
    "maven_crm/accounts.csv": "accounts",
    "olist_funnel/olist_marketing_qualified_leads_dataset.csv": "plain_deals",
    "olist_funnel/olist_closed_deals_dataset.csv": "plain_deals",
    "olist_funnel/olist_sellers_dataset.csv": "accounts",
    "fivetran_hubspot_seeds/deal_data.csv": "fivetran_hubspot_deals",
    "fivetran_hubspot_seeds/deal_stage_data.csv": "fivetran_hubspot_stage_log",
    "fivetran_hubspot_seeds/deal_pipeline_data.csv": "fivetran_hubspot_pipelines",
    "fivetran_hubspot_seeds/deal_pipeline_stage_data.csv": "fivetran_hubspot_stages",
    "fivetran_hubspot_seeds/deal_property_history_data.csv": "fivetran_hubspot_property_history",
    "fivetran_hubspot_seeds/owner_data.csv": "reps",
    "fivetran_hubspot_seeds/company_data.csv": "accounts",
    "fivetran_hubspot_seeds/contact_data.csv": "contacts",
    "fivetran_hubspot_seeds/engagement_meeting_data.csv": "activities",
    "fivetran_hubspot_seeds/engagement_task_data.csv": "activities",
    "fivetran_salesforce_seeds/sf_opportunity_data.csv": "fivetran_salesforce_opportunities",
    "fivetran_salesforce_seeds/sf_opportunity_history_data.csv": "fivetran_salesforce_history",
    "fivetran_salesforce_seeds/sf_opportunity_line_item_data.csv": "lines",
    "fivetran_salesforce_seeds/sf_task_data.csv": "salesforce_tasks",
    "fivetran_salesforce_seeds/sf_event_data.csv": "salesforce_tasks",
    "fivetran_salesforce_seeds/sf_user_data.csv": "reps",
    "fivetran_salesforce_seeds/sf_account_data.csv": "accounts",
    "fivetran_salesforce_seeds/sf_contact_data.csv": "contacts",
    "fivetran_salesforce_seeds/sf_product_2_data.csv": "products",
}


@pytest.mark.skipif("REALDATA" not in os.environ, reason=REAL)
def test_real_files_are_recognised_without_a_mapping():
    for name, kind in REAL_KINDS.items():
        (table,) = read_tables(Path(os.environ["REALDATA"]) / name)
        assert recognise(table).kind == kind, name


@pytest.mark.skipif("REALDATA" not in os.environ, reason=REAL)
def test_columns_of_the_sample_companies_mean_what_their_makers_meant():
    folder = Path(os.environ["REALDATA"])

    def fields(name: str) -> dict[str, str]:
        (table,) = read_tables(folder / name)
        return recognise(table).fields

    assert fields("maven_crm/sales_pipeline.csv") == {
        "deal_id": "opportunity_id",
        "owner": "sales_agent",
        "organization": "account",
        "product": "product",
        "value": "close_value",
        "stage": "deal_stage",
        "created_at": "engage_date",
        "closed_at": "close_date",
    }
    assert fields("maven_crm/sales_teams.csv") == {
        "owner": "sales_agent",
        "team": "manager",
        "territory": "regional_office",
    }
    closed = fields("olist_funnel/olist_closed_deals_dataset.csv")
    assert closed == {
        "deal_id": "mql_id",
        "owner": "sr_id",
        "segment": "business_segment",
        "won_at": "won_date",
    }
    leads = fields("olist_funnel/olist_marketing_qualified_leads_dataset.csv")
    assert leads == {"deal_id": "mql_id", "source": "origin", "created_at": "first_contact_date"}


@pytest.mark.skipif("REALDATA" not in os.environ, reason=REAL)
def test_tables_of_other_things_are_not_taken_for_deals():
    folder = Path(os.environ["REALDATA"])
    for name in (
        "hillstrom_email_ab/hillstrom.csv",
        "fivetran_hubspot_seeds/ticket_pipeline_stage_data.csv",
        "fivetran_hubspot_seeds/email_campaign_data.csv",
        "fivetran_salesforce_seeds/sf_lead_data.csv",
    ):
        (table,) = read_tables(folder / name)
        with pytest.raises(ImportFailed):
            recognise(table)
