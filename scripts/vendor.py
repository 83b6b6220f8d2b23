"""Fetch the third-party files we ship, cut Bootstrap to what we use, and write down what came from where.

Run it by hand when a version changes: `python scripts/vendor.py`. It needs npm; running the portal does not.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
MANIFEST = VENDOR / "manifest.json"
AXE = ROOT / "tests" / "browser" / "axe.min.js"
BOOTSTRAP_VERSION = "5.3.9"
AXE_VERSION = "4.14.1"

# Bootstrap's classes we use, as patterns. A class that a template names and no stylesheet holds fails a test.
KEPT = re.compile(
    r"container(-fluid)?|row|col(-(sm|md|lg))?(-([1-9]|1[0-2]|auto))?|g[xy]?-[0-5]"
    r"|btn(-(primary|secondary|outline-secondary|danger|link|sm|lg))?|btn-group|active|disabled"
    r"|form-(label|text|control|control-sm|control-plaintext|select|select-sm|check|check-input|check-label|check-inline)"
    r"|input-group(-text)?|invalid-feedback|is-invalid|has-validation|was-validated"
    r"|card(-(body|title|text|header|footer))?|table(-(sm|responsive))?|caption-top|table-group-divider"
    r"|alert(-(heading|link))?|badge|list-(unstyled|inline|inline-item)|lead|small|h[1-6]|fs-[1-6]"
    r"|visually-hidden(-focusable)?|text-(start|end|center|nowrap|break|truncate)|fw-(bold|normal|semibold)"
    r"|d(-(sm|md|lg|print))?-(none|block|inline|inline-block|flex|grid)"
    r"|flex-(row|column|wrap|nowrap|grow-1|fill|shrink-0)|flex-(sm|md|lg)-(row|column)"
    r"|justify-content-(start|end|center|between)|align-items-(start|end|center|baseline|stretch)"
    r"|(gap|row-gap|column-gap)-[0-5]|[mp][tbsexy]?-[0-5]|[mp][tbsexy]?-auto|m[tb]-(md|lg)-[0-5]|w-(25|50|75|100|auto)|h-100|img-fluid"
)
CLASS = re.compile(r"\.(-?[_a-zA-Z][-\w]*)")
VARIABLE = re.compile(r"var\((--[\w-]+)")
SET = re.compile(r"(?<=[{;])\s*(--bs-[\w-]+):[^;{}]*;?")
LICENCE = """@charset "UTF-8";
/*! Bootstrap v{version} (https://getbootstrap.com), copyright The Bootstrap Authors, MIT. Cut by scripts/vendor.py */
"""


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Each rule of a stylesheet as (what stands before the brace, what stands inside)."""
    start = depth = opened = 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = place if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place].strip()
                start = place + 1


def wanted(selector: str) -> bool:
    if "data-bs" in selector:
        return False
    return all(KEPT.fullmatch(name) for name in CLASS.findall(selector))


def split_selectors(selectors: str) -> list[str]:
    """Split at commas, but not at those inside brackets."""
    return [part.strip() for part in re.split(r",(?![^(]*\))", selectors)]


def cut(css: str) -> str:
    """The rules we use and no others; groups such as @media are cut inside."""
    kept = []
    for head, body in blocks(css):
        if head.startswith(("@media", "@supports")):
            inner = cut(body)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif not head.startswith("@"):
            selectors = [selector for selector in split_selectors(head) if wanted(selector)]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "".join(kept)


def without_unused_variables(css: str) -> str:
    """Take out custom properties nobody reads, until all that are left are read by somebody."""
    unread = set(SET.findall(css)) - set(VARIABLE.findall(css))
    if not unread:
        return css
    return without_unused_variables(SET.sub(lambda found: "" if found[1] in unread else found[0], css))


def squeezed(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r"(?<=[{;])([-\w]+):\s+", r"\1:", css)
    return re.sub(r"[^{};]+\{\}", "", css.replace(";}", "}"))


def trimmed(css: str) -> str:
    plain = re.sub(r"/\*.*?\*/", "", css.replace('@charset "UTF-8";', ""), flags=re.S)
    return LICENCE.format(version=BOOTSTRAP_VERSION) + squeezed(without_unused_variables(cut(plain))) + "\n"


def package(name: str, version: str, folder: Path) -> Path:
    """Unpack one npm package and say where it lies."""
    listing = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    target = folder / name
    with tarfile.open(folder / listing.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(name: str, version: str, licence: str, source: Path, shipped: Path) -> dict[str, str]:
    return {
        "file": shipped.relative_to(ROOT).as_posix(),
        "name": name,
        "version": version,
        "licence": licence,
        "sha256": digest(shipped),
        "made_from": source.name,
        "made_from_sha256": digest(source),
    }


def refresh(folder: Path) -> list[dict[str, str]]:
    bootstrap = package("bootstrap", BOOTSTRAP_VERSION, folder)
    entries = []
    for name in ("bootstrap.css", "bootstrap.rtl.css"):
        source, shipped = bootstrap / "dist" / "css" / name, VENDOR / "bootstrap" / name
        shipped.write_text(trimmed(source.read_text()))
        entries.append(entry("bootstrap", BOOTSTRAP_VERSION, "MIT", source, shipped))
    axe = package("axe-core", AXE_VERSION, folder) / "axe.min.js"
    AXE.write_bytes(axe.read_bytes())
    return [*entries, entry("axe-core", AXE_VERSION, "MPL-2.0", axe, AXE)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        MANIFEST.write_text(json.dumps(refresh(Path(folder)), indent=2) + "\n")


if __name__ == "__main__":
    main()
