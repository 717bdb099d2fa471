"""Børnetilskud (Winformatik's pages 550 to 553): who has a right to it, how much it is, and the month's payment.

Used by the officer who pays it, before the first bank day of each month. What goes wrong elsewhere: the base is days old,
exceptions are copied by hand, a child is paid in two municipalities, and nobody sees what last month should have been.
"""
