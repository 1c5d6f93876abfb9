from datetime import date

import pytest

from salestoolkit.charts.lead_sources import alt_text_lead_sources, lead_sources_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.lead_source_parts import LeadSources, SourceFigures
from salestoolkit.core.proportions import proportion
from salestoolkit.core.shrinkage import shrink
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.lead_sources import lead_hours_whatif
from salestoolkit.widgets.lead_sources_desk import LeadHoursDesk
from salestoolkit.words import load_words
from salestoolkit.words.lead_sources import lead_sources_headline, signed, source_lines

EN, PL = load_words("en"), load_words("pl")


def found(*sources):
    """Sources from (name, leads, won, hours)."""
    drawn = shrink([won for _, _, won, _ in sources], [leads for _, leads, _, _ in sources])
    figures = [
        SourceFigures(
            source=name,
            leads=leads,
            won=won,
            open=0,
            own=proportion(won, leads),
            warm=None,
            drawn=share,
            hours=hours,
            rank=place if leads >= 10 else None,
        )
        for place, ((name, leads, won, hours), share) in enumerate(
            zip(sources, drawn.groups, strict=True), start=1
        )
    ]
    return LeadSources(
        as_of=date(2026, 10, 30),
        since=date(2026, 1, 1),
        until=date(2026, 10, 31),
        pipeline=None,
        horizon_days=90,
        warm_stage=None,
        currency="PLN",
        hour_cost=None,
        level=0.95,
        method=drawn.method,
        common=drawn.mean,
        sources=tuple(figures),
    )


SOURCES = found(("Fair", 200, 90, 100), ("Form", 300, 60, 200), ("<b>Luck</b>", 4, 3, 10))


def test_hours_go_at_first_to_the_source_whose_hour_brings_most():
    desk = LeadHoursDesk(SOURCES)
    assert (desk.from_, desk.to, desk.hours) == ("Form", "Fair", 20)
    assert desk.moved.wins.value > 0
    assert "Form: 200 hours now, 180 hours then." in desk.sentences()


def test_a_move_that_is_refused_changes_nothing():
    desk = LeadHoursDesk(SOURCES)
    with pytest.raises(InvalidValue, match="same_source"):
        desk.move(to="Form")
    with pytest.raises(InvalidValue, match="hours_outside"):
        desk.move(hours=500)
    assert (desk.from_, desk.to, desk.hours) == ("Form", "Fair", 20)


def test_the_slider_reaches_as_far_as_the_giving_source_has_hours():
    widget = lead_hours_whatif(SOURCES, language="pl")
    assert widget.hours.max == 200
    widget.to.value = "<b>Luck</b>"
    widget.hours.value = 150
    widget.from_.value = "Fair"
    assert (widget.hours.max, widget.hours.value, widget.desk.hours) == (100, 100, 100)
    assert widget.status.value == ""
    widget.to.value = "Fair"
    assert "role" in widget.status.value and "Fair" in widget.status.value


def test_names_from_data_are_shown_and_never_run():
    widget = lead_hours_whatif(SOURCES)
    widget.to.value = "<b>Luck</b>"
    assert "<b>Luck</b>" not in widget.said.value
    assert "&lt;b&gt;Luck" in widget.said.value


def test_without_hours_the_widget_says_what_is_lacking():
    with pytest.raises(InvalidValue, match="no_hours_to_move") as caught:
        LeadHoursDesk(found(("A", 50, 10, None), ("B", 60, 10, 5)))
    assert "1" in EN.error(caught.value)


def test_the_picture_sets_sources_with_few_leads_apart():
    drawn = spec(lead_sources_chart(SOURCES, EN))
    assert "Too few leads to rank" in str(drawn)
    assert drawn["description"] == alt_text_lead_sources(SOURCES, EN)
    assert "own leads alone 75%" in drawn["description"]
    assert "Za mało leadów" in str(spec(lead_sources_chart(SOURCES, PL, width=320)))


def test_the_first_is_called_best_only_where_it_is_clearly_ahead():
    assert lead_sources_headline(EN, SOURCES).startswith("The best leads come from Fair")
    close = found(("Fair", 40, 12, 1), ("Form", 40, 11, 1), ("Chat", 40, 10, 1))
    assert "is not clear yet" in lead_sources_headline(EN, close)
    few = found(("Fair", 5, 2, 1), ("Form", 4, 1, 1), ("Chat", 3, 1, 1))
    assert "10 leads whose outcome is known" in lead_sources_headline(EN, few)
    assert "Własny wynik 75%" in source_lines(PL, SOURCES)[2][0]


@pytest.mark.parametrize(
    ("value", "said"), [(1.64, "+1.6"), (-0.2, "−0.2"), (0.01, "0.0"), (-23.4, "−23")]
)
def test_a_change_bears_its_sign(value, said):
    assert signed(EN, value) == said
