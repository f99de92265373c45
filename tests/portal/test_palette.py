"""The tokens can be read: contrast of text and of graphics, and colours for every kind of eye."""

import re
from pathlib import Path

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

TOKENS = (Path(__file__).parents[2] / "assets/tokens.css").read_text("utf-8")
LIGHT, DARK = "", "(prefers-color-scheme: dark)"
MORE = "(prefers-contrast: more)"
MODES: dict[str, list[str]] = {
    "light": [LIGHT],
    "dark": [LIGHT, DARK],
    "more contrast": [LIGHT, MORE],
    "more contrast, dark": [LIGHT, DARK, MORE, f"{MORE} and {DARK}"],
    "print": [LIGHT, "print"],
}
"""The media of each mode, in the order in which they overrule each other."""


def tokens(mode: str) -> dict[str, str]:
    """Every colour of a mode, in six digits."""
    blocks = re.findall(r"(?:@media ([^{]+?) )?\{?\s*:root \{(.*?)\}", _bare(), re.S)
    found: dict[str, str] = {}
    for medium in MODES[mode]:
        for named, body in blocks:
            if named.strip() == medium:
                found |= dict(re.findall(r"--([\w-]+): (#\w+);", body))
    return {name: _long(colour) for name, colour in found.items()}


def _bare() -> str:
    return re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.S)


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])


def _luminance(colour: str) -> float:
    rgb = _rgb(colour)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


TEXT = [
    ("ink", "paper"), ("quiet", "paper"), ("accent", "paper"), ("ink", "tint"), ("quiet", "tint"),
    ("accent", "tint"), ("on-accent", "accent"), ("on-banner", "banner"), ("paper", "ink"),
]  # fmt: skip
"""Text and the ground that it stands on."""

SERIES = re.findall(r"--(series-\w+):", TOKENS)


def test_every_mode_has_every_colour() -> None:
    assert len(tokens("light")) == 20 and tokens("dark")["paper"] == "#12161b"
    assert tokens("more contrast")["paper"] == "#ffffff"
    assert tokens("more contrast, dark")["paper"] == "#000000"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_has_its_contrast(mode: str, text: str, ground: str) -> None:
    colours = tokens(mode)
    least = 7 if mode.startswith("more") and text in ("ink", "quiet") else 4.5
    assert contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("drawn", ["edge", "accent", *SERIES])
def test_what_is_drawn_has_its_contrast(mode: str, drawn: str) -> None:
    colours = tokens(mode)
    assert contrast(colours[drawn], colours["paper"]) >= 3


EYES = [None, "deuteranomaly", "protanomaly", "tritanomaly"]
"""Severity 100 of each is deuteranopia, protanopia and tritanopia."""

PAIRS = [
    ("improved", "worse"), ("improved", "other"), ("worse", "other"), ("main", "other"),
    ("main", "worse"), ("face1", "face2"), ("face2", "face3"), ("face3", "face4"),
    ("face1", "face3"), ("face1", "face4"), ("face2", "face4"),
]  # fmt: skip
"""Colours that carry meaning beside each other. The target is told from others by its dashes."""


@pytest.mark.parametrize("eye", EYES, ids=str)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_colours_that_mean_different_things_differ_for_every_eye(
    eye: str | None, one: str, other: str
) -> None:
    """15 in CAM02-UCS is far: 1 can just be seen, side by side."""
    colours = tokens("light")
    seen = [_seen(_rgb(colours[f"series-{name}"]), eye) for name in (one, other)]
    assert float(deltaE(*seen, input_space="sRGB1")) >= 15


def _seen(rgb: np.ndarray, eye: str | None) -> np.ndarray:
    if eye is None:
        return rgb
    space = {"name": "sRGB1+CVD", "cvd_type": eye, "severity": 100}
    return np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)
