"""The order of the tests: files with slow ones first."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So no worker is left alone with a long file at the end; make test lets the order stand."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
