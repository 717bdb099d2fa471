"""From the keys of a profile to its format: the lines' kinds, their columns in order, and the rules of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from snitflade.formats import acubiz, bsplus, fordringer, inddrivelse, ledighed
from snitflade.formats.delimited_column import Column
from snitflade.formats.delimited_format import DelimitedFormat, Heading
from snitflade.formats.delimited_post import Post, Quoting
from snitflade.formats.document import Document
from snitflade.formats.fixed import FixedFormat
from snitflade.formats.kinds import Text
from snitflade.formats.layout import Field, LayoutError
from snitflade.formats.problems import Problems
from snitflade.formats.profile_fields import Declared
from snitflade.formats.profile_fields import field as declared_field
from snitflade.formats.profile_fixed import fixed
from snitflade.formats.profile_keys import Keys
from snitflade.formats.profile_rules import Counted, Ordered, Rules, Summed, Unique, together
from snitflade.formats.workbook import WorkbookFormat

RULES: dict[str, Callable[[Document, Problems], None]] = {
    "acubiz": acubiz.rules,
    "afregninger": inddrivelse.settlements,
    "afstemninger": inddrivelse.reconciliation,
    "bsplus": bsplus.rules,
    "fordringer": fordringer.rules,
    "ledighed": ledighed.rules,
}
"""Rules that only code can say, by the name a profile has for them."""
ENCODINGS = ("utf-8", "cp1252", "iso8859-1", "utf-16-le")
KINDS = ("tegnadskilt", "regneark", "fastbredde")
_FILLER = 255
"""Characters of a column that nobody has described."""


@dataclass(slots=True)
class _Made:
    """A kind of line, and the rules its fields ask for."""

    post: Post
    rules: list[Rules] = field(default_factory=list)


def make(keys: Keys, name: str) -> DelimitedFormat | FixedFormat | WorkbookFormat | None:
    """The format that `keys` declare; None where it cannot be made. Everything wrong is reported."""
    kind = keys.text("slags", "tegnadskilt", among=KINDS)
    title, source = keys.text("titel", needed=True), keys.text("kilde", needed=True)
    keys.number("version")
    if kind == "fastbredde":
        return fixed(keys, name, title, source, ENCODINGS)
    delimiter = keys.text("skilletegn", ";")
    quoting = Quoting(keys.text("anfoersel", "ingen", among=tuple(Quoting)))
    if len(delimiter) != 1 or not delimiter.isprintable() or delimiter.isalnum() or delimiter in '" -':
        keys.wrong("skilletegn", "det skal være ét tegn, der kan ses, fx ; eller ,")
        delimiter = ";"
    opened = keys.flag("aabnes_i_regneark")
    forbidden = delimiter if kind == "tegnadskilt" and quoting is Quoting.INGEN else ""
    made = _posts(keys, name, formulas=not opened, forbidden=forbidden)
    rules = [rule for one in made for rule in one.rules] + _rules(keys, [one.post for one in made])
    own = keys.text("regler", among=tuple(RULES))
    if own:
        rules.append(RULES[own])
    heading = Heading(keys.text("overskrift", "kraevet" if kind == "regneark" else "ingen", among=tuple(Heading)))
    encodings = keys.texts("tegnsaet", ("utf-8",))
    for encoding in encodings:
        if encoding not in ENCODINGS:
            keys.wrong("tegnsaet", f"«{encoding}» kendes ikke; det kan være {', '.join(ENCODINGS)}")
    newline = "\n" if keys.text("linjeskift", "CRLF", among=("CRLF", "LF")) == "LF" else "\r\n"
    mark, end = keys.flag("bom"), keys.text("linjeslut")
    trailing, most = keys.flag("sidste_skilletegn", True), keys.number("mest_bytes", 0) or 0
    sheet = keys.text("ark")
    if not made or not encodings:
        return None
    posts = tuple(one.post for one in made)
    about, questions = str(keys.table.get("om", "")), tuple(keys.table.get("spoergsmaal", ()))
    confirmed = keys.table.get("bekraeftet") is True
    try:
        if kind == "regneark":
            if len(posts) != 1:
                keys.wrong("post", "et regneark har én slags linjer", raw=[post.key for post in posts])
                return None
            return WorkbookFormat(name, title, source, posts[0], about, sheet, together(rules), confirmed, questions)
        return DelimitedFormat(
            name,
            title,
            source,
            posts,
            encodings,
            about.strip(),
            delimiter,
            quoting,
            heading,
            newline,
            mark,
            end,
            trailing,
            together(rules),
            confirmed,
            questions,
            most,
        )
    except LayoutError as error:
        keys.wrong("post", str(error), raw=[post.key for post in posts])
        return None


def _posts(keys: Keys, name: str, *, formulas: bool, forbidden: str) -> list[_Made]:
    """The kinds of lines; a profile with fields of its own has just one."""
    tables = keys.tables("post")
    if not tables:
        tables = [keys]
    elif "felt" in keys.table:
        keys.wrong("felt", "felterne står under hver [[post]]", raw="felt")
    made = [one for table in tables if (one := _post(table, name, formulas, forbidden, whole=table is keys)) is not None]
    seen = [one.post.key for one in made]
    for key in sorted({key for key in seen if seen.count(key) > 1}):
        keys.wrong("post", f"«{key}» står mere end én gang", raw=seen)
    return made


def _post(keys: Keys, name: str, formulas: bool, forbidden: str, *, whole: bool) -> _Made | None:
    key = keys.text("noegle", "linje", needed=not whole)
    title = keys.text("linjetitel" if whole else "titel", key)
    told = keys.one("kendes")
    mark = None
    if told is not None:
        mark = ((told.number("kolonne", 1, lowest=1, highest=500) or 1) - 1, told.text("tekst", needed=True))
        told.rest()
    found = [declared_field(table, formulas=formulas, forbidden=forbidden) for table in keys.tables("felt")]
    fields = [one for one in found if one is not None]
    if not found:
        keys.wrong("felt", "der skal være mindst ét felt, skrevet som [[felt]]", raw=[])
    counts = keys.numbers("antal_kolonner")
    placed = _placed(keys, [_moved(keys, one) for one in fields], max(counts, default=0))
    if keys.table.get("kolonner") is not None:
        _check_map(keys, {one.column.name for one in fields})
    line = keys.number("linje", 0, lowest=1, highest=100) or 0
    headed, last = keys.flag("efter_overskrift", not line), keys.flag("sidst")
    least, most = keys.number("linjer_mindst", 0) or 0, keys.number("linjer_hoejst")
    if not whole:
        keys.rest()
    if not placed or len(fields) < len(found):
        return None
    if counts:
        placed = [replace(column, optional=column.optional or at >= counts[0]) for at, column in enumerate(placed)]
    if any(count > len(placed) for count in counts):
        keys.wrong("antal_kolonner", f"der er kun {len(placed)} kolonner")
        return None
    names = [column.name for column in placed]
    for twice in sorted({one for one in names if names.count(one) > 1}):
        keys.wrong("felt", f"feltet «{twice}» står to gange", raw=twice)
        return None
    post = Post(key, title, tuple(placed), mark, line, headed, counts, least, most, last)
    rules: list[Rules] = []
    for one in fields:
        if one.counts:
            rules.append(Counted(key, one.column.name, one.counts))
        if one.sums:
            of, _, what = one.sums.partition(".")
            rules.append(Summed(key, one.column.name, of, what))
    return _Made(post, rules)


def _moved(keys: Keys, one: Declared) -> Declared:
    """A field where the map of columns says it is."""
    where = keys.table.get("kolonner")
    given = where.get(one.column.name) if isinstance(where, dict) else None
    if type(given) is int and 0 <= given <= 500:
        return replace(one, number=given)
    return replace(one, column=replace(one.column, heading=given)) if isinstance(given, str) and given else one


def _check_map(keys: Keys, names: set[str]) -> None:
    given = keys.one("kolonner")
    for name in given.table if given else ():
        assert given is not None  # noqa: S101 (its names are gone through)
        value = given.table[name]
        if name not in names:
            given.wrong(name, f"der er ikke et felt, der hedder sådan; felterne er {', '.join(sorted(names))}", raw=name)
        elif not (type(value) is int and 0 <= value <= 500) and not (isinstance(value, str) and value):
            given.wrong(name, "det skal være kolonnens nummer fra 1 (0: kolonnen findes ikke) eller dens overskrift")


def _placed(keys: Keys, fields: list[Declared], count: int) -> list[Column]:
    """The columns in order. Places nobody has described hold text that is kept as it is."""
    by_number: dict[int, Column] = {}
    following = 0
    for one in fields:
        number = following + 1 if one.number is None else one.number
        if number == 0:
            continue
        following = number
        if number in by_number:
            keys.wrong("kolonner", f"kolonne {number} er både {by_number[number].name} og {one.column.name}", raw=number)
        by_number[number] = one.column
    return [by_number.get(number) or _filler(number) for number in range(1, max([count, *by_number], default=0) + 1)]


def _filler(number: int) -> Column:
    meaning = "Ikke beskrevet; bevares, som det står"
    return Column(Field(f"kolonne_{number}", Text(_FILLER, free=True), meaning, default=None), heading=f"kolonne_{number}")


def _rules(keys: Keys, posts: list[Post]) -> list[Rules]:
    """The rules that a profile declares."""
    names = {post.key: set(post.places) for post in posts}
    main = next((post.key for post in posts if post.told is None and not post.line), "")
    rules: list[Rules] = []
    for table in keys.tables("entydig"):
        post, fields = table.text("post", main), table.texts("felter", needed=True)
        warn = table.text("alvor", "fejl", among=("fejl", "advarsel")) == "advarsel"
        _known(table, names.get(post, set()), *fields)
        table.rest()
        if fields:
            rules.append(Unique(post, fields, warn))
    for table in keys.tables("orden"):
        post, first, then = table.text("post", main), table.text("foerst", needed=True), table.text("sidst", needed=True)
        _known(table, names.get(post, set()), first, then)
        table.rest()
        rules.append(Ordered(post, first, then))
    return rules


def _known(keys: Keys, names: set[str], *wanted: str) -> None:
    for name in wanted:
        if name and name not in names:
            keys.wrong("felter", f"der er ikke et felt, der hedder sådan; felterne er {', '.join(sorted(names))}", raw=name)
