"""The audit at the end: what the partners have and sent against what the journal and the ledger say.

Each function gives sentences; none of them means that the year holds.
"""

from __future__ import annotations

import email
import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import policy

from django.db.models import Count, Max, Min, Q, Sum
from tests.soak import forbindelser
from tests.soak.boeger import Boeger
from tests.soak.operatoer import FOSP
from tests.soak.raekker.konstanter import BANK

from snitflade.bogh.models import Bilag, Postering
from snitflade.bogh.udbetaling.models import Udbetaling, Udbetalingspost
from snitflade.exchange import configuration, reconciliation
from snitflade.exchange.models import Exchange, ExchangeFile
from snitflade.exchange.states import TAKEN_BACK, State
from snitflade.exchange.transports.container import unseal
from snitflade.formats import erh
from snitflade.formats.problems import Problems
from snitflade.inka.models import Fordeling, Indbetaling, Regning
from snitflade.inka.models_bs import BSPost
from snitflade.lon.models import Loendata
from snitflade.partners.run import Partners
from snitflade.tekn.affald.models import Vejning

HVILER = {
    "ud": {State.AFSENDT, State.TAGET, State.KVITTERET, *TAKEN_BACK},
    "ind": {State.ANVENDT, State.AFVIST},
}
"""Where an exchange may stand when everything is done."""
PRISME_MODULER = ("tekn.renovation", "tekn.affald", "tekn.renoweb")
SENDT = (State.AFSENDT, State.TAGET, State.KVITTERET)


def hos_modparterne(boeger: Boeger, partnere: Partners) -> Counter[str]:
    """The hashes of the files that the partners have got, each as often as they have it: Prisme, CPR, mail and sites.

    A mail that came twice under one Message-ID is one mail: that is how its receiver knows it.
    """
    found = Counter[str]()
    lying = [*partnere.prisme._files(), *(partnere.cpr.area("cpr-udtraek") / "abonnement").iterdir()]
    for path in lying:
        with suppress(FileNotFoundError):  # the job has taken it meanwhile: it is among those it took
            if path.suffix != ".tmp":
                found[hashlib.sha256(path.read_bytes()).hexdigest()] += 1
    found += Counter(one.sha256 for one in partnere.prisme.taken)
    mails: dict[str, str] = {}
    for address in (forbindelser.STATISTIK, forbindelser.INI):
        for mail in partnere.store.folder(address).mails:
            message = email.message_from_bytes(mail.raw, policy=policy.default)
            for attached in message.iter_attachments():
                _, data = unseal(attached.get_content(), os.environ["SOAK_ZIP"])
                mails[f"{message['Message-ID']} {attached.get_filename()}"] = hashlib.sha256(data).hexdigest()
    found += Counter(mails.values())
    for interface in boeger.interfaces("faaet"):
        found += Counter(hashlib.sha256(data).hexdigest() for _, _, data in boeger.faaet(interface))
    return found


def sendt_over_linjen() -> list[str]:
    """The hashes of the files that went out over a connection, as far as we know."""
    files = ExchangeFile.objects.filter(exchange__direction="ud", exchange__state__in=SENDT).exclude(exchange__interface=FOSP)
    return [file.blob_id for file in files.select_related("exchange") if configuration.has(file.exchange.interface, file.format)]


