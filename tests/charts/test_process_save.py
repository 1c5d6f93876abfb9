from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from process_map_makers import made_process

from salestoolkit.charts.process_map import process_map
from salestoolkit.charts.process_save import save_map
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.words import load_words

PL = load_words("pl")


def test_a_map_is_kept_as_its_suffix_says(tmp_path: Path) -> None:
    drawn = process_map(made_process(7), PL)
    for name, start in (("m.svg", b"<svg"), ("m.PNG", b"\x89PNG"), ("new/m.pdf", b"%PDF")):
        assert save_map(drawn, tmp_path / name) is None
        assert (tmp_path / name).read_bytes().startswith(start)


def test_the_pdf_is_one_a4_page_across_with_its_letters_in_it(tmp_path: Path) -> None:
    save_map(process_map(made_process(12), PL), tmp_path / "map.pdf")
    pdf = (tmp_path / "map.pdf").read_bytes()
    (box,) = re.findall(rb"/MediaBox ?\[([^\]]+)\]", pdf)
    width, height = [float(part) for part in box.split()[2:]]
    assert (width, height) == pytest.approx((841.89, 595.28), abs=0.5)
    assert b"FontFile" in pdf


def test_what_stood_there_is_copied_before_it_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "map.svg"
    target.write_text("mine", encoding="utf-8")
    drawn = process_map(made_process(3), PL)
    copy = save_map(drawn, target)
    assert copy == tmp_path / "map.before-1.svg"
    assert copy.read_text(encoding="utf-8") == "mine"
    assert target.read_text(encoding="utf-8") == drawn.svg
    assert save_map(drawn, target) is None
    assert save_map(process_map(made_process(4), PL), target) == tmp_path / "map.before-2.svg"


def test_another_suffix_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        save_map(process_map(made_process(1), PL), tmp_path / "map.gif")
    assert ".svg, .png, .pdf" in PL.error(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ImportFailed, match="cannot_write"):
        save_map(process_map(made_process(1), PL), tmp_path / "file" / "map.svg")
