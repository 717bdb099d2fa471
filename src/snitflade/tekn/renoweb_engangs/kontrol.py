"""What `verify` holds of transfers: the list among a transfer's files names just their bytes. Source: social-teknik.md 10.3."""

from __future__ import annotations

from collections.abc import Iterator

from snitflade.exchange import blobs
from snitflade.exchange.integrity import register
from snitflade.exchange.models import Exchange
from snitflade.formats import registry
from snitflade.formats.columns import strings
from snitflade.formats.problems import Problems
from snitflade.tekn.renoweb_engangs.filer import MANIFEST, MANIFEST_FORMAT, hvad
from snitflade.tekn.renoweb_engangs.koersel import SNITFLADE


@register
def fortegnelser() -> Iterator[str]:
    """Each transfer's list against the hashes of its stored files."""
    for exchange in Exchange.objects.filter(interface=SNITFLADE).order_by("pk"):
        files = {file.name: file for file in exchange.files.select_related("blob")}
        lists = [file for name, file in files.items() if hvad(name) == MANIFEST]
        if not files:
            continue
        if len(lists) != 1:
            yield f"RenoWeb: udveksling {exchange.pk} har {len(lists)} fortegnelser; den skal have én."
            continue
        table = registry.find(MANIFEST_FORMAT).read(blobs.get(lists[0].blob), Problems()).tables["indhold"]
        said = dict(zip(strings(table["fil"]), strings(table["sha256"]), strict=True))
        if said != {name: file.blob_id for name, file in files.items() if file is not lists[0]}:
            yield f"RenoWeb: fortegnelsen i udveksling {exchange.pk} er ikke dens filer."
