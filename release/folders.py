"""What everybody may read, whatever the umask of the run that makes it."""

from pathlib import Path

READABLE = 0o644, 0o755
"""Of the public file and of its folder, whatever the umask: the site's account is another one."""


def open_folder(folder: Path) -> None:
    """Make a folder and those above it so that everybody may enter; one that is there stays."""
    for missing in [path for path in (*reversed(folder.parents), folder) if not path.exists()]:
        missing.mkdir(exist_ok=True)
        missing.chmod(READABLE[1])
