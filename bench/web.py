"""What a station page weighs and what it costs the server, measured through the WSGI application.

Bytes are those of a first visit that takes brotli, headers included; the browser test of
tests/browser counts the same over a real connection.
"""

import json
import re
import time
from collections.abc import Callable
from typing import Any

from werkzeug.test import Client, TestResponse

from portal.dash_app import INPUTS, OUTPUT, STATES
from portal.kept import Kept
from portal.site import UPDATE, Site, build
from release.releases import Releases

BUDGET, HTML_BUDGET = 600_000, 50_000
UNCACHED_MS, CACHED_MS = 5.0, 0.3
BROTLI = {"Accept-Encoding": "br"}


def report(url: str) -> list[str]:
    """Lines with bytes, requests and milliseconds of the first station's page, beside the goals."""
    app = build(url)
    path = _station(url)
    client = Client(app)
    html = client.get(path, headers=BROTLI)
    answers = [html, *_parts(client, path)]
    total = sum(_size(answer) for answer in answers)
    site: Site = app.application  # type: ignore[attr-defined]
    uncached = _cpu(lambda: _uncached(site, client, path), 40)
    update = _cpu(lambda: _uncached(site, client, path, update=True), 40)
    kept = _cpu(lambda: client.get(path, headers=BROTLI), 400) - _cpu(lambda: _livez(client), 400)
    return [
        f"Station page {path}",
        f"  first visit        {total:>9,} bytes in {len(answers)} requests (goal {BUDGET:,})",
        f"  HTML, compressed   {len(html.data):>9,} bytes (goal {HTML_BUDGET:,})",
        f"  made anew          {uncached:>9.2f} ms of CPU (goal {UNCACHED_MS})",
        f"  its update anew    {update:>9.2f} ms of CPU",
        f"  kept               {max(kept, 0):>9.2f} ms of CPU (goal {CACHED_MS})",
    ]


def _station(url: str) -> str:
    areas = Releases(url).latest().areas.values()
    return f"/stations/{next(a.id for a in areas if a.level == 'station')}"


def _parts(client: Client, path: str) -> list[TestResponse]:
    """Everything that a browser asks for after the HTML."""
    plain = client.get(path).text
    found = re.findall(r'["\s](/static/[^"\s]+)', plain)
    answers = [client.get(address, headers=BROTLI) for address in dict.fromkeys(found)]
    answers += [client.get(f"/_dash-{part}", headers=BROTLI) for part in ("layout", "dependencies")]
    return [*answers, _update(client, path)]


def _update(client: Client, path: str) -> TestResponse:
    given = [(*INPUTS[0], ""), (*STATES[0], path)]
    asked, state = ({"id": i, "property": p, "value": v} for i, p, v in given)
    body: dict[str, Any] = {"output": ".".join(OUTPUT), "inputs": [asked], "state": [state]}
    return client.post(UPDATE, data=json.dumps(body), headers=BROTLI, content_type=JSON)


JSON = "application/json"


def _size(answer: TestResponse) -> int:
    assert answer.status_code == 200, answer.request.path
    return len(answer.data) + sum(len(n) + len(v) + 4 for n, v in answer.headers.items())


def _uncached(site: Site, client: Client, path: str, update: bool = False) -> None:
    site.kept = Kept()
    if update:
        _update(client, path)
    else:
        client.get(path, headers=BROTLI)


def _livez(client: Client) -> None:
    """What the test client itself costs, to be taken off."""
    client.get("/livez")


def _cpu(work: Callable[[], Any], times: int) -> float:
    """Milliseconds of this process per call, after some calls to warm up."""
    for _ in range(3):
        work()
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times * 1000
