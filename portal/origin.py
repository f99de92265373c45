"""Where the site is, as the client sees it: what follows is the same for every address."""

import re

from portal.answer import Environ

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
SCHEMES = ("https", "http")


def origin(environ: Environ) -> str:
    """Scheme and host as the client wrote them, if that is a host at all. A server in front that
    ends TLS says so with X-Forwarded-Proto."""
    host = environ.get("HTTP_HOST", "")
    if not HOST.fullmatch(host):
        host = "localhost"
    scheme = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "http")
    return f"{scheme if scheme in SCHEMES else 'http'}://{host.lower()}"
