"""The command line. `main` is what the ``snitflade`` command runs; each module here holds the commands of one kind.

Exit codes: 0 done or clean, 1 there are problems and nothing was changed, 2 the call cannot be carried out as it stands.
"""

from __future__ import annotations

from snitflade.cli.entry import main

__all__ = ["main"]
