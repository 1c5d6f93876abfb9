from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.reason_words import reason_key, sorted_out

TEXTS = st.dictionaries(st.text(max_size=12), st.integers(1, 50), max_size=8)


def test_case_accents_spaces_and_signs_at_the_ends_do_not_part_a_reason():
    found = sorted_out({"Brak budżetu": 7, "brak  budzetu.": 2, "BRAK BUDŻETU": 1}, ())
    assert {reason.label for reason in found.values()} == {"Brak budżetu"}


def test_the_label_is_the_most_frequent_spelling():
    assert sorted_out({"price": 2, "Price": 9}, ())["price"].label == "Price"
    assert sorted_out({"price": 9, "Price": 2}, ())["Price"].label == "price"


def test_a_word_for_nothing_names_no_reason_and_a_longer_one_does():
    found = sorted_out(
        {"Other!": 1, "n/a": 1, "Other supplier": 1, " ": 1, "--": 1}, ["OTHER", "N/A"]
    )
    assert [found[text].kind for text in ("Other!", "n/a", "Other supplier", " ", "--")] == [
        *("other", "other", "named", "empty", "empty")
    ]


@settings(max_examples=25)
@given(TEXTS)
def test_every_spelling_is_sorted_and_one_reason_has_one_label(spellings):
    found = sorted_out(spellings, ["other"])
    assert set(found) == set(spellings)
    for one in spellings:
        for two in spellings:
            same = reason_key(one) == reason_key(two)
            assert not same or found[one] == found[two]
            named = found[one].kind == found[two].kind == "named"
            assert same or not named or found[one].label != found[two].label
