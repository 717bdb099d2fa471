"""The texts of the pages and their translations, with Babel: no gettext program needs to be there.

``collect`` finds every text in the templates and the code of the site and brings the translations up to date: new texts stand there
without a translation, those no longer used are left out. ``compile`` writes what is read at run time (.mo) beside each.

The source language is Danish. English is complete, which a test holds. Kalaallisut is prepared: every text stands there, without a
translation until somebody with Greenlandic as their mother tongue has written one. A draft carries gettext's mark ``fuzzy`` and is
not compiled, so it is never shown. ``SNITFLADE_SPROG=da,en,kl`` offers the language; what has no translation is shown in Danish.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, extract, mofile, pofile
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "snitflade" / "web"
LOCALE = SOURCE / "locale"
LANGUAGES = {
    "en": "# English texts of the site. The source language is Danish.\n",
    "kl": "# Kalaallisut texts of the site, for a native speaker to translate (requirements/texts.py). Fuzzy ones are not used.\n",
}
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: snitflade\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "lazy")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
"""What marks a text in code, and which of its arguments are texts."""


def texts() -> Catalog:
    """Every text to be translated, with the file it stands in."""
    found = Catalog(locale="da", charset="utf-8")
    for path, code in _sources():
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract.extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
            found.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def _sources() -> Iterator[tuple[Path, str]]:
    """Each file of the site as Python code; of a template what Django's own collector makes of it. Other code of the product where
    it has texts to be translated, such as what a Delsystem watches."""
    from django.utils.translation import templatize

    for path in sorted(SOURCE.parent.rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if "migrations" not in path.parts and (SOURCE in path.parents or "import gettext" in code or "import ngettext" in code):
            yield path, code
    for path in sorted(SOURCE.rglob("*.html")):
        yield path, templatize(path.read_text(encoding="utf-8"), origin=str(path))


def place(language: str) -> Path:
    """Where a language's translations lie."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's translations as they stand."""
    with place(language).open("rb") as text:
        return pofile.read_po(text, locale=language)


def collect() -> None:
    """Bring the translations up to date with the texts."""
    now = texts()
    for language, comment in LANGUAGES.items():
        catalogue = read(language)
        catalogue.update(now, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        body = io.BytesIO()
        pofile.write_po(body, catalogue, width=130, include_lineno=False, sort_output=True, omit_header=True)
        place(language).write_bytes((comment + HEADER.format(language=language)).encode() + body.getvalue())


def compile_all() -> None:
    """Write what is read at run time."""
    for language in LANGUAGES:
        with place(language).with_suffix(".mo").open("wb") as out:
            mofile.write_mo(out, read(language), use_fuzzy=False)


if __name__ == "__main__":
    if not settings.configured:
        settings.configure()
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
