"""Delsystem Løn: what the central payroll system has calculated, booked once and taken out to spreadsheets (social-teknik.md 7)."""
