"""The tables of Delsystem Skat."""

from snitflade.skat.models_aar import Aarsindkomst, Fordeling, Fordelingstilstand, Indkomstfil
from snitflade.skat.models_aktuel import AktuelIndkomst, Indkomstkilde, Indkomstsvar, Svarudfald
from snitflade.skat.models_overskriv import Handling, Overskrivning, Overskrivningstilstand

__all__ = [
    "Aarsindkomst",
    "AktuelIndkomst",
    "Fordeling",
    "Fordelingstilstand",
    "Handling",
    "Indkomstfil",
    "Indkomstkilde",
    "Indkomstsvar",
    "Overskrivning",
    "Overskrivningstilstand",
    "Svarudfald",
]
