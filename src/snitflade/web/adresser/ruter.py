"""An address and its view. The address is called what the view is called, so that each stands once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]


def side(sti: str, view: View) -> URLPattern:
    """The page at `sti`."""
    return path(sti, view, name=view.__name__)


def goer(sti: str, *views: View) -> Iterator[URLPattern]:
    """What can be done from the page at `sti`: the last word of each view's name stands behind it, ``…/<nummer>/frigiv``."""
    return (side(f"{sti}/{view.__name__.rpartition('_')[2]}", view) for view in views)
