from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from process_map_makers import made_process

from salestoolkit.charts.process_mermaid import mermaid, mermaids
from salestoolkit.charts.text import clean
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import load_words

PL, EN = load_words("pl"), load_words("en")
NODE = re.compile(r'([a-z]+\d+)(?:\["([^"]*)"\]|\{\{"([^"]*)"\}\}(:::waiting))')
EDGE = re.compile(r'([a-z]+\d+) (-->|-\.->)(?:\|"([^"]*)"\|)? ([a-z]+\d+)')
Node = tuple[str, bool]
Edge = tuple[str, str, str, str]


def parsed(text: str) -> tuple[dict[str, Node], list[Edge]]:
    """Nodes (name, whether it waits) and edges; fails on any line that is neither."""
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == lines[2] == "---" and lines[3] == "flowchart LR"
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for line in lines[4:]:
        if node := NODE.fullmatch(line):
            nodes[node[1]] = (label(node[2] or node[3]), node[4] is not None)
        elif edge := EDGE.fullmatch(line):
            edges.append((edge[1], edge[2], label(edge[3] or ""), edge[4]))
        else:
            assert re.fullmatch(r'subgraph [a-z]+\["[^"]*"\]|end|classDef waiting .*', line), line
    return nodes, edges


def label(text: str) -> str:
    """A label as Mermaid shows it."""
    assert not re.search(r"[<>`\[\]{}|%*]", text)
    return unescape(re.sub(r"#(\d+);", r"&#\1;", text))


def test_there_is_one_node_a_stage_and_the_last_leads_to_the_first() -> None:
    process = made_process(7)
    nodes, edges = parsed(mermaid(process, PL))
    assert [name for name, _ in nodes.values()][:2] == [
        "1 · Pozyskanie zgłoszenia od właściciela",
        "2 · Wycena i analiza porównawcza cen",
    ]
    assert [waits for _, waits in nodes.values()] == [stage.waiting for stage in process.stages]
    onward = [(start, end) for start, kind, _, end in edges if kind == "-->"]
    assert onward == [(f"a{at}", f"a{at + 1}") for at in range(1, 7)] + [("a7", "a1")]
    assert ("a7", "-->", "polecenia przynoszą nowe leady", "a1") in edges
    assert ("a6", "-.->", "brak kredytu", "a4") in edges
    assert ("a2", "-.->", "", "a5") in edges


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_names_of_any_kind_come_through(names: list[str]) -> None:
    stages = tuple(Stage(key=f"k{at}", name=name) for at, name in enumerate(names))
    nodes, edges = parsed(mermaid(SalesProcess(name=names[0], stages=stages), EN))
    shown = [clean(name) or f"k{at}" for at, name in enumerate(names)]
    assert [name for name, _ in nodes.values()] == [
        f"{place} · {name}" for place, name in enumerate(shown, start=1)
    ]
    assert len(edges) == len(names)


def test_what_means_something_in_a_wiki_is_inert() -> None:
    names = ('"]; click a1 "javascript:alert(1)"', "<b>x</b>", "%%{init: {}}%%", "a;b|c", "end")
    stages = tuple(Stage(key=name, name=name) for name in names)
    text = mermaid(SalesProcess(name='<script>"\n---\n', stages=stages), EN)
    nodes, _ = parsed(text)
    assert [name.partition(" · ")[2] for name, _ in nodes.values()] == list(names)
    assert "<" not in text and "%%" not in text and "\n---\n---" not in text


def test_linked_processes_have_boxes_of_their_own() -> None:
    text = mermaids([made_process(3), made_process(2)], PL)
    nodes, edges = parsed(text)
    assert list(nodes) == ["a1", "a2", "a3", "b1", "b2"]
    assert text.count("subgraph") == 2
    assert not [edge for edge in edges if edge[0][0] != edge[3][0]]


def test_without_stages_there_is_a_sentence() -> None:
    nodes, edges = parsed(mermaid(made_process(0), PL))
    assert "nie ma jeszcze etapów" in nodes["a0"][0]
    assert not edges
