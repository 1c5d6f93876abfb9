"""How the columns of a table of letters are called, in English and Polish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salestoolkit.sources.recognition.vocabulary import header_key

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *(
            "text",
            "body",
            "message",
            "content",
            "comment",
            "review",
            "opinion",
            "post",
            "note",
            "notes",
        ),
        *("sentence", "utterance", "transcript", "description", "feedback", "reply"),
        *(
            "treść",
            "tekst",
            "wiadomość",
            "komentarz",
            "opinia",
            "recenzja",
            "wpis",
            "notatka",
            "uwagi",
        ),
        *("zdanie", "wypowiedź", "transkrypcja", "opis", "odpowiedź"),
    ),
    "deal_id": (
        *("deal id", "deal", "opportunity id", "opportunity", "case id"),
        *("id szansy", "szansa", "numer szansy", "id oferty", "numer oferty"),
    ),
    "at": (
        "at",
        "date",
        "sent at",
        "sent",
        "created at",
        "data",
        "wysłano",
        "data wysłania",
        "kiedy",
    ),
    "subject": ("subject", "title", "topic", "temat", "tytuł"),
    "sender": (
        "sender",
        "from",
        "author",
        "name",
        "user",
        "nadawca",
        "od",
        "autor",
        "imię i nazwisko",
    ),
    "recipient": ("recipient", "to", "odbiorca", "do"),
    "stage": ("stage", "deal stage", "etap"),
    "outcome": ("outcome", "status", "fate", "result", "wynik", "rezultat"),
    "lost_reason": ("lost reason", "reason", "powód przegranej", "powód"),
    "language": ("language", "lang", "język"),
}
LANGUAGES = {"en": "en", "pl": "pl", "po": "pl", "an": "en"}
"""First letters of a language's name or code."""


def columns_of(headers: Sequence[str]) -> dict[str, str]:
    """Header of each field that a table has."""
    own = {header_key(header): header for header in headers}
    found: dict[str, str] = {}
    for field, names in COLUMNS.items():
        hit = next((own[header_key(name)] for name in names if header_key(name) in own), None)
        if hit is not None and hit not in found.values():
            found[field] = hit
    return found
