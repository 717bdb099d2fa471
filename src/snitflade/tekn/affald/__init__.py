"""Affaldsvægte: weighed waste becomes claims (pages 868 and 869)."""
