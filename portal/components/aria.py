"""ARIA attributes, which Dash takes by names that Python cannot write."""

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """aria(labelledby="a") → {"aria-labelledby": "a"}."""
    return {f"aria-{name}": value for name, value in values.items()}
