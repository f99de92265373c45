"""Files of packages of npm: chosen by name, version and content, fetched once, never copied in."""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal.whole_file import write_whole


@dataclass(frozen=True)
class Package:
    """One file of a package, as it was when it was chosen: another content is refused.

    Without ``file`` it is the package's whole archive.
    """

    name: str
    version: str
    sha256: str
    file: str = ""

    @property
    def kept_as(self) -> str:
        return f"{self.name}-{self.version}{Path(self.file).suffix or '.tgz'}"


def from_npm(package: Package, cache: Path, say: Callable[[str], None]) -> Path | None:
    """The file of a package, fetched once into ``cache``; None where npm cannot give it.

    Two processes may ask at once: each fetches into a folder of its own.
    """
    kept = cache / package.kept_as
    if kept.exists():
        return kept
    npm = shutil.which("npm")
    if npm is None:
        return None
    say(f"fetching {package.name} {package.version} with npm")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        body = _packed(npm, package, Path(folder))
    if body is None:
        return None
    if hashlib.sha256(body).hexdigest() != package.sha256:
        say(f"{package.name} {package.version} from npm is not the file that was chosen; not used")
        return None
    write_whole(kept, body)
    return kept


def _packed(npm: str, package: Package, folder: Path) -> bytes | None:
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    archive = folder / done.stdout.split()[-1]
    if not package.file:
        return archive.read_bytes()
    with tarfile.open(archive) as members:
        member = members.extractfile(f"package/{package.file}")
        return member.read() if member else b""
