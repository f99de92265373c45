"""What the page sends when a control changes."""

from typing import Any

STATION = "/stations/station_elm"


def asked(search: Any = "", path: Any = STATION, **changed: Any) -> dict[str, Any]:
    """What Dash sends for an address."""
    return {
        "output": "content.children",
        "outputs": {"id": "content", "property": "children"},
        "inputs": [{"id": "address", "property": "search", "value": search}],
        "state": [{"id": "address", "property": "pathname", "value": path}],
        "changedPropIds": ["address.search"],
        "parsedChangedPropsIds": ["address.search"],
    } | changed
