"""Handicap (row 35): cards and measures as far as IPIS is given them, the legal grounds for it, and the download itself."""
