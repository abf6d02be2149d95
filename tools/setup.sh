#!/bin/sh
# Makes .venv, or repairs it. `tools/setup.sh site`: what reading needs. `tools/setup.sh all`: running and testing as well.
# A stamp is written last and names what was installed: an interrupted set-up has none, and the next call begins again.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:-all}
python=.venv/bin/python
usable='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

say() { printf 'setup: %s\n' "$*" >&2; }

# a requirement, the package's description or the folder itself may change under a finished set-up
fingerprint() { { cat "$@"; pwd; } | cksum; }

is_ready() { # is_ready STAMP FILES...
    stamp=.venv/$1
    shift
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$@")" ]
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        "$PYTHON" -c "$usable" 2>/dev/null && printf '%s' "$PYTHON" && return
        say "PYTHON=$PYTHON is not a Python 3.11, 3.12 or 3.13 with the venv module."
        exit 1
    fi
    for name in python3.11 python3.12 python3.13 python3 python; do
        "$name" -c "$usable" 2>/dev/null && printf '%s' "$name" && return
    done
    say "this book needs Python 3.11, 3.12 or 3.13 with the venv module, and there is none on the PATH."
    say "Install one (Debian and Ubuntu: apt install python3-venv; macOS: brew install python@3.12; others: python.org),"
    say "or name one that is elsewhere: PYTHON=/path/to/python3.12 make serve"
    exit 1
}

install() { "$python" -m pip install --quiet --quiet --disable-pip-version-check "$@"; }

works() { "$python" -c "$usable" 2>/dev/null; }

everything="requirements-site.txt requirements.txt pyproject.toml"
if works; then
    is_ready ready-all $everything && exit
    is_ready ready-site requirements-site.txt && [ "$wanted" = site ] && exit
fi

# nothing may be left of a broken environment, or of one whose Python was removed
if ! works || ! "$python" -m pip --version >/dev/null 2>&1; then
    found=$(find_python)
    # an activated .venv would delete itself: the Python it was made from makes the new one
    found=$("$found" -c 'import sys; print(sys._base_executable)')
    say "[1/3] .venv with $("$found" --version)"
    rm -rf .venv
    "$found" -m venv .venv
fi

rm -f .venv/ready-site .venv/ready-all
say "[2/3] what reading needs (about 60 packages)"
install -r requirements-site.txt
fingerprint requirements-site.txt >.venv/ready-site
[ "$wanted" = site ] && exit

say "[3/3] what running and testing need (PyTorch is the large one)"
install -r requirements.txt
install --no-deps --editable .
fingerprint $everything >.venv/ready-all
say "done"
