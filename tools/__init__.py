"""The commands behind the Makefile. Each module is one: ``python -m tools.NAME --help``."""

import sys

# Jupyter's schema checker builds a grammar of web addresses when it is imported: a second of every command, and of no use here.
# It does without where the package is missing, so it is told that it is.
sys.modules.setdefault("rfc3987_syntax", None)
