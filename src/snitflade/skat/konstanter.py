"""System constants of Delsystem Skat. Source: skat-inddrivelse.md 5.3, 6.1 to 6.4 and 7."""

from __future__ import annotations

from snitflade.exchange.konstanter import Konstant, register
from snitflade.skat.aktuel.koder import FELTER_FORM, RETURKODER, RETURKODER_FORM

register(
    {
        "skat.kommuner": Konstant(
            "Skat: de kommuner, hvis indkomster indlæses her, og ikke i en anden installation",
            "skat-inddrivelse.md 1.1 og 5.3",
            "",
            moenster="|09[0-9]{2}(?:,09[0-9]{2})*",
            form="kommunenumre med komma imellem, fx 0956; tom: alle, der ikke står i kommuner.toml",
        ),
        "skat.indkomst.erstatter": Konstant(
            "SKPLINDK: om en person, der ikke er i et nyere udtræk, ikke længere har en indkomst for året",
            "skat-inddrivelse.md 5.3 (replace_year)",
            "N",
            valg=("J", "N"),
        ),
        "skat.indkomst.udsving_procent": Konstant(
            "SKPLINDK: hvor meget antallet af personer højst må ændre sig fra det forrige udtræk af samme år",
            "skat-inddrivelse.md 5.3",
            "20",
            moenster="100|[0-9]{1,2}",
            form="hele procent, 0 til 100",
        ),
        "skat.standardfradrag": Konstant(
            "Årets standardfradrag i hele kroner (2018: 10000); sættes fra 1. januar hvert år",
            "skat-inddrivelse.md 6.1 (Inatsisartutlov nr. 9 af 1. juni 2017)",
            "",
            moenster="[0-9]{0,6}",
            form="hele kroner; tom, når satsen ikke er kendt, og så beregnes beløbet efter fradrag ikke",
        ),
        "skat.aktuel.graense_procent": Konstant(
            "Aktuel indkomst: ændring fra den, der sidst er brugt, som en sagsbehandler skal se på",
            "skat-inddrivelse.md 6.1 og 6.3 (Inatsisartutlov nr. 9 af 1. juni 2017 § 6)",
            "10",
            moenster="100|[1-9][0-9]?",
            form="hele procent, 1 til 100",
        ),
        "skat.aktuel.kilde": Konstant(
            "Aktuel indkomst: hvor den hentes (FOSP: GetRAI; ETAX-SUM: summen af de månedlige indkomster)",
            "skat-inddrivelse.md 6.2 og 6.4",
            "FOSP",
            valg=("FOSP", "ETAX-SUM"),
        ),
        "skat.aktuel.samtidige": Konstant(
            "Aktuel indkomst: hvor mange personer der højst spørges om på én gang",
            "skat-inddrivelse.md 6.3",
            "4",
            moenster="[1-9]|1[0-6]",
            form="et tal fra 1 til 16",
        ),
        "skat.aktuel.pr_minut": Konstant(
            "Aktuel indkomst: hvor mange personer der højst spørges om i minuttet",
            "skat-inddrivelse.md 6.3",
            "600",
            moenster="[1-9][0-9]{0,4}|100000",
            form="et tal fra 1 til 100000",
        ),
        "skat.aktuel.boern": Konstant(
            "Aktuel indkomst: om der også spørges om personer under 18 år", "skat-inddrivelse.md 6.3", "N", valg=("J", "N")
        ),
        "skat.aktuel.returkoder": Konstant(
            "Aktuel indkomst: hvad tjenestens returkoder betyder",
            "skat-inddrivelse.md 6.2",
            RETURKODER,
            moenster=RETURKODER_FORM,
            form="kode=betydning med komma imellem; betydningerne er ok, ufuldstaendig, ukendt, intet, inddata og teknisk",
        ),
        "skat.aktuel.felter": Konstant(
            "Aktuel indkomst: felter, der har et andet navn i tjenestens WSDL end i beskrivelsen",
            "skat-inddrivelse.md 6.2",
            "",
            moenster=FELTER_FORM,
            form="navn=navn i WSDL med komma imellem, fx FunctionCode=Function_code",
        ),
        "skat.etax.felter": Konstant(
            "Aktuel indkomst som sum: felternes navne i svaret fra eTaxCommonDataApi",
            "skat-inddrivelse.md 6.4",
            "",
            moenster="|[A-Za-z][A-Za-z0-9]*(?:,[A-Za-z][A-Za-z0-9]*){3,}",
            form="navnene på CPR-nummer, år, måned og de beløb, der lægges sammen, med komma imellem; tom: ikke oplyst",
        ),
        "skat.aktuel.system_id": Konstant(
            "Aktuel indkomst: systemets nummer hos tjenesten (System ID)",
            "skat-inddrivelse.md 6.2",
            "",
            moenster="[0-9]{0,2}",
            form="højst to cifre; tom: kommunens nummer hos Skattestyrelsen, fx 32",
        ),
        "skat.aktuel.funktioner": Konstant(
            "Aktuel indkomst: funktionskoderne for hent, overskriv og annuller",
            "skat-inddrivelse.md 6.2",
            "1,2,3",
            moenster="[0-9],[0-9],[0-9]",
            form="tre cifre med komma imellem",
        ),
    }
)
