"""Overriding aktuel indkomst, and cancelling it (catalogue row 26)."""
