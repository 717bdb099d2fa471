"""Modul Inddrivelse: claims handed over to the collection authority, and what becomes of them (skat-inddrivelse.md 8 and 9)."""
