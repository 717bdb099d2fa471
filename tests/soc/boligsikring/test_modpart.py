"""A month with a simulated landlord: its mail with tenancies in, its file of grants out, and everything it can do wrong."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from tests.soc.boligsikring.verden import ET, KOMMUNE, TO, ansoeg, indhold, modtag, opsaet, proev, send, spec, udveksling, ur

from snitflade.exchange.states import State
from snitflade.exchange.transports.container import unseal
from snitflade.exchange.transports.errors import NogetUhentet
from snitflade.exchange.transports.mail_in import MailIn
from snitflade.exchange.transports.mail_out import MailOut
from snitflade.exchange.transports.secrets import Secret
from snitflade.formats.problems import ProblemsError
from snitflade.partners import boligselskab
from snitflade.partners.boligselskab import Lejer, Uvane
from snitflade.partners.certificates import Authority
from snitflade.partners.imap import ImapPartner
from snitflade.partners.mailstore import MailStore
from snitflade.partners.smtp import SmtpPartner

pytestmark = pytest.mark.django_db
KASSE, INI = "boligsikring@kommune.example", "husleje@ini.example"
LEJERE = (
    Lejer("70-0114-03", ET, 450_000, lejlighed="0003"),
    Lejer("70-0114-07", TO, 600_000, rum=4, lejlighed="0007"),
    Lejer("70-0114-09", "6104704005", 500_000, lejlighed="0009"),
)


@pytest.fixture(autouse=True)
def verden(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    monkeypatch.setenv("PROEVE_POST", "proeve-kode-4")
    monkeypatch.setenv("PROEVE_ZIP", "et langt kodeord til vedhaeftninger")
    ur(monkeypatch)
    opsaet()


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[MailStore, MailIn, MailOut]]:
    """The mail servers, and our two connections to them."""
    store, authority = MailStore({KASSE: "proeve-kode-4", INI: "x"}), Authority()
    for folder in ("Hentet", "Afvist"):
        store.folder(KASSE, folder)
    ca_file, kode = authority.write(tmp_path / "ca.pem"), Secret("secret://env/PROEVE_POST")
    with ImapPartner(store, authority) as imap, SmtpPartner(store, authority) as smtp:
        yield (
            store,
            MailIn(
                "127.0.0.1",
                KASSE,
                kode,
                (INI,),
                "LEJEMAAL_*.csv",
                port=imap.port,
                archive="Hentet",
                refused="Afvist",
                ca_file=ca_file,
            ),
            MailOut(
                "127.0.0.1",
                KASSE,
                (INI,),
                "Tildelt boligsikring",
                port=smtp.port,
                user=KASSE,
                password=kode,
                attachment_password=Secret("secret://env/PROEVE_ZIP"),
                ca_file=ca_file,
            ),
        )


def test_a_month_by_mail_both_ways(post: tuple[MailStore, MailIn, MailOut]) -> None:
    store, ind, ud = post
    spec()
    boligselskab.send(store, KASSE, INI, boligselskab.lejefil("INI", KOMMUNE, "202505", LEJERE))
    (came,) = ind.collect()
    exchange, _ = modtag(came.name, came.data)
    ind.settle(came)
    assert exchange.state == State.ANVENDT and list(ind.collect()) == []
    proev()
    run = udveksling()
    send(run)
    name = "BOLIGSIKRING_INI_0957_202505_O.csv"
    ud.deliver(name, indhold(run)[name])
    (mail,) = store.folder(INI).mails
    assert ET.encode() not in mail.raw, "nothing personal outside the sealed attachment"
    message = email.message_from_bytes(mail.raw, policy=default)
    assert isinstance(message, EmailMessage)
    (sealed,) = message.iter_attachments()
    opened, data = unseal(sealed.get_content(), "et langt kodeord til vedhaeftninger")
    assert (opened, boligselskab.laes_tilsagn(data)) == (name, {"70-0114-03": 301_500, "70-0114-07": 250_500})
    with pytest.raises(ProblemsError):
        boligselskab.laes_tilsagn(data.replace(b"3015,00", b"3016,00"))


def test_two_attachments_and_names_of_its_own_do_not_come_in(post: tuple[MailStore, MailIn, MailOut]) -> None:
    store, ind, _ = post
    boligselskab.send(store, KASSE, INI, boligselskab.lejefil("INI", KOMMUNE, "202505", LEJERE), Uvane.TO_VEDHAEFTEDE)
    boligselskab.send(store, KASSE, INI, boligselskab.lejefil("INI", KOMMUNE, "202505", LEJERE, Uvane.EGET_NAVN))
    with pytest.raises(NogetUhentet):
        list(ind.collect())
    assert len(store.folder(KASSE).mails) == 2, "they wait for somebody to look"


@pytest.mark.parametrize(
    ("uvane", "tilstand"),
    [
        (Uvane.FORKERT_SUM, State.AFVIST),
        (Uvane.FORRIGE_MAANED, State.AFVIST),
        (Uvane.EGET_NAVN, State.AFVIST),
        (Uvane.DOBBELT_LEJEMAAL, State.KARANTAENE),
        (Uvane.UDEN_ADRESSE, State.KARANTAENE),
        (Uvane.HALV_FIL, State.HOLDT),
    ],
)
def test_what_the_landlord_does_wrong(uvane: Uvane, tilstand: State) -> None:
    ansoeg(ET, 450_000, 10_000_000, nummer="70-0114-03")
    april = boligselskab.lejefil("INI", KOMMUNE, "202504", LEJERE)
    assert modtag(*april)[0].state == State.ANVENDT
    fil = boligselskab.lejefil("INI", KOMMUNE, "202503" if uvane is Uvane.FORRIGE_MAANED else "202505", LEJERE, uvane)
    exchange, _ = modtag(*fil)
    assert exchange.state == tilstand
