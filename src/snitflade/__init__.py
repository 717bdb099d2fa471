"""snitflade: the data exchange of a Greenlandic municipality."""

__version__ = "0.1.0"
