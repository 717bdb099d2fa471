"""`snitflade token`: given once, listed without the secret, revoked; and a service is not something one runs."""

from __future__ import annotations

import re

from tests.cli.installation import Cli

from snitflade.api import tokens

GIVEN = ("--system", "RenoWeb", "--kommune", "0956", "--formaal", "Opkrævning", "--adgang", "inka.debitor-opslag:laes")


def test_a_token_is_shown_once_and_opens_until_it_is_revoked(bare_cli: Cli) -> None:
    made = bare_cli("token", "create", *GIVEN, "--adgang", "inka.renoweb-debitor:skriv", "--dage", "30", by="anna")
    assert made.code == 0
    (text,) = re.findall(r"^snf_\S+$", made.out, flags=re.MULTILINE)
    token = tokens.opens(text, "")
    assert (token.created_by, token.system, token.kommune) == ("anna", "RenoWeb", "0956")
    secret = text.split("_", 2)[2]
    (listed,) = bare_cli("token", "list", "--json").json
    assert (listed["prefix"], listed["state"], listed["last_used_at"]) == (token.prefix, "gyldig", None)
    assert listed["scopes"] == ["inka.debitor-opslag:laes", "inka.renoweb-debitor:skriv"]
    shown = bare_cli("token", "list")
    assert token.prefix in shown.out
    assert secret not in shown.out + str(listed)
    assert bare_cli("token", "revoke", token.prefix, by="bent").code == 0
    assert bare_cli("token", "list", "--json").json[0]["state"] == "tilbagekaldt"


def test_the_whole_token_may_be_given_to_revoke_it(bare_cli: Cli) -> None:
    text = bare_cli("token", "create", *GIVEN).out.split()[-1]
    assert bare_cli("token", "revoke", text).code == 0


def test_everything_that_is_wrong_is_told_at_once(bare_cli: Cli) -> None:
    answer = bare_cli("token", "create", "--kommune", "956", "--adgang", "inka.debitor-opslg:laes", "--dage", "0")
    assert (answer.code, answer.out) == (1, "")
    assert answer.codes == {"TOKEN_TOM", "TOKEN_KOMMUNE", "ADGANG_UKENDT", "TOKEN_DAGE"}
    assert "Mente du inka.debitor-opslag?" in answer.err
    assert bare_cli("token", "list", "--json").json == []


def test_an_unknown_one_cannot_be_revoked(bare_cli: Cli) -> None:
    answer = bare_cli("token", "revoke", "00000000")
    assert answer.code == 2
    assert "snitflade token list" in answer.err


def test_rows_17_and_37_are_in_the_catalogue_and_are_called_not_run(bare_cli: Cli) -> None:
    states = {row["nr"]: row["state"] for row in bare_cli("interfaces", "--json").json}
    assert states[17] == states[37] == "ubekræftet"
    answer = bare_cli("run", "37")
    assert answer.code == 2
    assert "/api/debitor/v1" in answer.err
    assert "inka.debitor-opslag" not in bare_cli("run").out
