"""Run the benches and print one line per figure: name | ours | reference | ratio | goal | ok or miss."""

from __future__ import annotations

import os
import sys
import tempfile

from bench.measure import benches


def main(wanted: str) -> int:
    """Run the benches whose name begins with `wanted`."""
    with tempfile.TemporaryDirectory(prefix="snitflade-bench-") as home:
        os.environ["SNITFLADE_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snitflade.settings")
        import django

        django.setup()
        from bench import (  # noqa: F401 (they register)
            betalingsservice,
            bilag,
            boernetilskud,
            boligsikring,
            cpr,
            cpr_load,
            erhv,
            formats,
            inddrivelse,
            indkomst,
            load,
            modregning,
            money_formats,
            pages,
            payments,
            pipelines,
            renovation,
            services,
            udbetalinger,
        )

        chosen = {name: function for name, function in benches.items() if name.startswith(wanted)}
        if not chosen:
            print(f"Der er ingen måling, der begynder med «{wanted}». De findes: {', '.join(benches)}", file=sys.stderr)
            return 2
        print("name | ours | reference | ratio | goal | verdict")
        for function in chosen.values():
            for figure in function():
                print(figure, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
