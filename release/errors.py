"""One family of errors, each with its exit code (the numbers of BSD sysexits).

    PortalError ─┬─ UsageError      64  the command was asked for something that is not there
                 ├─ DeliveryError   65  a delivery cannot be trusted as a whole
                 ├─ MissingInput    66  a file or folder is not there or cannot be read
                 ├─ Alarm           69  the numbers say that a person should look
                 ├─ NotPublished    70  a check failed before publication
                 ├─ StorageError    74  the disk refused
                 ├─ Busy            75  another run holds the landing zone
                 └─ DefinitionError 78  the catalogue or a force's folder has mistakes

A message is one sentence: what, where, and what to do. It never quotes a record's value.
"""


class PortalError(Exception):
    """Something that a person can mend, said in one sentence."""

    exit_code = 1
    file = ""
    """The name of the file that was at work, where one was."""


class UsageError(PortalError):
    exit_code = 64


class DeliveryError(PortalError):
    exit_code = 65


class MissingInput(PortalError):
    exit_code = 66


class Alarm(PortalError):
    exit_code = 69


class NotPublished(PortalError):
    exit_code = 70


class StorageError(PortalError):
    exit_code = 74


class Busy(PortalError):
    exit_code = 75


class DefinitionError(PortalError):
    """All mistakes of the catalogue and the force's folder at once, one a line."""

    exit_code = 78

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        super().__init__(f"{count} in the definitions:\n" + "\n".join(f"  {m}" for m in mistakes))
