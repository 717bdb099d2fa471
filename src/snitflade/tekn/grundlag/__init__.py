"""Claims from a basis that somebody else has computed: waste weighed, RenoWeb."""
