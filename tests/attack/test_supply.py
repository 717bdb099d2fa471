"""What others made: each part is listed with hashes and a licence we may use, and an audit that could not look says so."""

from __future__ import annotations

import json
import sys
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = util.spec_from_file_location("sbom", ROOT / "requirements" / "sbom.py")
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_part_of_the_product_is_listed_with_hashes_and_its_licence(tool: ModuleType) -> None:
    found = tool.sbom()
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    parts = {part["name"]: part for part in found["components"]}
    assert parts.keys() == {package.name for package in tool.locked()} | {"dkfds"}
    for part in parts.values():
        assert part["hashes"] and part["licenses"][0]["expression"]
        assert all(len(one["content"]) in (64, 128) for one in part["hashes"])
        assert part["bom-ref"] == part["purl"]
        assert part["purl"].endswith(f"/{part['name']}@{part['version']}")
    assert set(found["dependencies"][0]["dependsOn"]) == {part["bom-ref"] for part in parts.values()}
    assert "://" not in json.dumps(found).replace("urn:", ""), "no registry and no other host is named"
    assert tool.sbom() == found, "the same locks give the same file"


@pytest.mark.parametrize("lock", ["LOCK", "DEV_LOCK"])
def test_every_licence_is_one_that_a_work_under_eupl_may_use(tool: ModuleType, lock: str) -> None:
    wrong = {}
    for package in tool.locked(getattr(tool, lock)):
        expression = tool.licence(package.name)
        if not set(tool.terms(expression)) <= tool.COMPATIBLE:
            wrong[package.name] = expression
    assert wrong == {}
    npm = json.loads(tool.NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    assert [path for path, entry in npm.items() if not set(tool.terms(entry["license"])) <= tool.COMPATIBLE] == []


def test_a_licence_that_is_not_on_the_list_is_refused(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not set(tool.terms("AGPL-3.0-only OR SSPL-1.0")) <= tool.COMPATIBLE
    assert not set(tool.terms("MIT AND BUSL-1.1")) <= tool.COMPATIBLE
    monkeypatch.setattr(tool.metadata, "metadata", lambda name: _about({"License": "Proprietary"}))
    with pytest.raises(tool.UnknownLicenceError, match="Proprietary"):
        tool.licence("findes-ikke")


def _about(values: dict[str, str]) -> Any:
    class About(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return []

    return About(values)


def test_an_audit_that_could_not_look_is_no_clean_one(tool: ModuleType) -> None:
    wanted = [tool.Package("django", "5.2.1", ()), tool.Package("lxml", "6.0.0", ())]
    clean = [{"name": "Django", "version": "5.2.1", "vulns": []}, {"name": "lxml", "version": "6.0.0", "vulns": []}]
    assert tool.judged({"dependencies": clean}, wanted)[0] == 0
    code, (said,) = tool.judged({"dependencies": [clean[0], {"name": "lxml", "skip_reason": "not found"}]}, wanted)
    assert code == 3 and said.startswith("IKKE EFTERSET: 1 af 2")
    code, (said,) = tool.judged({}, wanted)
    assert code == 3 and said.startswith("IKKE EFTERSET: 2 af 2")
    hole = {"id": "CVE-2026-0001", "fix_versions": ["5.2.9"]}
    code, said = tool.judged({"dependencies": [clean[0] | {"vulns": [hole]}]}, wanted)
    assert code == 1, "a vulnerability weighs more than a package nobody looked up"
    assert said[0] == "SÅRBAR: Django 5.2.1: CVE-2026-0001, rettet i 5.2.9"
    assert said[1].startswith("IKKE EFTERSET")
