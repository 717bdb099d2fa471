"""Bytes to tables and back: one file per format, no Django, no database, no clock, no network.

`registry.py` lists every format by name. A format is declared from the parts in `layout.py` (fixed width), `tagged.py`
(``&nnn`` fields) and, where it has rules beyond its fields, a function that takes the parsed file and reports problems.
"""
