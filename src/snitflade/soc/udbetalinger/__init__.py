"""Sociale udbetalinger (pages 560 to 569): what is paid once and what is paid again and again, and its report to Skattestyrelsen.

Who: the caseworker types cards and lines, the bookkeeper pays them when they fall due, the office reports in January. What goes
wrong elsewhere: the same days paid twice, a stamping nobody looked up, one person who types and pays, a year that is not what the
ledger says.
"""
