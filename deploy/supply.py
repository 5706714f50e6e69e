"""What the board is made of: licences, a bill of materials (CycloneDX), and a lock with the hashes of wheels.

python deploy/supply.py licences          docs/LICENCES.md and deploy/sbom.json, from the installed libraries
python deploy/supply.py lock wheels       requirements.lock, from the files in wheels/
"""

import hashlib
import json
import re
import sys
from collections import defaultdict
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.M)
CLASSIFIER = "License :: OSI Approved :: "


def pins() -> list[tuple[str, str]]:
    """Name and version of all that requirements.txt pins."""
    return sorted(PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")), key=lambda pin: pin[0].lower())


def licence(about: PackageMetadata) -> str:
    """What a library says of its licence, in one line."""
    named = [line.removeprefix(CLASSIFIER) for line in about.get_all("Classifier") or () if line.startswith(CLASSIFIER)]
    said = str(about["License-Expression"] or "; ".join(named) or about["License"] or "").strip().splitlines()
    return said[0][:80] if said else "not stated"


def licences() -> None:
    """The list for people and the one for programs."""
    rows = [(name, version, licence(metadata(name))) for name, version in pins()]
    lines = [f"| {name} | {version} | {words} |" for name, version, words in rows]
    head = "# Licences\n\nOf all libraries that a board needs, as they state them; written by `make licences`.\n\n"
    table = "\n".join(["| library | version | licence |", "| --- | --- | --- |", *lines])
    (ROOT / "docs/LICENCES.md").write_text(f"{head}{table}\n", encoding="utf-8")
    parts = [
        {
            "type": "library", "bom-ref": f"pkg:pypi/{name.lower()}@{version}", "name": name, "version": version,
            "purl": f"pkg:pypi/{name.lower()}@{version}", "licenses": [{"license": {"name": words}}],
        }
        for name, version, words in rows
    ]  # fmt: skip
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}
    (ROOT / "deploy/sbom.json").write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def lock(folder: Path) -> None:
    """requirements.lock: each pin with the hashes of its files for every platform in the folder."""
    files = defaultdict(list)
    for file in sorted(folder.iterdir()):
        name, version = re.sub(r"[-_.]+", "-", file.name.split("-")[0]).lower(), file.name.split("-")[1]
        files[name, version].append(hashlib.sha256(file.read_bytes()).hexdigest())
    lines = ["# Written by `make wheels`: requirements.txt with the hashes of its files, x86_64 and aarch64."]
    for name, version in pins():
        hashes = files[re.sub(r"[-_.]+", "-", name).lower(), version]
        if not hashes:
            sys.exit(f"no file for {name} {version} in {folder}")
        lines.append(" \\\n    ".join([f"{name}=={version}", *(f"--hash=sha256:{one}" for one in hashes)]))
    (ROOT / "requirements.lock").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    lock(Path(sys.argv[2])) if sys.argv[1] == "lock" else licences()
