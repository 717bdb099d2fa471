"""The examples in the builder's own docstrings: it stands outside what pytest collects."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from requirements.docs import codes, letters, markup, site


@pytest.mark.parametrize("module", [codes, letters, markup, site], ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted and not result.failed
