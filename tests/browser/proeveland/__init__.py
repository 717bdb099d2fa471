"""A Delsystem that only the tests in a browser have: an interface that takes lines, a run that is large, and a page that breaks."""
