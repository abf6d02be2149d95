"""A plain file server below a sub-path: what the built site must be content with."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "/any/where/"


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # browsers reuse the connection, as they do with a real server

    def __init__(self, *arguments, requests: list[tuple[str, int]], **options):
        self.requests = requests
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        # outside the sub-path there is nothing
        return super().translate_path("/" + path.removeprefix(PREFIX)) if path.startswith(PREFIX) else "/nothing"

    def log_request(self, code="-", size="-") -> None:
        self.requests.append((self.path.removeprefix(PREFIX).partition("?")[0], int(code)))

    def log_message(self, *_) -> None:
        """Say nothing: the browser's own report is what counts."""


@contextmanager
def serve(folder: Path, requests: list[tuple[str, int]] | None = None) -> Iterator[str]:
    """Serve a folder on localhost, below a sub-path, for as long as the context lasts.

    Args:
        folder: what to serve.
        requests: a list that receives the path and the status of each request.

    Yields:
        The address, with a slash at the end.
    """
    handler = functools.partial(_Handler, directory=str(folder), requests=[] if requests is None else requests)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}{PREFIX}"
        finally:
            server.shutdown()
