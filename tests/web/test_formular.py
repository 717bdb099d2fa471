"""Fields as the design system draws them."""

from __future__ import annotations

import re

from django import forms

from snitflade.web.forms import Formular


class Proeve(Formular):
    ja = forms.BooleanField(label="Ja tak", required=False, help_text="Kun når det er rigtigt.")
    skal = forms.BooleanField(label="Skal siges ja til", error_messages={"required": "Sig ja først."})
    flere = forms.MultipleChoiceField(label="Flere", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    navn = forms.CharField(label="Navn", required=False)


def test_a_box_stands_before_its_label_which_draws_it() -> None:
    page = " ".join(str(Proeve()).split())
    assert re.search(
        r'<div class="form-group-checkbox"><input [^>]*class="form-checkbox"[^>]*><label [^>]*for="id_ja">Ja tak</label>', page
    )
    assert not re.search(r"Ja tak\s*<span", page), "a box is never obligatory"
    assert 'aria-describedby="id_ja_helptext"' in page and 'id="id_ja_helptext">Kun når det er rigtigt.' in page
    assert page.index('for="id_navn"') < page.index('id="id_navn"'), "other fields stand after theirs"
    assert page.count("form-group-checkbox") == 2, "a group of boxes has labels of its own"


def test_what_is_wrong_with_a_box_is_tied_to_it() -> None:
    page = " ".join(str(Proeve({"ja": "on"})).split())
    assert re.search(r'<span class="form-error-message" id="id_skal_error">Sig ja først.</span>', page)
    assert re.search(r'<input [^>]*aria-describedby="id_skal_error"[^>]*>', page)
    assert re.search(r'<input [^>]*name="ja"[^>]* checked', page)
