"""The pages as a site: gathered, linked, proved and written.

A page is a file of ``docs/`` or one that the declarations print (`generated`). Its place on the site follows from its path. The
order of the hand-written ones stands in ``docs/index.md`` and nowhere else: its tables are the navigation. Which language a page is
in is told by its words, and the front page says so where it is English.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from requirements.docs import frame, markup

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX = "docs/index.md"
DANISH = frozenset(["og", "er", "ikke", "det", "der", "som", "til", "af", "på", "den", "med", "hvad", "hvor", "kan", "skal"])
ENGLISH = frozenset(["the", "of", "and", "is", "are", "not", "that", "which", "with", "what", "how", "when", "its", "they", "from"])
"""Small words that only one of the two languages has."""
BEGINNING = 400
"""Characters of a section that the search can show."""
ELSEWHERE = ("https://", "http://", "mailto:")


@dataclass(slots=True)
class Page:
    """One page. `path`: where its source is or would be in the repository; links in it are read from there."""

    path: str
    text: str
    section: str = ""
    name: str = ""
    """What the navigation calls it; its title when empty."""
    extra: dict[str, str] = field(default_factory=dict)
    """Files that lie beside it, by name: text as people send it."""
    shown: markup.Rendered = field(default_factory=lambda: markup.Rendered(""))

    @property
    def lang(self) -> str:
        """The language it is written in."""
        return language(self.text)

    @property
    def address(self) -> str:
        """Its place on the site."""
        inside = self.path.removeprefix("docs/")
        return {"README.md": "readme.html"}.get(inside, inside.removesuffix(".md") + ".html")


@dataclass(slots=True)
class Site:
    """The whole site, in memory until it is written. `trouble`: everything that is wrong with it."""

    pages: dict[str, Page]
    files: dict[str, Path] = field(default_factory=dict)
    """Files of the repository that pages link to, by their place on the site."""
    links: dict[str, set[str]] = field(default_factory=dict)
    """Which pages each page links to, by their paths."""
    trouble: list[str] = field(default_factory=list)

    def order(self) -> list[Page]:
        """The pages in the order of the navigation."""
        return list(self.pages.values())


def language(text: str) -> str:
    """The language a text is written in, by its small words; code is in none, and tables may explain one language in another.

    >>> language("# A\\n\\nthe way of `og det` and det"), language("det og the"), language("")
    ('en', 'da', 'da')
    """
    words = re.findall(r"[a-zæøå]+", re.sub(r"```.*?```|^\|[^\n]*|`[^`]*`", "", text.lower(), flags=re.DOTALL | re.MULTILINE))
    return "en" if sum(word in ENGLISH for word in words) > sum(word in DANISH for word in words) else "da"


def gathered(root: Path = ROOT, generated: list[Page] | None = None) -> Site:
    """The pages of `root` and those that the declarations print, linked and proved."""
    site = Site({})
    index = Page(INDEX, (root / INDEX).read_text(encoding="utf-8"), name="Forside")
    site.pages[INDEX] = index
    for section, name, target in markup.tables(index.text):
        path = posixpath.normpath(posixpath.join("docs", target))
        if target.startswith(ELSEWHERE) or not path.endswith(".md") or path in site.pages:
            continue
        if (root / path).exists():
            text = (root / path).read_text(encoding="utf-8")
            page = site.pages[path] = Page(path, text, section, name)
            if page.lang == "en":
                index.text = index.text.replace(f"]({target})", f"]({target}) (på engelsk)")
    for page in generated or []:
        site.pages[page.path] = page
    lost = {path.relative_to(root).as_posix() for path in (root / "docs").rglob("*.md")} - site.pages.keys()
    site.trouble += [f"{path}: står ikke i docs/index.md" for path in sorted(lost)]
    index.text += contents(generated or [])
    for page in site.pages.values():
        _render(site, page, root)
    site.trouble += [f"{page.path}: ingen vej hertil fra forsiden" for page in _unreached(site)]
    return site


def contents(pages: list[Page]) -> str:
    """The printed pages as lists under their sections, for the front page: those that are an entry of the navigation."""
    lines = [f"* [{markup.cell(page.name)}]({posixpath.relpath(page.path, 'docs')})" for page in pages if page.name]
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _render(site: Site, page: Page, root: Path) -> None:
    leads: set[str] = set()
    anchors: list[tuple[str, str]] = []

    def resolve(target: str) -> str:
        if target.startswith(ELSEWHERE):
            return target
        name, _, anchor = unquote(target).partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), name)) if name else page.path
        beside = name in page.extra
        if path in site.pages:
            leads.add(path)
            if anchor:
                anchors.append((path, anchor))
            place = site.pages[path].address
        elif beside:
            place = posixpath.join(posixpath.dirname(page.address), name)
        elif (root / path).is_file() and not path.startswith("../"):
            place = path.removeprefix("docs/") if path.startswith("docs/") else f"filer/{path}"
            site.files[place] = root / path
        else:
            site.trouble.append(f"{page.path}: {target} findes ikke")
            return target
        mark = f"#{anchor}" if anchor else ""
        return posixpath.relpath(place, posixpath.dirname(page.address) or ".") + mark

    page.shown = markup.rendered(page.text, resolve)
    site.links[page.path] = leads
    if not page.shown.title:
        site.trouble.append(f"{page.path}: har ingen overskrift")
    for path, anchor in anchors:
        other = site.pages[path]
        there = page.shown.anchors if other is page else markup.rendered(other.text).anchors
        if anchor not in there:
            site.trouble.append(f"{page.path}: {path} har ikke afsnittet #{anchor}")


def _unreached(site: Site) -> Iterator[Page]:
    found, waiting = {INDEX}, [INDEX]
    while waiting:
        for path in site.links[waiting.pop()] - found:
            found.add(path)
            waiting.append(path)
    return (page for path, page in site.pages.items() if path not in found)


def write(site: Site, target: Path) -> None:
    """The site as files in `target`, which is made anew. Nothing in it asks for anything outside it."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for page in site.order():
        place = target / page.address
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(frame.html(page, site), encoding="utf-8")
        for name, text in page.extra.items():
            (place.parent / name).write_text(text, encoding="utf-8")
    for name, source in site.files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)
    for name in ("side.css", "soeg.js"):
        shutil.copyfile(Path(__file__).with_name(name), target / name)
    (target / "soegeord.js").write_text(f"var SOEGEORD = {json.dumps(_entries(site), ensure_ascii=False)};\n", encoding="utf-8")


def _entries(site: Site) -> list[list[str]]:
    """What the search knows: page, heading, address and words of every section."""
    return [
        [page.shown.title, part.title, page.address + (f"#{part.anchor}" if part.level > 1 else ""), *_said(part.words)]
        for page in site.order()
        for part in page.shown.sections
        if part.title
    ]


def _said(words: str) -> tuple[str, str]:
    """How a section begins, and the rest as words, each once: long tables say the same again and again."""
    return words[:BEGINNING], " ".join(sorted(set(words[BEGINNING:].split())))
