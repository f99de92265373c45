"""The disk: what everybody may read, and what is on it for good."""

import os
from pathlib import Path

READABLE = 0o644, 0o755
"""Of the public file and of its folder, whatever the umask: the site's account is another one."""


def open_folder(folder: Path) -> None:
    """Make a folder and those above it so that everybody may enter; one that is there stays."""
    for missing in [path for path in (*reversed(folder.parents), folder) if not path.exists()]:
        missing.mkdir(exist_ok=True)
        missing.chmod(READABLE[1])


def sync(path: Path) -> None:
    """Make the content of a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
