"""Letters, talks and reviews of the sample companies' clients, for mining objections.

A random stream of its own: the other files do not change when this one does. What is planted is told in
`STORIES.md`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

SEED = 20261130
LETTERS = 170
CALLS = 6
REVIEWS = 24
LIKELY_IF_LOST = 0.45
LIKELY_IF_NOT = 0.12
"""How often a letter of a lost deal, and of another, objects to the price."""
OTHERS = 0.34
"""How often any other objection comes up in a letter."""

Said = Mapping[str, Sequence[str]]

ENGLISH: Said = {
    "hello": ["Hello {first},", "Hi {first},", "Dear {first},", "Good morning,"],
    "thanks": [
        "Thank you for the demonstration on Wednesday.",
        "Thanks for sending the figures so quickly.",
        "It was good to meet you at the trade fair.",
        "We have gone through your documents.",
    ],
    "plain": [
        "We pack about four hundred parcels a day, in two shifts.",
        "Our warehouse stands next to the old brewery.",
        "Could you send the list of functions once more?",
        "The colleagues in dispatch liked the screens.",
        "Please use the new delivery address on the invoice.",
        "On Thursdays I am easiest to reach before ten.",
    ],
    "price": [
        "I am afraid the price is far too high for a firm of our size.",
        "For that amount we could hire somebody for half a year.",
        "Your quote is well above what we had set aside.",
        "It is simply too expensive for us.",
    ],
    "timing": [
        "Before the end of our season we cannot start anything new.",
        "Please get back to me next year, at the moment it does not fit.",
        "We have too much on our plate right now.",
    ],
    "authority": [
        "I cannot decide this by myself, our managing director has to approve it.",
        "Purchasing at head office will have the last word.",
    ],
    "trust": [
        "We have never heard of your company before.",
        "I am not convinced that it would work in a warehouse like ours.",
    ],
    "competitor": [
        "We already have a supplier for this and are happy with them.",
        "Another vendor has offered us the same for less.",
    ],
    "effort": [
        "Moving all our stock data would take us weeks.",
        "My people have no time to learn a new system.",
        "The changeover would be too much work for the team.",
    ],
    "no_need": [
        "To be honest, we do not need such a system.",
        "Our spreadsheet does the job well enough.",
    ],
    "contract_risk": [
        "A contract of three years is too long for us.",
        "We are worried about being locked in.",
    ],
    "bye": ["Kind regards", "Best wishes", "Regards"],
    "question": [
        "And what would you need to see?",
        "What makes you say so?",
        "Compared with what?",
    ],
    "roles": ["Client", "Seller"],
    "subject": ["Your offer", "Planning software", "After the demo"],
    "first": ["Mabel", "Rupert", "Saffron", "Hugo", "Philippa", "Otto"],
    "last": ["Quillfeather", "Merriweather", "Thistlewood", "Pumphrey", "Larkin", "Oddington"],
    "praise": [
        "Friendly people and a quick start.",
        "It does what it says.",
        "Support answered in an hour.",
    ],
    "reviews": ["text", "date"],
}
POLISH: Said = {
    "hello": ["Dzień dobry,", "Dzień dobry Panie {first},", "Szanowni Państwo,"],
    "thanks": [
        "Dziękuję za środową prezentację.",
        "Dziękuję za szybkie przesłanie zestawienia.",
        "Miło było spotkać się na targach.",
        "Przejrzeliśmy Państwa materiały.",
    ],
    "plain": [
        "Pakujemy około czterystu paczek dziennie, na dwie zmiany.",
        "Magazyn stoi obok starego browaru.",
        "Czy mogą Państwo jeszcze raz przesłać listę funkcji?",
        "Koleżankom z wysyłki spodobały się ekrany.",
        "Na fakturze proszę podać nowy adres dostawy.",
        "W czwartki najłatwiej mnie złapać przed dziesiątą.",
    ],
    "price": [
        "Niestety cena jest dla nas zdecydowanie za wysoka.",
        "Za takie pieniądze mogę zatrudnić kogoś na pół roku.",
        "To znacznie więcej, niż mamy w budżecie.",
        "Po prostu nas na to nie stać.",
    ],
    "timing": [
        "Przed końcem sezonu niczego nowego nie zaczniemy.",
        "Proszę odezwać się w przyszłym roku, teraz to nie jest dobry moment.",
        "Mamy teraz za dużo na głowie.",
    ],
    "authority": [
        "Sam o tym nie zdecyduję, musi to zatwierdzić prezes.",
        "Ostatnie słowo ma dział zakupów w centrali.",
    ],
    "trust": [
        "Szczerze mówiąc, nigdy nie słyszałem o Państwa firmie.",
        "Nie jestem przekonany, że to zadziała w takim magazynie jak nasz.",
    ],
    "competitor": [
        "Mamy już stałego dostawcę i jesteśmy z niego zadowoleni.",
        "Konkurencja zaproponowała nam to samo taniej.",
    ],
    "effort": [
        "Przeniesienie wszystkich danych zajęłoby nam tygodnie.",
        "Ludzie nie mają czasu uczyć się nowego programu.",
        "Takie wdrożenie to dla nas za dużo pracy.",
    ],
    "no_need": [
        "Prawdę mówiąc, nie potrzebujemy takiego systemu.",
        "Nasz arkusz w zupełności nam wystarcza.",
    ],
    "contract_risk": [
        "Umowa na trzy lata jest dla nas za długa.",
        "Boimy się, że nie będziemy mogli z tego zrezygnować.",
    ],
    "bye": ["Pozdrawiam", "Z poważaniem", "Pozdrawiam serdecznie"],
    "question": ["A co musieliby Państwo zobaczyć?", "Skąd ta obawa?", "W porównaniu z czym?"],
    "roles": ["Klient", "Handlowiec"],
    "subject": ["Państwa oferta", "System do magazynu", "Po prezentacji"],
    "first": ["Tomaszu", "Ignacy", "Bartoszu", "Olgierdzie", "Henryku", "Marcelu"],
    "last": ["Pajęczynek", "Szuwarek", "Gżegżółka", "Kałamarz", "Parasolny", "Grzebień"],
    "praise": [
        "Mili ludzie i szybki start.",
        "Robi to, co miało robić.",
        "Wsparcie odpisało po godzinie.",
    ],
    "reviews": ["treść", "data"],
}
THEMES = ("timing", "authority", "trust", "competitor", "effort", "no_need", "contract_risk")
FIRST_DAY, DAYS = date(2025, 11, 3), 360


@dataclass(frozen=True)
class Deal:
    """What letters need of a deal."""

    id: str
    lost: bool
    created: date


def write_correspondence(folder: Path, *, polish: bool) -> None:
    """Write ``correspondence/`` beside a company's deals: a mailbox, calls, reviews."""
    said = POLISH if polish else ENGLISH
    random = np.random.default_rng([SEED, int(polish)])
    deals = _deals(folder / "deals.csv", polish=polish)
    chosen = random.choice(len(deals), LETTERS + CALLS, replace=False)
    target = folder / "correspondence"
    (target / "calls").mkdir(parents=True, exist_ok=True)
    letters = [_letter(deals[place], said, random) for place in chosen[:LETTERS]]
    (target / "letters.mbox").write_bytes("".join(letters).encode())
    for place in chosen[LETTERS:]:
        path = target / "calls" / f"{deals[place].id}.txt"
        path.write_bytes(_call(deals[place], said, random).encode())
    (target / "reviews.csv").write_bytes(_reviews(said, random).encode())


