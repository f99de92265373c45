"""The secret of a landing zone, the key of pseudonyms and rounding, and the mark it is known by.

secret        64 hexadecimal digits, readable by their owner only; never rotated
secret.mark   a keyed hash of nothing: it tells one secret from another and gives none away
"""

import hashlib
import hmac
import os
import re
import secrets
import shlex
import stat
from dataclasses import dataclass
from pathlib import Path

from etl.disk import storage, write_whole
from release.errors import MissingInput

SECRET_BYTES = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def mark(secret: bytes) -> str:
    """What tells a secret from another one without giving it away."""
    return hmac.digest(secret, b"mark of the secret", hashlib.sha256).hex()[:16]


@dataclass(frozen=True)
class Secret:
    """The secret in ``folder``."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "secret"

    @property
    def mark(self) -> str:
        """The mark of the secret with which the first delivery was accepted; blank where none was,
        or by a version of the job that kept none."""
        path = self.folder / "secret.mark"
        if not path.exists():
            return ""
        found = path.read_text("ascii", "replace").strip()
        if not re.fullmatch("[0-9a-f]{16}", found):
            raise MissingInput(
                f"{path} is damaged: it must hold 16 hexadecimal digits; put it back from your "
                "backup"
            )
        return found

    def read(self) -> bytes:
        """The key. Raises MissingInput where it is not there, damaged, or open to others."""
        try:
            if os.name == "posix" and self.path.stat().st_mode & OTHERS:
                raise MissingInput(
                    f"{self.path} can be read by other accounts of this machine; close it first: "
                    f"chmod 600 {shlex.quote(str(self.path))}"
                )
            found = bytes.fromhex(self.path.read_text("ascii").strip())
        except FileNotFoundError:
            raise MissingInput(
                f"{self.path} is gone, but deliveries were accepted with it; put it back from your "
                "backup: a new one would make every rounded number move"
            ) from None
        except OSError as error:
            raise MissingInput(f"{self.path} cannot be read: {error.strerror}") from None
        except ValueError:
            found = b""
        if len(found) < SECRET_BYTES:
            raise MissingInput(
                f"{self.path} is damaged: it must hold {2 * SECRET_BYTES} hexadecimal digits; put "
                "the secret back from your backup"
            )
        return found

    def checked(self) -> bytes:
        """The key, where it is the one that the mark was made of; else MissingInput."""
        found = self.read()
        if fault := self.fault(found):
            raise MissingInput(fault)
        return found

    def fault(self, found: bytes) -> str:
        """A sentence where a secret is not the one that the mark was made of; else blank."""
        if self.mark in ("", mark(found)):
            return ""
        return (
            f"{self.path} is not the secret with which deliveries were accepted, and with it the "
            "same people would be counted as others; put the old one back from your backup "
            "(docs/privacy.md, The secret)"
        )

    def make(self, digits: str = "") -> None:
        """Make one where there is none."""
        if not self.path.exists():
            with storage(self.folder):
                write_whole(self.path, (digits or secrets.token_hex(SECRET_BYTES)).encode())

    def keep_mark(self) -> None:
        """Note of which secret all is made, once."""
        if not self.mark:
            with storage(self.folder):
                write_whole(self.folder / "secret.mark", mark(self.read()).encode())
