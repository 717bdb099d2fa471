"""A11, a year's income per person to Skattestyrelsen: the one place that writes it, for sales (rows 6, 7) and benefits (row 29).

Who builds knows the persons and their amounts; here are the file, its totals, and the municipality's number as an employer.
Source: skat-inddrivelse.md 1.4, 3.2.
"""

from snitflade.bogh.a11.fil import FORMAT, KOLONNER, Art, Person, dokument, filnavn, totaler, vist
from snitflade.bogh.a11.konstanter import ger

__all__ = ["FORMAT", "KOLONNER", "Art", "Person", "dokument", "filnavn", "ger", "totaler", "vist"]
