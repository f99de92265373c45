"""Start the portal: ``python app.py``, or any WSGI server with ``app:server``.

Settings from the environment: PORTAL_DATABASE (default sqlite:///var/public/portal.sqlite), PORT
(default 8050), HOST (default 127.0.0.1: this machine only), PORTAL_ORIGIN (what comes before every
address for the public, such as https://police.example; default none).
"""

import os
import socket
import sys
from typing import Any

from portal import static_files
from portal.answer import App
from portal.origin import public

DATABASE = "sqlite:///var/public/portal.sqlite"


def create() -> App:
    """The site over the database that the environment names."""
    from portal.site import build

    return build(os.environ.get("PORTAL_DATABASE", DATABASE), public=_public())


def main() -> int:
    """Prepare the static files, say the address, and serve until Ctrl-C."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8050")
    if not port.isdigit() or not 0 < int(port) < 65536:
        print(f"PORT must be a number from 1 to 65535, got {port!r}", file=sys.stderr)
        return 64
    try:
        _public()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 64
    if not _free(host, int(port)):
        print(
            f"port {port} is in use: stop what uses it, or choose another: PORT=8060",
            file=sys.stderr,
        )
        return 69
    static_files.prepare()
    print(f"The portal is at http://{host}:{port} (stop it with Ctrl-C)", flush=True)
    Granian(
        "app:create",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
    return 0


def _public() -> str:
    """ValueError: the setting is not an origin."""
    return public(os.environ.get("PORTAL_ORIGIN", ""))


def _free(host: str, port: int) -> bool:
    """Whether the address can be listened on; the server itself would say it less plainly."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False


def __getattr__(name: str) -> Any:
    """``app:server`` for servers that import a ready application."""
    if name == "server":
        return create()
    raise AttributeError(name)


if __name__ == "__main__":
    sys.exit(main())
