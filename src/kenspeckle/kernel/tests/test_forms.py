from django import forms
from django.template.loader import render_to_string

from kenspeckle.kernel.forms import CleaningForm, LinkField, TextField


class Sample(CleaningForm):
    answer = TextField(
        label="Your answer", lines=8, max_length=20, has_counter=True, help_text="Go."
    )
    name = TextField(label="Your name", required=False)
    choice = forms.ChoiceField(
        choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect, label="Which?"
    )
    agreed = forms.BooleanField(label="I agree")


GOOD = {"answer": "Words", "choice": "a", "agreed": "on"}


def test_what_cannot_be_kept_is_removed_and_said() -> None:
    form = Sample({**GOOD, "answer": "one\x00two\x0cthree"})

    assert form.is_valid()
    assert form.cleaned_data["answer"] == "onetwo\nthree"
    [sentence] = form.removals
    assert "null characters and page breaks" in sentence
    assert "“Your answer”" in sentence


def test_nothing_is_said_when_nothing_was_removed() -> None:
    form = Sample(GOOD)

    assert form.is_valid()
    assert form.removals == []


def test_line_ends_of_the_browser_do_not_count_against_the_length() -> None:
    form = Sample({**GOOD, "answer": "a\r\n" * 10})

    assert form.is_valid()
    assert form.cleaned_data["answer"] == "a\n" * 9 + "a"


def test_a_text_that_is_too_long_is_refused_and_stays_in_the_page() -> None:
    form = Sample({**GOOD, "answer": "x" * 21})

    assert not form.is_valid()
    assert "x" * 21 in str(form)
    assert "maxlength" not in str(form["answer"])


def test_a_field_of_one_line_makes_one_line() -> None:
    form = Sample({**GOOD, "name": "Morag\nDemo\x00"})

    assert form.is_valid()
    assert form.cleaned_data["name"] == "Morag Demo"


def test_every_field_has_a_greatest_length() -> None:
    assert Sample().fields["name"].max_length == 200  # type: ignore[attr-defined]
    assert TextField(lines=3).max_length == 20_000
    assert LinkField().max_length == 500


def test_a_link_is_freed_of_line_breaks_and_must_be_of_the_web() -> None:
    class Linked(forms.Form):
        link = LinkField()

    good, bad = Linked({"link": "https://example.org/\na"}), Linked({"link": "javascript:alert(1)"})

    assert good.is_valid()
    assert good.cleaned_data["link"] == "https://example.org/a"
    assert not bad.is_valid()


def test_choices_are_drawn_with_the_label_that_makes_them_visible() -> None:
    html = str(Sample())

    assert html.count('class="ds_radio__input"') == 2
    assert 'class="ds_radio__label" for="id_choice_0">First' in html
    assert 'class="ds_checkbox__label" for="id_agreed">I agree' in html


def test_an_input_is_described_by_its_hint_error_and_counter_in_this_order() -> None:
    form = Sample({**GOOD, "answer": ""})
    form.is_valid()

    assert 'aria-describedby="id_answer_helptext id_answer_error id_answer_count"' in str(
        form["answer"]
    )
    assert 'id="id_answer_error"' in form["answer"].as_field_group()


def test_the_error_summary_links_to_each_field_and_names_it() -> None:
    form = Sample({"answer": ""})
    html = render_to_string("kernel/_error_summary.html", {"form": form})

    assert 'href="#id_answer">Your answer: Fill this in.</a>' in html
    assert 'href="#id_choice_0">Which? This field is required.</a>' in html


def test_an_error_that_says_what_it_is_about_is_told_without_its_label() -> None:
    form = Sample(GOOD)
    form.is_valid()
    form.add_error("answer", "Say what you learned.")

    html = render_to_string("kernel/_error_summary.html", {"form": form})

    assert 'href="#id_answer">Say what you learned.</a>' in html


def test_script_in_a_text_is_shown_as_text() -> None:
    form = Sample({**GOOD, "answer": "<script>alert(1)</script>", "name": '"><img>'})

    assert "<script>" not in str(form)
    assert "<img>" not in str(form)
