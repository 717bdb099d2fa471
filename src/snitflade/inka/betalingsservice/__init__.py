"""Betalingsservice: collections out (catalogue row 13), agreements and payments in (row 12)."""
