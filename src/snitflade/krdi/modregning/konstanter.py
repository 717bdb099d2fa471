"""System constants of set-off. Sources: skat-inddrivelse.md 10.1 to 10.3, winformatik.md 1.2."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, konto, register

_EN = "([0-9]{1,10}|[*])=([0-9]{1,8}|[0-9]{1,2}%)"
ARTER = f"({_EN}(,{_EN})*)?"
_KILDE = "skat-inddrivelse.md 10.3"


def arter(hvis: str) -> Konstant:
    """Which of a module's items are set off, and what the payee keeps of each."""
    return Konstant(
        f"Konti, hvis poster modregnes i {hvis}, og hvad modtageren beholder, fx 9002002002=0,6602507000=25%; * er alle; "
        "tom: der modregnes ikke",
        "skat-inddrivelse.md 10.1",
        "",
        moenster=ARTER,
        form="konto=hele kroner eller konto=procent%, med komma imellem; tom: ingen",
    )


def _tal(betydning: str, standard: str, form: str, moenster: str = "[1-9][0-9]{0,3}") -> Konstant:
    return Konstant(betydning, _KILDE, standard, moenster=moenster, form=form)


register(
    {
        "krdi.modregning.arter": arter("kreditorafregning"),
        "krdi.modregning.mellemkonto": konto("Modregning: konto, der krediteres, når en post modregnes", _KILDE),
        "krdi.modregning.konto": konto("Modregning: konto for det, der skyldes Inddrivelsesmyndigheden", _KILDE),
        "krdi.modregning.modtager": Konstant(
            "Inddrivelsesmyndighedens CVR-nummer som modtager på side 360; tom: kundenummeret i 306",
            _KILDE,
            "",
            moenster="([0-9]{8})?",
            form="8 cifre eller tom",
        ),
        "krdi.modregning.selv": Konstant(
            "Om det, der findes, modregnes, uden at en person godkender det", _KILDE, "N", valg=("J", "N")
        ),
        "krdi.modregning.wsdl": Konstant(
            "Sti til tjenestens WSDL-fil; tom: den, der følger med",
            "skat-inddrivelse.md 10.2",
            "",
            moenster="(/.+)?",
            form="en sti",
        ),
        "krdi.modregning.dage_foer": _tal("Dage før forfald, en post spørges", "5", "hele dage"),
        "krdi.modregning.svar_timer": _tal("Timer, et svar gælder", "24", "hele timer"),
        "krdi.modregning.alarm_timer": _tal("Timer, en modregning må være uklar", "4", "hele timer"),
        "krdi.modregning.foelg_dage": _tal("Dage, en bogført modregning følges", "30", "hele dage"),
        "krdi.modregning.pr_kald": _tal("Poster i ét kald", "50", "1 til 50", "[1-9]|[1-4][0-9]|50"),
        "krdi.modregning.samtidige": _tal("Kald på samme tid", "2", "1 til 16", "[1-9]|1[0-6]"),
        "krdi.modregning.pr_minut": _tal("Kald i minuttet", "120", "hele kald"),
    }
)
