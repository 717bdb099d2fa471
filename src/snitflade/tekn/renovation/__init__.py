"""Renovation: services, tariffs and agreements, and their billing by quarter (interface 861).

`importer` loads the master data, `opkraev` bills a quarter; the rules stand one by one in the other modules.
"""
