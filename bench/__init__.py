"""Figures against the goals: ``make bench``, or ``make bench BENCH=name`` for those whose name begins with `name`."""
