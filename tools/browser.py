"""Finds a Chromium for the tests, and installs one where there is none: ``python -m tools.browser`` prints its path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
# quiet and deterministic: no background traffic, no first-run pages; and no other host than this one can be reached
ARGUMENTS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
REMEDY = "there is no Chromium or Chrome; install one, or name it: CHROME=/path/to/chrome make test"


def find() -> str | None:
    """The path of a Chromium or Chrome: from CHROME, the PATH, the usual places, or Playwright's own. None if there is none."""
    chosen = os.environ.get("CHROME")
    if chosen:
        return shutil.which(chosen)
    for path in map(shutil.which, NAMES):
        if path:
            return path
    # asking Playwright takes half a second, so it comes last
    return next((place for place in PLACES if Path(place).is_file()), None) or _of_playwright()


def install() -> str | None:
    """Install Chromium, by the system's package manager where we may, else by Playwright. Returns its path, or None."""
    if shutil.which("apt-get") and hasattr(os, "getuid") and os.getuid() == 0:
        print("browser: installing Debian's chromium", file=sys.stderr)
        install_it = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
        done = subprocess.run(["sh", "-c", install_it], stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if done.returncode == 0 and find():
            return find()
    print("browser: fetching Playwright's chromium", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL)
    return find()


@contextmanager
def launch() -> Iterator:
    """A running headless browser (playwright's `Browser`), closed at the end.

    Raises:
        RuntimeError: there is none to run; the message says what to do.
    """
    from playwright.sync_api import sync_playwright

    path = find()
    if path is None:
        raise RuntimeError(REMEDY)
    # Chromium's sandbox does not start for root
    is_root = hasattr(os, "getuid") and os.getuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), chromium_sandbox=not is_root)
        try:
            yield browser
        finally:
            browser.close()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def main() -> int:
    """Find or install; print the path or what to do. Returns the exit status."""
    path = find() or install()
    print(f"browser: {path or REMEDY}", file=sys.stderr)
    return path is None


if __name__ == "__main__":
    sys.exit(main())
