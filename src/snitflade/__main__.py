"""``python -m snitflade`` is the same as the ``snitflade`` command."""

from snitflade.cli import main

if __name__ == "__main__":
    main()