def _deals(path: Path, *, polish: bool) -> list[Deal]:
    """Deals created in the last year of the export, with a fate told by its status."""
    prefix = "Szansa sprzedaży - " if polish else "Deal - "
    names = (
        ("ID", "Status", "Szansa sprzedaży utworzona")
        if polish
        else ("ID", "Status", "Deal created")
    )
    found = []
    for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
        key, status, created = (row[f"{prefix}{name}"] for name in names)
        try:
            day = date.fromisoformat(created[:10])
        except ValueError:
            continue
        if key and day >= FIRST_DAY:
            found.append(Deal(key, status in ("Lost", "Przegrana"), day))
    return found


def _objections(deal: Deal, day: date, random: np.random.Generator) -> list[str]:
    """What a client objects to: the price where the deal is lost, the effort the more the later."""
    themes = []
    if random.random() < (LIKELY_IF_LOST if deal.lost else LIKELY_IF_NOT):
        themes.append("price")
    if random.random() < OTHERS:
        grown = (day - FIRST_DAY).days / DAYS
        weights = np.array([3.0 * grown if theme == "effort" else 1.0 for theme in THEMES])
        themes.append(str(random.choice(THEMES, p=weights / weights.sum())))
    return themes


def _pick(said: Said, key: str, random: np.random.Generator) -> str:
    return str(said[key][int(random.integers(len(said[key])))])


def _letter(deal: Deal, said: Said, random: np.random.Generator) -> str:
    day = min(deal.created + timedelta(days=int(random.integers(5, 40))), date(2026, 10, 30))
    first, last = _pick(said, "first", random), _pick(said, "last", random)
    before, after = random.choice(len(said["plain"]), 2, replace=False)
    lines = [_pick(said, "thanks", random), said["plain"][before]]
    lines += [_pick(said, theme, random) for theme in _objections(deal, day, random)]
    lines.append(said["plain"][after])
    hello = _pick(said, "hello", random).format(first=first)
    sent = day.strftime("%a, %d %b %Y 09:30:00 +0100")
    head = [
        f"From client{deal.id}@client.example {day:%a %b %d} 09:30:00 {day:%Y}",
        f"From: client{deal.id}@client.example",
        "To: sales@firm.example",
        f"Subject: {_pick(said, 'subject', random)} [{deal.id}]",
        f"Date: {sent}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    body = [hello, "", " ".join(lines), "", _pick(said, "bye", random), last]
    return "\n".join([*head, "", *body, "", ""])


def _call(deal: Deal, said: Said, random: np.random.Generator) -> str:
    client, seller = said["roles"]
    lines = [
        f"{client}: {_pick(said, 'thanks', random)}",
        f"{seller}: {_pick(said, 'question', random)}",
    ]
    for theme in ["price", str(random.choice(THEMES))]:
        lines += [
            f"{client}: {_pick(said, theme, random)}",
            f"{seller}: {_pick(said, 'question', random)}",
            f"{client}: {_pick(said, 'plain', random)}",
        ]
    return "\n".join(lines) + "\n"


def _reviews(said: Said, random: np.random.Generator) -> str:
    rows = [",".join(said["reviews"])]
    for _ in range(REVIEWS):
        theme = str(random.choice(["praise", "praise", "effort", "price", "trust"]))
        day = FIRST_DAY + timedelta(days=int(random.integers(DAYS)))
        rows.append(f'"{_pick(said, theme, random)}",{day.isoformat()}')
    return "\n".join(rows) + "\n"
