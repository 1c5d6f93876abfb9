"""Goals as a TOML file: read, kept with comments, and said what is wrong with line and field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import METRICS, Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.work_calendar import QUIET, WorkCalendar
from salestoolkit.errors import BookError, SalesToolkitError
from salestoolkit.sources.goals import (
    dump_goals,
    parse_goals,
    read_goals,
    save_goals,
    updated_goals,
)
from salestoolkit.words import load_words

FILE = """# Our goals.

# the year, as agreed in December
[[goal]]
name = "Year"
metric = "deals"   # won ones
amount = 90
who = "North"
start = 2026-01-01
until = 2026-12-31
lead_days = 60

[[goal.stage]]
name = "call to deal"   # counted in autumn
passed = 10
entered = 100

[goal.team]
country = "PL"
reps = 2              # Anna and Jan
calls_per_day = 5
leave_days = 26
quiet = ["august"]

# the quarter
[[goal]]
name = "Quarter"
metric = "revenue"
amount = 250000.5
currency = "PLN"
"""

texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
numbers = st.integers(0, 10**6) | st.floats(0, 1e6)
shares = st.floats(0, 1)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
stages = st.builds(StageRate, name=texts, rate=shares) | st.builds(
    StageRate, name=texts, passed=st.integers(0, 5), entered=st.integers(5, 90)
)
reps = st.builds(Rep, name=texts, share=shares, starts=st.none() | days) | st.just(Rep())
teams = st.builds(
    Team,
    reps=st.lists(reps, min_size=1, max_size=3).map(tuple),
    calendar=st.builds(
        WorkCalendar,
        country=st.sampled_from(["PL", "US", None]),
        quiet=st.lists(st.sampled_from(QUIET), unique=True).map(tuple),
        days_off=st.lists(days, max_size=2).map(tuple),
        day_in_lieu=st.booleans(),
    ),
    calls_per_day=st.none() | numbers,
    availability=shares,
    leave_days=st.integers(0, 40),
    ramp=st.lists(shares, max_size=3).map(tuple),
)
goals = st.builds(
    Goal,
    name=texts.filter(bool),
    metric=st.none() | st.sampled_from([one for one in METRICS if one != "win_rate"]),
    amount=st.none() | numbers,
    who=st.none() | texts,
    until=st.none() | days,
    chance=st.floats(0.01, 1),
    measures=st.lists(texts, max_size=2).map(tuple),
)
kept = st.builds(
    KeptGoal,
    goal=goals,
    pipeline=st.none() | texts,
    today=st.none() | numbers,
    done=numbers,
    attempts=st.none() | st.integers(0, 10**6),
    attempt=st.sampled_from(["call", "lead"]),
    lead_days=st.none() | st.integers(0, 400),
    stages=st.lists(stages, max_size=3).map(tuple),
    team=st.none() | teams,
)
files = st.lists(kept, max_size=3, unique_by=lambda one: one.goal.name)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)
@given(files)
def test_what_is_written_is_read_again(written):
    assert parse_goals(dump_goals(written), file="x") == tuple(written)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20, deadline=None)
@given(files, files)
def test_a_file_brought_up_to_date_says_what_it_should(before, after):
    text = updated_goals(dump_goals(before), after)
    assert parse_goals(text, file="x") == tuple(after)


def test_a_file_is_read_with_all_it_says():
    year, quarter = parse_goals(FILE, file="goals.toml")
    assert year.goal.amount == 90
    assert year.goal.until == date(2026, 12, 31)
    assert year.stages == (StageRate(name="call to deal", passed=10, entered=100),)
    assert year.team == Team.of(
        2, calls_per_day=5, leave_days=26, calendar=WorkCalendar(quiet=("august",))
    )
    assert year.evidence.basis.lead.median == 60
    assert quarter.goal.currency == "PLN"
    assert quarter.team is None


def test_nothing_changed_leaves_every_byte():
    assert updated_goals(FILE, parse_goals(FILE, file="x")) == FILE
    windows = FILE.replace("\n", "\r\n")
    assert updated_goals(windows, parse_goals(windows, file="x")) == windows


def test_only_what_differs_is_changed_and_comments_stay():
    year, quarter = parse_goals(FILE, file="x")
    more = replace(
        year,
        goal=replace(year.goal, amount=100),
        stages=(replace(year.stages[0], passed=12),),
        team=replace(year.team, leave_days=20),
    )
    changed = updated_goals(FILE, [more, quarter])
    expected = FILE.replace("amount = 90", "amount = 100").replace("passed = 10", "passed = 12")
    assert changed == expected.replace("leave_days = 26", "leave_days = 20")


def test_goals_can_come_go_and_change_places():
    year, quarter = parse_goals(FILE, file="x")
    swapped = updated_goals(FILE, [quarter, year])
    assert parse_goals(swapped, file="x") == (quarter, year)
    for comment in ("# the quarter", "# the year, as agreed in December", "# counted in autumn"):
        assert comment in swapped
    alone = updated_goals(FILE, [quarter])
    assert "# the quarter" in alone
    assert "Year" not in alone
    new = KeptGoal(goal=Goal(name="New", metric="calls", amount=5))
    assert parse_goals(updated_goals(FILE, [year, new, quarter]), file="x") == (year, new, quarter)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_new_file_says_how_to_edit_it(language, tmp_path):
    path = tmp_path / "goals.toml"
    year, _ = parse_goals(FILE, file="x")
    assert save_goals(path, [year], language=language).copy is None
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "cycle_days" in text.split("[[goal]]\nname")[0]
    assert read_goals(path) == (year,)


def test_saving_keeps_the_former_file_as_a_copy(tmp_path: Path):
    path = tmp_path / "goals.toml"
    path.write_text(FILE, encoding="utf-8")
    year, quarter = read_goals(path)
    assert save_goals(path, [year, quarter]).copy is None
    saved = save_goals(path, [year])
    assert saved.copy is not None
    assert saved.copy.read_text(encoding="utf-8") == FILE
    assert read_goals(path) == (year,)


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path):
    assert read_goals(tmp_path / "none.toml") == ()


def test_a_broken_file_is_left_as_it_is(tmp_path: Path):
    path = tmp_path / "goals.toml"
    path.write_text("[[goal]\n", encoding="utf-8")
    with pytest.raises(BookError):
        save_goals(path, [KeptGoal(goal=Goal(name="New"))])
    assert path.read_text(encoding="utf-8") == "[[goal]\n"


def test_two_goals_of_one_name_are_refused(tmp_path: Path):
    twin = KeptGoal(goal=Goal(name="Year"))
    with pytest.raises(BookError, match="process_twice"):
        save_goals(tmp_path / "goals.toml", [twin, twin])
    with pytest.raises(BookError, match="process_twice"):
        parse_goals('[[goal]]\nname = "a"\n[[goal]]\nname = "a"\n', file="x")


BAD = [
    ("amount = 90", "amount = -1", "Goal", "Cel"),
    ("amount = 90", "amount = nan", "Goal", "Cel"),
    ("amount = 90", 'amount = "ninety"', "Goal", "Cel"),
    ("until = 2026-12-31", "until = 2025-12-31", "Last day", "Ostatni dzień"),
    ("until = 2026-12-31", 'until = "2026"', "Last day", "Ostatni dzień"),
    ("passed = 10", "rate = 1.2", "Rate", "Konwersja"),
    ("passed = 10", "passed = 200", "Successes", "Sukcesy"),
    ('country = "PL"', 'country = "Poland"', "Country", "Kraj"),
    ("reps = 2", "reps = 0", "Reps", "Handlowcy"),
    ("reps = 2", "reps = 1.5", "Reps", "Handlowcy"),
    ("calls_per_day = 5", 'calls_per_day = "many"', "Calls a day", "Telefony dziennie"),
    ('quiet = ["august"]', 'quiet = ["july"]', "Quiet times", "Spokojne okresy"),
    ('metric = "deals"', 'metric = "joy"', "Metric", "Miara"),
    ("lead_days = 60", "lead_days = -3", "Days until a success", "Dni do sukcesu"),
]


@pytest.mark.parametrize(("old", "new", "english", "polish"), BAD)
def test_what_is_wrong_is_one_sentence_with_line_and_field(old, new, english, polish):
    line = FILE[: FILE.index(old)].count("\n") + 1
    with pytest.raises(SalesToolkitError) as error:
        parse_goals(FILE.replace(old, new, 1), file="goals.toml")
    said = load_words("en").error(error.value)
    assert said.startswith(f"Line {line} of “goals.toml”")
    assert f"“{english}”" in said
    assert said.endswith(".")
    assert f"„{polish}”" in load_words("pl").error(error.value)
    for words in (said, load_words("pl").error(error.value)):
        assert "goal_" not in words
        assert "{" not in words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[goal]]\namount = 3\n", "toml_missing"),
        ('[[goal]]\nname = "x"\ncolour = "red"\n', "toml_unknown_key"),
        ('[goal]\nname = "x"\n', "toml_not_entries"),
        ('[[goal]]\nname = "x"\nteam = 3\n', "goal_not_section"),
        ('[[goal]]\nname = "x"\nwho = 3\n', "toml_not_text"),
        (
            '[[goal]]\nname = "x"\n[goal.team]\nreps = 2\n[[goal.team.rep]]\nname = "A"\n',
            "goal_reps_differ",
        ),
        ('[[goal]]\nname = "x"\n[goal.team]\nramp = 3\nreps = 1\n', "goal_in_file"),
        ('[[goal]]\nname = "x"\n[goal.team]\ncountry = "PL"\n', "goal_in_file"),
        ('[[goal]]\nname = "x"\nattempt = "wink"\n', "goal_in_file"),
        ("goal = 3\n", "toml_not_entries"),
    ],
)
def test_what_does_not_belong_in_the_file_is_named(text, code):
    with pytest.raises(BookError) as error:
        parse_goals(text, file="goals.toml")
    assert error.value.code == code
    for language in ("en", "pl"):
        said = load_words(language).error(error.value)
        assert "goals.toml" in said
        assert "errors." not in said


def test_the_example_in_the_documentation_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "goals_file.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    year, spring = parse_goals(example, file="goals.toml")
    assert (year.goal.amount, year.goal.chance, year.lead_days) == (90, 0.8, 60)
    assert year.team is not None
    assert [rep.name for rep in year.team.reps] == ["Anna Kowalska", "Jan Nowak"]
    assert spring.goal.currency == "PLN"
    listed = example.split('metric = "deals"')[1].split("\n")[0].replace("#", "").split(",")
    assert tuple(name.strip() for name in listed) == METRICS
