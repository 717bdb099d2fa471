"""Aktuel indkomst: asking the service, reading its answers, keeping them (catalogue rows 32 and 34)."""
