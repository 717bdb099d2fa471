"""Boligsikring: tenancies in from landlords, applications, the calculation, booking, and the granted amounts out.

Sources: social-teknik.md 2, winformatik.md 2.8 and 3.5.
"""
