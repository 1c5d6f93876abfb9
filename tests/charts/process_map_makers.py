"""Processes made by hand: what a map must cope with."""

from __future__ import annotations

from datetime import date

from salestoolkit.core.process import Move, SalesProcess, Stage
from salestoolkit.core.process_numbers import ProcessNumbers, StageNumbers

AS_OF = date(2026, 10, 31)
NAMES = (
    "Pozyskanie zgłoszenia od właściciela",
    "Wycena i analiza porównawcza cen",
    "Podpisanie umowy pośrednictwa",
    "Przygotowanie dokumentów nieruchomości",
    "Prezentacje i dni otwarte",
    "Negocjacje oferty kupującego",
    "Umowa rezerwacyjna",
    "Umowa przedwstępna i zadatek",
    "Oczekiwanie na decyzję kredytową banku",
    "Akt notarialny",
    "Wydanie lokalu i protokół zdawczo-odbiorczy",
    "Opieka po sprzedaży i polecenia",
)
ACTIVITIES = (
    "Sprawdzenie księgi wieczystej i stanu prawnego",
    "Sesja zdjęciowa i rzut mieszkania",
    "Publikacja ogłoszenia w portalach",
    "Cotygodniowy raport dla właściciela",
    "Rozmowa z doradcą kredytowym",
    "Odpowiedzi na obiekcje",
    "Przygotowanie umowy",
)


def made_process(n: int, names: tuple[str, ...] = NAMES) -> SalesProcess:
    """A process of so many stages, with all that a card can show."""
    stages = tuple(
        Stage(
            key=f"s{at}",
            name=names[at % len(names)],
            passes="lead" if at < n // 6 else "customer" if n > 2 and at == n - 1 else "deal",
            waiting=at % 12 in (3, 8),
            target_days=(None, 5.0, 21.0)[at % 3],
            win_probability=(0.1, None, 0.25, 0.6)[at % 4],
            owner="pośrednik nieruchomości" if at % 2 else "agent",
            activities=ACTIVITIES[: 1 + at % len(ACTIVITIES)],
        )
        for at in range(n)
    )
    moves = (Move(start="s5", end="s3", reason="brak kredytu"), Move(start="s1", end="s4"))
    return SalesProcess(
        name="Sprzedaż mieszkań z rynku wtórnego – strona sprzedającego",
        pipeline="Sprzedający",
        linked="Kupujący",
        language="pl",
        stages=stages,
        moves=moves if n > 5 else (),
    )


def made_numbers(process: SalesProcess) -> ProcessNumbers:
    """Numbers of its deal stages, one of them without a median."""
    stages, entered = {}, 340
    for at, stage in enumerate(process.deal_stages):
        stages[stage.key] = StageNumbers(
            entered=entered,
            advanced=entered - 30 if entered > 30 else 0,
            median_days=None if at == 1 else 4.5 + 3 * at,
            open_now=(12, 0, 24, 7)[at % 4],
        )
        entered = stages[stage.key].advanced
    return ProcessNumbers(as_of=AS_OF, stages=stages)
