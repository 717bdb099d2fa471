"""The specifications' field names, which are Danish words in ASCII, as one reads them."""

from __future__ import annotations

_LETTERS = (("aa", "å"), ("oe", "ø"), ("ae", "æ"))
_CAPITALS = {"cpr": "CPR", "cvr": "CVR", "gln": "GLN", "ean": "EAN", "id": "ID", "sha256": "SHA-256", "key": "nøgle"}


def feltnavn(name: str) -> str:
    """A field's name as a label.

    >>> feltnavn("regnskabsaar"), feltnavn("person_cvr_nummer"), feltnavn("beloeb")
    ('Regnskabsår', 'Person CVR nummer', 'Beløb')
    """
    words = []
    for word in name.split("_"):
        for ascii, letter in _LETTERS:
            word = word.replace(ascii, letter)
        words.append(_CAPITALS.get(word, word))
    text = " ".join(words)
    return text[:1].upper() + text[1:]
