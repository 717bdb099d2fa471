"""RenoWeb's billing basis becomes claims (pages 866 and 867)."""
