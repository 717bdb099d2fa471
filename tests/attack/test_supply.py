"""What others made: each part is listed with hashes and a licence we may use, and an audit that could not look says so."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.now(UTC).isoformat()
PYTHON = {"ecosystem": "PyPI", "name": "django"}


class Part(NamedTuple):
    """A part of the product, as the advisories' own `Part` has it."""

    ecosystem: str
    name: str
    version: str

    @property
    def key(self) -> tuple[str, str]:
        return self.ecosystem, self.name


DJANGO, LXML, DKFDS = Part("PyPI", "django", "5.2.1"), Part("PyPI", "lxml", "6.0.0"), Part("npm", "dkfds", "11.2.0")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return found("sbom")


@pytest.fixture(scope="module")
def audit(tool: ModuleType) -> ModuleType:
    return found("audit")


def found(name: str) -> ModuleType:
    """A module of the folder, whose scripts find each other there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "requirements"))
        return import_module(name)


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


def test_an_audit_that_could_not_look_is_no_clean_one(audit: ModuleType) -> None:
    wanted = [DJANGO, LXML, DKFDS]
    clean = [{"name": "Django", "version": "5.2.1", "vulns": []}, {"name": "lxml", "version": "6.0.0", "vulns": []}]
    npm = audit.from_npm({"vulnerabilities": {}}, wanted)
    assert audit.judged(audit.from_pip_audit({"dependencies": clean}, wanted) | npm, wanted)[0] == 0
    skipped = [clean[0], {"name": "lxml", "skip_reason": "not found"}]
    code, (said,) = audit.judged(audit.from_pip_audit({"dependencies": skipped}, wanted) | npm, wanted)
    assert code == 3 and said.startswith("IKKE EFTERSET: 1 af 3")
    code, (said,) = audit.judged(audit.from_pip_audit({}, wanted) | audit.from_npm({"message": "405"}, wanted), wanted)
    assert code == 3 and said.startswith("IKKE EFTERSET: 3 af 3")
    hole = {"id": "CVE-2026-0001", "fix_versions": ["5.2.9"]}
    code, said = audit.judged(audit.from_pip_audit({"dependencies": [clean[0] | {"vulns": [hole]}]}, wanted), wanted)
    assert code == 1, "a vulnerability weighs more than a package nobody looked up"
    assert said[0] == "SÅRBAR: django 5.2.1: CVE-2026-0001, rettet i 5.2.9"
    assert said[1].startswith("IKKE EFTERSET")
    worse = {"dkfds": {"via": [{"url": "https://example.gl/GHSA-1", "title": "x"}]}}
    assert audit.from_npm({"vulnerabilities": worse}, wanted)[DKFDS] == [("https://example.gl/GHSA-1", [])]


def entry(ecosystem: str, name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    """An advisory in OSV's form, written today."""
    kind = "ECOSYSTEM" if ecosystem == "PyPI" else "SEMVER"
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": list(events)}]}
    return {"id": f"GHSA-{name}", "modified": TODAY, "aliases": ["CVE-2026-7"], "affected": [affected], **more}


@pytest.mark.parametrize(
    ("advisory", "holes"),
    [
        (entry("PyPI", "Django", {"introduced": "0"}, {"fixed": "5.2.2"}), [("CVE-2026-7", ["5.2.2"])]),
        (entry("PyPI", "django", {"introduced": "5.2"}, {"last_affected": "5.2.1"}), [("CVE-2026-7", [])]),
        (entry("PyPI", "django", {"introduced": "0"}, {"last_affected": "5.2"}), []),
        (entry("PyPI", "django", {"introduced": "0"}, {"fixed": "5.2.1"}), []),
        (entry("PyPI", "django", {"introduced": "5.3a1"}), []),
        (entry("PyPI", "django", {"introduced": "0"}, {"fixed": "4"}, {"introduced": "5.2.0"}), [("CVE-2026-7", ["4"])]),
        (entry("PyPI", "django", {"introduced": "noget"}), [("CVE-2026-7", [])]),
        (entry("PyPI", "django-noget", {"introduced": "0"}), []),
        (entry("npm", "django", {"introduced": "0"}), []),
        (entry("PyPI", "django", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"), []),
        (entry("PyPI", "django", {"introduced": "0"}, aliases=[]), [("GHSA-django", [])]),
        ({"id": "X", "modified": TODAY, "affected": [{"package": PYTHON, "versions": ["5.2.1"]}]}, [("X", [])]),
        ({"id": "X", "modified": TODAY, "affected": [{"package": PYTHON, "versions": ["5.2.2"]}]}, []),
    ],
)
def test_a_folder_of_advisories_is_read_as_they_mean_it(
    audit: ModuleType, tmp_path: Path, advisory: dict[str, Any], holes: list[tuple[str, list[str]]]
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.json").write_text(json.dumps(advisory), encoding="utf-8")
    found = audit.advisories.look_up(tmp_path, [DJANGO, LXML, DKFDS])
    assert [(name, fixed) for part, name, fixed in found.holes] == holes
    assert {part for part, *_ in found.holes} <= {DJANGO}


def test_where_there_is_no_way_out_a_folder_is_looked_up_and_its_age_is_said(
    audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    django = next(part for part in audit.parts() if part.name == "django")
    with zipfile.ZipFile(tmp_path / "PyPI.zip", "w") as dump:
        dump.writestr("GHSA-1.json", json.dumps(entry("PyPI", "noget-andet", {"introduced": "0"})))
    monkeypatch.setenv("AUDIT_ADVISORIES", str(tmp_path))
    assert audit.audit() == 3
    said = capsys.readouterr().out
    assert "IKKE EFTERSET: 1 af" in said and "fx dkfds" in said and "npm: ingen i mappen" in said
    (tmp_path / "npm.json").write_text(json.dumps(entry("npm", "andet", {"introduced": "0"})), encoding="utf-8")
    assert audit.audit() == 0
    assert "ingen af dem er kendt som sårbare" in capsys.readouterr().out
    (tmp_path / "d.json").write_text(json.dumps(entry("PyPI", "django", {"introduced": "0"})), encoding="utf-8")
    assert audit.audit() == 1
    assert f"SÅRBAR: django {django.version}: CVE-2026-7" in capsys.readouterr().out
    for path in tmp_path.iterdir():
        path.unlink()
    old = entry("PyPI", "django", {"introduced": "99"}, modified="2021-07-01T00:00:00Z")
    (tmp_path / "old.json").write_text(json.dumps(old), encoding="utf-8")
    assert audit.audit() == 3
    assert "de nyeste er fra 2021-07-01, over 30 dage gamle" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["{", "[]", '{"id": "x"}', '{"id": "x", "modified": "i går"}'])
def test_a_file_that_is_no_advisory_is_said_and_nothing_counts_as_looked_up(
    audit: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    for folder in (tmp_path, tmp_path / "findes-ikke"):
        assert audit.audit(str(folder)) == 3
        said = capsys.readouterr().out
        assert "IKKE EFTERSET" in said and ("x.json" in said or "er ingen mappe" in said)
