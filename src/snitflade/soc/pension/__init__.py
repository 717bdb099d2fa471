"""Modul Pension of Delsystem Soc: rates, calculation, recalculation and hand-over to payroll (social-teknik.md 3)."""