def tilstande(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """No exchange stands in the middle of something."""
    for row in Exchange.objects.order_by("pk"):
        if row.state not in HVILER[row.direction]:
            yield f"udveksling {row.pk} {row.interface} er {row.state}: {row.note}"


def ud(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Each file that was sent is with its partner as often as it was sent, byte for byte; the partners have nothing else."""
    har, sendt, hvem = hos_modparterne(boeger, partnere), Counter[str](), {}
    for file in ExchangeFile.objects.filter(exchange__direction="ud").exclude(exchange__interface=FOSP).select_related("exchange"):
        hvem[file.blob_id] = f"{file.exchange.interface} udveksling {file.exchange_id} {file.exchange.state} {file.name}"
        sendt[file.blob_id] += file.exchange.state in SENDT
    for sha in har.keys() | sendt.keys():
        if har[sha] != sendt[sha]:
            yield f"{hvem.get(sha, 'ukendt fil')} {sha[:12]} er sendt {sendt[sha]} gange, modparten har den {har[sha]} gange"


def ind(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Each file a partner sent is one exchange that is applied; each faulty one is refused; and nothing else came in."""
    for bog, wanted in (("sendt", State.ANVENDT), ("daarlig", State.AFVIST)):
        for interface in boeger.interfaces(bog):
            for name, data in boeger.sendt(interface, daarlig=bog == "daarlig"):
                rows = list(Exchange.objects.filter(interface=interface, key=hashlib.sha256(data).hexdigest()))
                if [row.state for row in rows] != [wanted]:
                    har = [f"{row.state} {row.note}" for row in rows]
                    yield f"{interface}: {name} skal være {wanted.value}, men er {har}"
    known = {
        (interface, hashlib.sha256(data).hexdigest())
        for bog in ("sendt", "daarlig")
        for interface in boeger.interfaces(bog)
        for _, data in boeger.sendt(interface, daarlig=bog == "daarlig")
    }
    for interface in {interface for interface, _ in known}:
        for row in Exchange.objects.filter(interface=interface, direction="ind"):
            if (interface, row.key) not in known:
                yield f"{interface}: udveksling {row.pk} er der ingen, der har sendt"


def bogen(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Every voucher balances, and their numbers have no gaps; no claim is paid twice, and what is open of each is explained."""
    if Postering.objects.order_by().values("bilag").annotate(ialt=Sum("beloeb")).exclude(ialt=0).exists():
        yield "et bilag stemmer ikke"
    for row in Bilag.objects.order_by().values("kommune", "regnskabsaar").annotate(Count("pk"), Min("loebenr"), Max("loebenr")):
        if (row["loebenr__min"], row["loebenr__max"]) != (1, row["pk__count"]):
            yield f"bilagsnumrene har huller: {row}"
    closed: defaultdict[int, int] = defaultdict(int)
    for claim, beloeb in Fordeling.objects.exclude(regning=None).values_list("regning_id", "beloeb"):
        closed[claim] += beloeb
    for one in Regning.objects.filter(betales_fra_konto=""):
        if one.rest != one.beloeb - closed[one.pk]:
            yield f"krav {one.nummer}: rest {one.rest}, men {one.beloeb} - {closed[one.pk]}"
    for post in Udbetalingspost.objects.filter(rest__lt=0):
        yield f"post {post.pk} er betalt for meget"


def fi_indbetalinger(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 2: every payment the bank told of stands in the books once, with its amount."""
    told = dict(boeger.husket("fi_bog", {}))
    booked = dict(Indbetaling.objects.filter(kilde="bogh.fi-indbetalinger").values_list("noegle", "beloeb"))
    if sum(told.values()) != sum(booked.values()) or len(told) != len(booked):
        yield f"række 2: banken siger {len(told)} på {sum(told.values())} øre, bogført er {len(booked)} på {sum(booked.values())}"


def betalingsservice(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Rows 2, 12 and 13: what was paid and taken back is what the posts say, and the bank's account is what the files say."""
    book = boeger.husket("bs_bog", {"betalt": {}, "tilbage": []})
    told, fi = sum(book["betalt"].values()), sum(boeger.husket("fi_bog", {}).values())
    booked = Indbetaling.objects.filter(kilde="inka.bs-indbetalinger").aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    if told != booked:
        yield f"række 12: Betalingsservice har fået {told} øre, bogført er {booked}"
    back = BSPost.objects.filter(transaktionskode__in=("0239", "0299"))
    if {f"R{number:08}" for number in back.values_list("opkraevning__nummer", flat=True)} != set(book["tilbage"]):
        yield f"række 12: ført tilbage er {sorted(book['tilbage'])}, men posterne er andre"
    gone = back.filter(aarsag="").aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    saldo = Postering.objects.filter(konto=BANK).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    if saldo != told + fi - gone:
        yield f"kontoen for indbetalinger er {saldo}, men modparterne har overført {told + fi} og taget {gone} tilbage"


def udbetalinger(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Rows 1, 18, 27 and 28: the øre in the files the bank has are the payments that hold or came back."""
    for interface in ("bogh.bankoverfoersler", "krdi.bankoverfoersler", "soc.boernetilskud-bank", "soc.udbetalinger-bank"):
        bank = 0
        for _, name, data in boeger.faaet(interface):
            if not name.endswith(".txt"):
                bank += int(erh.FORMAT.read(data, Problems()).tables["ERH"]["beloeb"].sum())
        paid = (
            Udbetaling.objects.filter(exchange__interface=interface, exchange__state__in=SENDT).aggregate(ialt=Sum("beloeb"))[
                "ialt"
            ]
            or 0
        )
        if bank != paid:
            yield f"{interface}: banken har filer på {bank} øre, udbetalingerne er {paid}"


def prisme(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Rows 36, 39 and 40: the rates in the 10Q files that Prisme's job took are the bills, added up by position (prisme.md 3.4)."""
    files = [partnere.prisme.bytes_of(one) for one in partnere.prisme.taken if "/Q/" in one.path]
    files += [data for row in forbindelser.PRISME for _, name, data in boeger.faaet(row) if "10Q" in name]
    rater = 0
    for line in (line for data in files for line in data.decode().split("\r\n") if line.startswith("WINF24")):
        rater += int(line[50:60]) * (-1 if line[60] == "-" else 1)
    krav = (
        Regning.objects.filter(modul__in=PRISME_MODULER, betales_fra_konto="")
        .exclude(exchange__state__in=TAKEN_BACK)
        .aggregate(ialt=Sum("beloeb"))["ialt"]
        or 0
    )
    if rater != krav:
        yield f"Prisme har taget rater på {rater} øre, regningerne er {krav}"


def loen(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Rows 23 and 24: each run is booked once with the amount payroll told of, and its data are here as they are there."""
    told = sum(boeger.husket("loen", {}).values())
    here = {row.periode.periode: row.beloeb for row in Loendata.objects.select_related("periode")}
    if here != boeger.husket("loen", {}):
        yield f"række 24: lønsystemet har {boeger.husket('loen', {})}, her er {here}"
    booked = Postering.objects.filter(maskinnr="00403", beloeb__gt=0).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    if told != booked:
        yield f"række 23: lønsystemet har kørsler på {told} øre, bogført er {booked}"


def affald(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 36: each weighing that cost something is here once, and billed once unless somebody has left it out."""
    told = {number: beloeb for number, beloeb in boeger.husket("vejninger", {}).items() if beloeb}
    here = dict(Vejning.objects.values_list("registreringsnr", "beloeb"))
    if here != told:
        yield f"række 36: vægten har {len(told)} vejninger på {sum(told.values())} øre, her er {len(here)} på {sum(here.values())}"
    left_out = Vejning.objects.exclude(udeladt="").aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    bills = Regning.objects.filter(modul="tekn.affald").exclude(exchange__state__in=TAKEN_BACK)
    billed = bills.aggregate(ialt=Sum("beloeb"))["ialt"] or 0
    if billed != sum(told.values()) - left_out:
        yield f"række 36: vejet for {sum(told.values())} øre, udeladt {left_out}, opkrævet {billed}"


def modregning(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Row 19: what reaches a payee and what Central incasso has set off is the item, never more."""
    for post in Udbetalingspost.objects.filter(modul="krdi", noegle__startswith="krdi "):
        theirs = sum(
            100 * (one.booked if one.status == "Posted" else one.amount)
            for one in partnere.incasso.books.values()
            if one.status in ("Received", "Posted") and one.reference.startswith(f"KRDI-{post.pk:06}-")
        )
        own = Udbetalingspost.objects.filter(Q(pk=post.pk) | Q(noegle__startswith=f"modregning-retur:KRDI-{post.pk:06}-"))
        paid = Udbetaling.objects.filter(post__in=own, gaelder=True).aggregate(ialt=Sum("beloeb"))["ialt"] or 0
        open_ = own.aggregate(ialt=Sum("rest"))["ialt"] or 0
        if paid + open_ + theirs != post.beloeb:
            yield f"række 19: post {post.pk} er på {post.beloeb}, betalt {paid}, åben {open_}, modregnet hos dem {theirs}"


def afstemning(boeger: Boeger, partnere: Partners) -> Iterator[str]:
    """Every difference in reconciliation is explained to the øre by its reasons."""
    for kilde in reconciliation.kilder():
        for linje in kilde.perioder():
            for found in kilde.linjer(linje.fra, linje.til):
                reasons: defaultdict[reconciliation.Trin, int] = defaultdict(int)
                for reason in kilde.forskelle(found, 10_000):
                    reasons[reason.trin] += reason.beloeb
                for trin in reconciliation.Trin:
                    difference = found.forskel(trin)
                    if difference and difference != reasons[trin]:
                        yield f"afstemning {kilde.modul} {found.periode} {trin.value}: {difference} øre, forklaret {reasons[trin]}"


KONTROLLER: tuple[Callable[[Boeger, Partners], Iterator[str]], ...] = (
    *(tilstande, ud, ind, bogen, fi_indbetalinger, betalingsservice, udbetalinger, prisme, loen, affald, modregning, afstemning),
)
