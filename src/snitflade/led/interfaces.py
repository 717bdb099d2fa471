"""Delsystem Led in the catalogue.

Row 21 ``led.statistik``: a month's contacts to Grønlands Statistik by mail. Row 22 ``led.itreg``: IT Reg (Piareersarfiit, now
Majoriaq) looks up jobseekers. Source: social-teknik.md 6.
"""

from __future__ import annotations

import datetime as dt

from snitflade.exchange import imports
from snitflade.exchange.catalogue import Interface, Option, OptionKind, register
from snitflade.exchange.schedule import MonthDay, monthly
from snitflade.led import importer, statistik
from snitflade.led.bestilling import FRIST, JA, NEJ

STATISTIK = register(
    Interface(
        id=statistik.SNITFLADE,
        about=(
            "Sender månedens henvendelser fra registrerede arbejdssøgende til Grønlands Statistik som en vedhæftet, krypteret fil. "
            "Måneden mærkes som komplet eller ikke, og mailen siger, hvad der mangler; dens tekst har ingen personoplysninger. "
            "En rettelse er hele måneden igen og erstatter den forrige; er intet ændret, sendes intet."
        ),
        options=(
            Option("kommune", OptionKind.TEXT, "Kommunen, fire cifre, fx 0957"),
            Option("maaned", OptionKind.TEXT, "Måneden, fx 202503"),
            Option("komplet", OptionKind.CHOICE, "Er alle kommunens henvendelser i måneden registreret?", choices=(JA, NEJ)),
            Option("mangler", OptionKind.TEXT, "Hvad mangler, når den ikke er komplet? Fx en bygd", required=False),
        ),
        build=statistik.byg,
        prove=statistik.proev,
        mail_text=statistik.mailtekst,
        formats=(statistik.FORMAT,),
        confirmed=False,
        pages=("530", "532", "535", "536", "537", "538", "540", "541", "543"),
        schedule=monthly(MonthDay(FRIST), dt.time(12)),
        taken_within_hours=None,
        contact="Grønlands Statistik",
        questions=(
            "Hvilke kolonner og hvilken filtype vil Grønlands Statistik have?",
            "Hvilke henvendelseskoder (side 540) skal med?",
            "Hvordan skal det siges, at en måned ikke er komplet?",
        ),
    )
)

ITREG = register(
    Interface(
        id="led.itreg",
        about=(
            "IT Reg hos Piareersarfiit (nu Majoriaq) slår arbejdssøgende op, eller henter de ændrede, fra sin egen kommune. "
            "Svaret har de oplysninger, bekendtgørelse 20/2007 nævner, og ikke andre; beskyttede adresser gives ikke ud. "
            "Hvert opslag af en person står i loggen med system og formål."
        ),
        service="ledighed/v1",
        confirmed=False,
        contact="Departementet for Arbejdsmarked, gennem Majoriaq",
        questions=(
            "Kaldes tjenesten stadig efter 2015, og hvilke felter og hvilken sti har den?",
            "Må IT Reg se adresser på personer med navne- og adressebeskyttelse?",
            "Hvor længe efter den sidste henvendelse må oplysningerne gives ud?",
        ),
    )
)

imports.register("led.kort", importer.importer_kort)
imports.register("led.henvendelser", importer.importer_henvendelser)
imports.register("led.perioder", importer.importer_perioder)
imports.register("led.koder", importer.importer_koder)
