"""Names of a cell are told in the order in which Python comes across them."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.reports.own.names import names_of

NAMES = st.sampled_from("abcd")
LINES = st.one_of(
    st.builds("{} = {}".format, NAMES, NAMES),
    st.builds("{} += {}".format, NAMES, NAMES),
    st.builds("{} = [{} for {} in {}]".format, NAMES, NAMES, NAMES, NAMES),
    st.builds("for {} in {}: {}".format, NAMES, NAMES, NAMES),
    st.builds("({} := {})".format, NAMES, NAMES),
    st.builds("if {}: {} = {}".format, NAMES, NAMES, NAMES),
)


def endless() -> list:
    """Holds nothing but itself: however deep a cell looks into it, there is something."""
    made: list = []
    made.append(made)
    return made


def runs_with(program: str, names: set[str]) -> bool:
    try:
        exec(compile(program, "cell", "exec"), {name: endless() for name in names})
    except NameError:
        return False
    return True


@given(st.lists(LINES, min_size=1, max_size=6))
def test_a_cell_runs_with_the_names_that_it_uses_and_with_none_of_them_missing(lines):
    program = "\n".join(lines)
    used = set(names_of(ast.parse(program)).used)
    assert runs_with(program, used)
    assert not any(runs_with(program, used - {name}) for name in used)
