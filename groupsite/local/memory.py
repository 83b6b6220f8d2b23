"""What the last start found out, so that the next one need not do it again."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from groupsite.local import paths


class Memory:
    """One small file. If it is missing or spoilt, everything is simply done again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.known: dict[str, Any] = json.loads(file.read_text())
        except (OSError, ValueError):
            self.known = {}

    def get(self, name: str) -> Any:
        return self.known.get(name)

    def keep(self, **facts: object) -> None:
        """Written beside and moved into place, so that it is never half a file."""
        self.known |= facts
        beside = self.file.with_suffix(".new")
        beside.write_text(json.dumps(self.known))
        beside.replace(self.file)


def packages() -> list[Path]:
    return sorted(
        folder for folder in paths.CHECKOUT.iterdir() if (folder / "__init__.py").exists() and folder.name != "tests"
    )


def code_print() -> str:
    """Changes with any line that could change the tables or the demo's data."""
    files = [file for package in packages() for file in package.rglob("*") if "__pycache__" not in file.parts]
    return fingerprint([*files, paths.CHECKOUT / "requirements" / "run.txt"])


def static_print() -> str:
    folders = [paths.CHECKOUT / "static", *(package / "static" for package in packages())]
    files = [file for folder in folders for file in folder.rglob("*")]
    return fingerprint([*files, paths.CHECKOUT / "requirements" / "run.txt"])


def fingerprint(files: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        seen.update(f"{file.relative_to(paths.CHECKOUT)} {file.stat().st_size} ".encode())
        seen.update(file.read_bytes())
    return seen.hexdigest()
