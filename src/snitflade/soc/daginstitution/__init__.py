"""Modul Daginstitution, sides 501 to 525: so far what its claims need on their way to Prisme."""
