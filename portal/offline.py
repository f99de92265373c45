"""The files of the offline copy: the worker that keeps pages, and what an installed site is called.

A browser asks for them at fixed addresses, so they are never kept for long.
"""

import json
from pathlib import Path
from typing import Any

from portal import language, links, translations
from portal.answer import ASK_AGAIN, SHORT, Answer, answer
from portal.language import _
from portal.speech import speak, spoken
from portal.static_files import Static
from release.reader import Reader
from release.releases import Releases

WORKER = "/sw.js"
MANIFEST = "/manifest.webmanifest"
SCRIPT = "text/javascript; charset=utf-8"
KIND = "application/manifest+json"

SOURCE = Path(__file__).with_name("sw.js")


def worker() -> Answer:
    return answer(200, SCRIPT, SOURCE.read_bytes(), cache=ASK_AGAIN)


def manifest(releases: Releases, path: str, catalogues: Path, static: Static) -> Answer | None:
    """The manifest in the language of its path; None where the path is another one."""
    if not path.endswith(MANIFEST):
        return None
    reader = releases.latest()
    speech, bare = translations.spoken_at(reader.force, path, catalogues)
    if bare != MANIFEST:
        return None
    with speak(speech):
        body = json.dumps(_manifest(reader, static), ensure_ascii=False, indent=1).encode()
    return answer(200, KIND, body, cache=SHORT, release=reader.release.id)


def _manifest(reader: Reader, static: Static) -> dict[str, Any]:
    name = str(reader.force.get("name", ""))
    return {
        "id": links.page("/"),
        "name": _("{force} in the open").format(force=name),
        "short_name": str(reader.force.get("short_name", name)),
        "lang": spoken().code,
        "dir": language.direction(),
        "start_url": links.page("/"),
        "scope": "/",
        "display": "minimal-ui",
        "icons": [
            {"src": static.url("favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
        ],
    }
