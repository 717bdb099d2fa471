"""Markdown to HTML: one page, its headings with anchors as GitHub makes them, and where its links lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

Resolve = Callable[[str], str]
"""A link or picture as it is written, to what it is on the site."""

_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_NO_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and the words under it, until the next one. `anchor` is empty for what stands before the first heading."""

    level: int
    title: str
    anchor: str
    words: str


@dataclass(slots=True)
class Rendered:
    """A page as HTML. `sections` in order; `anchors` are the places a link can point to."""

    html: str
    sections: list[Section] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The first heading."""
        return next((section.title for section in self.sections if section.title), "")

    @property
    def anchors(self) -> set[str]:
        """Where links into the page can lead."""
        return {section.anchor for section in self.sections if section.anchor}


def slug(title: str) -> str:
    """The anchor of a heading, as GitHub makes it.

    >>> slug("Hvad «godkend» gør, og hvornår")
    'hvad-godkend-gør-og-hvornår'
    """
    return _NO_SLUG.sub("", title.lower()).strip().replace(" ", "-")


def rendered(text: str, resolve: Resolve = str) -> Rendered:
    """`text` as HTML; every link and picture goes through `resolve`."""
    tokens = _READER.parse(text)
    seen: Counter[str] = Counter()
    found: list[tuple[int, str, str, list[str]]] = [(0, "", "", [])]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            title = words(following)
            anchor = slug(title)
            seen[anchor] += 1
            anchor += f"-{seen[anchor] - 1}" if seen[anchor] > 1 else ""
            token.attrSet("id", anchor)
            found.append((int(token.tag[1]), title, anchor, []))
        elif token.type == "inline":
            found[-1][3].append(words(token))
        elif token.type in ("fence", "code_block"):
            found[-1][3].append(token.content)
        for child in token.children or ():
            _resolve(child, resolve)
    html = _framed(str(_READER.renderer.render(list(_named(tokens)), _READER.options, {})))
    return Rendered(html, [Section(level, title, anchor, " ".join(said)) for level, title, anchor, said in found])


def _named(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, and above each block of code that is a file the path that stands beside its fence."""
    for token in tokens:
        path = token.info.partition(" ")[2].strip() if token.type == "fence" else ""
        if path:
            yield Token("html_block", "", 0, content=f'<p class="fil"><code>{escape(path)}</code></p>\n')
        yield token


def words(token: Token) -> str:
    """What an inline token says, without its marks."""
    return "".join(
        child.content if child.type in ("text", "code_inline") else " " * (child.type == "softbreak")
        for child in token.children or ()
    )


def tables(text: str) -> Iterator[tuple[str, str, str]]:
    """For each link in the first column of a page's tables: the heading above it, what it says, and where it leads."""
    heading, row = "", list[Token]()
    for token, following in zip(tokens := _READER.parse(text), [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            heading = words(following) if token.tag != "h1" else ""
        elif token.type == "tr_open":
            row = []
        elif token.type == "inline" and token.level > 2:
            row.append(token)
        elif token.type == "tr_close" and row:
            for said, target in _links(row[0]):
                yield heading, said, target


def _links(cell: Token) -> Iterator[tuple[str, str]]:
    target, said = "", ""
    for child in cell.children or ():
        if child.type == "link_open":
            target, said = str(child.attrGet("href")), ""
        elif child.type == "link_close":
            yield said, target
        else:
            said += child.content


def _resolve(child: Token, resolve: Resolve) -> None:
    name = {"link_open": "href", "image": "src"}.get(child.type)
    if name:
        child.attrSet(name, resolve(str(child.attrGet(name))))


def _framed(html: str) -> str:
    """Tables and code in frames of their own, which a keyboard can scroll when the window is narrow."""
    html = html.replace("<table>", '<div class="tabel" tabindex="0"><table>').replace("</table>", "</table></div>")
    return html.replace("<pre>", '<pre tabindex="0">')


def cell(text: str) -> str:
    """`text` as it can stand in a cell of a table: nothing in it is markup.

    >>> print(cell("a|b*c"))
    a\\|b\\*c
    """
    return re.sub(r"([\\`*_\[\]<>|&#!~])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """`text` as code in a cell; what is empty stays empty.

    >>> code("a|b"), code("")
    ('`a\\\\|b`', '')
    """
    text = " ".join(text.split()).replace("|", "\\|")
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}" if text else ""


def table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A table of cells that are Markdown already; empty without rows."""
    if not rows:
        return ""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def attribute(text: str) -> str:
    """`text` inside an attribute or an element of HTML."""
    return escape(text, quote=True)
