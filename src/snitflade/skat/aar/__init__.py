"""Taxable income per year: eSkat's extracts SKPLINDK (catalogue row 25)."""
