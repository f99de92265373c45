"""Headers that every answer carries. The policy allows this origin only and no inline code.

Scripts are files of ours. Dash and plotly insert ``<style>`` elements with fixed texts: STYLES are
their SHA-256, collected in Chromium (tests/browser fails on any violation, and prints the hash that
is missing after an upgrade of Dash or plotly).
"""

STYLES: tuple[str, ...] = ()

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": " ".join(["'self'", *(f"'{digest}'" for digest in STYLES)]),
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**changed: str) -> str:
    """The content security policy; ``frame_ancestors="*"`` widens one directive."""
    rules = POLICY | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
