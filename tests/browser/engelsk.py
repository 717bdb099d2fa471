"""What is in Danish on a page that is in English, as far as letters and the commonest words tell."""

from __future__ import annotations

import re

from playwright.sync_api import Page

_ENGLISH = """() => {
    const found = document.querySelector("h1 [lang=da]") ? [] : [document.title];
    const english = one => one.closest("[lang]").lang === "en";
    const seen = one => one.checkVisibility({visibilityProperty: true}) || one.closest("details:not([open])") !== null;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const one = walk.currentNode.parentElement;
        if (!one.closest("script, style, [hidden]") && english(one) && seen(one)) found.push(walk.currentNode.textContent.trim());
    }
    for (const one of document.body.querySelectorAll("[title], [aria-label], [placeholder], [alt]"))
        if (!one.closest("[hidden]") && english(one))
            for (const name of ["title", "aria-label", "placeholder", "alt"]) found.push(one.getAttribute(name) || "");
    return found.filter(text => text);
}"""
"""Every text of the page whose language is English."""
_WORDS = re.compile(
    r"\b(og|ikke|den|det|der|er|til|af|med|på|som|kan|skal|har|eller|fra|ved|om|alle|ingen|nu|du|vi|hvor|hvad|når|siden|hver|også|kun"
    r"|afleveret|afsendt|anvendt|bygget|godkendt|modtaget|taget|kvitteret|fejl|fil|filer|linjer?|kørt|udveksling|snitflader?|dag"
    r"|kvartal|periode|konto|navn|nummer|tilstand|adgang|brugere?|roller?|hent|vis|antal|alt|ud|ind|dato)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"Prøve (Operatør|Godkender|Administrator)|«snitflade [a-z]+»|(· |^)snitflade$|^Dansk$|Snitflade 861|laes, fil, kvitter"
)
"""What is called so in every language: people, commands, the product."""


def dansk(page: Page) -> list[str]:
    """Every Danish text, seen or said to those who cannot see, of a page that is in English.

    What stands there in Danish by nature (what the municipality, its files and the journal say) is marked as Danish, so that it is
    spoken as Danish, too; that is left out.
    """
    found: list[str] = page.evaluate(_ENGLISH)
    return sorted({text for text in found if er_dansk(text)})


def er_dansk(text: str) -> bool:
    """Whether a text is Danish.

    >>> [er_dansk(text) for text in ("Hent som fil", "Fetch as a file", "Prøve Operatør")]
    [True, False, False]
    """
    plain = _NAMES.sub("", text)
    return bool(re.search("[æøåÆØÅ]", plain) or _WORDS.search(plain))
