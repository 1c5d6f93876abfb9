"""A test of two first e-mails in each company, as it stood when its results were read.

Its dice are its own: whatever changes here changes no other file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from companies import EXPORTED
from simulate import Dice
from writing import table

DAYS_OFF = (5, 6)
LOOKS = ("as_of", "verdict", "arm", "n", "successes")


@dataclass(frozen=True)
class Story:
    """A test and the truth behind it: how often each text is answered, whatever the readout says."""

    key: str
    seed: int
    first_id: int
    mark: str
    starts: date
    days: int
    leads_a_day: int
    window: int
    rates: tuple[float, float]
    arms: tuple[str, str]
    assigned: tuple[str, ...]
    results: tuple[str, ...]
    yes: str
    no: str
    separator: str
    looks: tuple[tuple[date, str], ...]
    toml: str


@dataclass(frozen=True)
class Drawn:
    """One lead: its arm, when it was assigned and written to, and the day of its answer."""

    lead: str
    arm: int
    assigned: date
    sent: date
    replied: date | None


POLISH = Story(
    key="kwarcowa_sowa",
    seed=20260831,
    first_id=4001,
    mark="K",
    starts=date(2026, 8, 17),
    days=43,
    leads_a_day=20,
    window=10,
    rates=(0.08, 0.14),
    arms=("Oferta", "Pytanie"),
    assigned=("Lead", "Wariant", "Przydzielono", "Zostaje razem"),
    results=("Lead", "Wysłano", "Odpowiedź", "Data odpowiedzi"),
    yes="tak",
    no="nie",
    separator=";",
    looks=((date(2026, 10, 30), "winner"),),
    toml="""\
# Test ustalony na zebraniu zespołu 10 sierpnia 2026 r., zanim wysłano pierwszą wiadomość.
name = "Pierwszy e-mail: oferta czy pytanie"
who = "Leady z targów i z formularza, z którymi nikt jeszcze nie rozmawiał"
language = "pl"
market = "pl"
starts = 2026-08-17
leads_per_day = 14
power = 0.8
level = 0.95
looks = "once"  # raz, na końcu
seed = 20260817

[outcome]
name = "odpowiedź"
kind = "yes_no"
window_days = 10
usual = 0.08  # tyle odpowiedzi mieliśmy wiosną
smallest = 0.06  # mniejsza różnica nie jest warta pisania od nowa

[[arm]]
name = "Oferta"
channel = "email"
template = "Opis systemu z cennikiem w załączniku"
share = 1

[[arm]]
name = "Pytanie"
channel = "email"
template = "Jedno pytanie o inwentaryzację, bez załącznika"
share = 1
""",
)
ENGLISH = Story(
    key="marmalade_lighthouse",
    seed=20261301,
    first_id=7001,
    mark="M",
    starts=date(2026, 9, 7),
    days=28,
    leads_a_day=20,
    window=14,
    rates=(0.1, 0.1),
    arms=("Plain", "Story"),
    assigned=("Lead", "Variant", "Assigned on", "Stays together"),
    results=("Lead", "Sent", "Replied", "Reply date"),
    yes="yes",
    no="no",
    separator=",",
    looks=tuple((date(2026, 10, day), "cannot_tell") for day in (7, 14, 21, 30)),
    toml="""\
# Agreed on at the team meeting of 3 September 2026, before the first message went out.
name = "First e-mail: plain or a client's story"
who = "Companies that downloaded the planning guide"
language = "en"
market = "uk"
starts = 2026-09-07
leads_per_day = 14
power = 0.8
level = 0.95
looks = "daily"  # everybody wants to know
seed = 20260907

[outcome]
name = "reply"
kind = "yes_no"
window_days = 14
usual = 0.1  # what we had in spring
smallest = 0.05  # less is not worth the writing

[[arm]]
name = "Plain"
channel = "email"
template = "Three sentences about the planner"
share = 1

[[arm]]
name = "Story"
channel = "email"
template = "How one client planned its spring"
share = 1
""",
)
STORIES = {story.key: story for story in (POLISH, ENGLISH)}


def write_channel_test(company: str, folder: Path) -> None:
    """Write the test of one company into a folder of its own."""
    story = STORIES[company]
    drawn = draw(story)
    folder = folder / "channel_test"
    folder.mkdir(parents=True, exist_ok=True)
    assigned = [(one.lead, story.arms[one.arm], one.assigned, "") for one in drawn]
    files = {
        "test.toml": story.toml,
        "assigned.csv": table(story.assigned, assigned),
        "results.csv": table(story.results, _results(story, drawn), separator=story.separator),
        "looks.csv": table(LOOKS, _looks(story, drawn)),
    }
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))


def draw(story: Story) -> list[Drawn]:
    """Leads in pairs of chance, each written to on the next working day, and who answered when."""
    dice, drawn = Dice(story.seed), []
    day = story.starts
    for number in range(story.days):
        while day.weekday() in DAYS_OFF:
            day += timedelta(days=1)
        for place in range(story.leads_a_day):
            if place % 2 == 0:
                first = dice.whole(0, 1)
            arm = first if place % 2 == 0 else 1 - first
            drawn.append(_lead(story, dice, number * story.leads_a_day + place, arm, day))
        day += timedelta(days=1)
    return drawn


def _lead(story: Story, dice: Dice, number: int, arm: int, day: date) -> Drawn:
    sent = day + timedelta(days=3 if day.weekday() == 4 else 1)
    replied = None
    if dice.uniform() < story.rates[arm]:
        # most answer within three days, hardly anybody after a week
        replied = sent + timedelta(days=min(int(1 / (0.05 + dice.uniform())), story.window - 1))
        replied = replied if replied <= EXPORTED else None
    return Drawn(f"{story.mark}{story.first_id + number}", arm, day, sent, replied)


def _results(story: Story, drawn: list[Drawn]) -> list[tuple[object, ...]]:
    """What the mailing tool exported, with what such files hold besides."""
    rows: list[tuple[object, ...]] = [
        (one.lead, one.sent, story.yes if one.replied else story.no, one.replied or "")
        for one in drawn
    ]
    early, late = _early(drawn), _late(drawn)
    # an answer to an older letter, booked on the new one
    told = drawn[early].sent - timedelta(days=2)
    rows[early] = (drawn[early].lead, drawn[early].sent, story.yes, told)
    after = drawn[late].sent + timedelta(days=story.window + 3)
    rows[late] = (drawn[late].lead, drawn[late].sent, story.yes, after)
    stranger = (f"{story.mark}9999", drawn[90].sent, story.yes, drawn[90].sent)
    return [*rows, rows[17], stranger]


def _looks(story: Story, drawn: list[Drawn]) -> list[tuple[object, ...]]:
    """What stood there on the days on which somebody looked."""
    rows: list[tuple[object, ...]] = []
    for day, verdict in story.looks:
        passed = day - timedelta(days=story.window - 1)
        known = [one for at, one in enumerate(drawn) if one.sent <= passed and at != _early(drawn)]
        for place, arm in enumerate(story.arms):
            own = [one for one in known if one.arm == place]
            rows.append((day, verdict, arm, len(own), sum(one.replied is not None for one in own)))
    return rows


def _early(drawn: list[Drawn]) -> int:
    """The lead whose answer is dated before the letter."""
    return next(at for at, one in enumerate(drawn) if at >= 50 and one.replied)


def _late(drawn: list[Drawn]) -> int:
    """The lead that answered when its window was over."""
    return next(at for at, one in enumerate(drawn) if at >= 80 and not one.replied)
