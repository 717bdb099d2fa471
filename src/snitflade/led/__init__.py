"""Delsystem Led: jobseekers, their contacts, the month to Grønlands Statistik, and IT Reg's look-ups (social-teknik.md 6)."""
