"""Signing in: passwords, second factor, the municipality's own sign-in, throttling, and how long it lasts."""
