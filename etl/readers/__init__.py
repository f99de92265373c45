"""One reader per format: a file becomes rows of text. Readers touch the disk and judge nothing but
whether the file can be trusted as a whole."""

from pathlib import Path

from etl.readers import delimited, json_rows, workbook
from etl.readers.raw import Raw
from etl.sources import Source
from release.errors import DeliveryError, MissingInput


def read(path: Path, source: Source) -> Raw:
    """The rows of a delivery as text; DeliveryError where the file as a whole cannot be trusted."""
    if not path.is_file():
        raise MissingInput(f"{path.name}: there is no such file; give the path of an export")
    try:
        if path.stat().st_size == 0:
            raise DeliveryError(f"{path.name}: the file is empty; export it again")
        match source.format:
            case "csv":
                return delimited.read(path, source)
            case "json":
                return json_rows.read(path)
            case "xlsx":
                return workbook.read(path, source)
    except PermissionError:
        raise MissingInput(f"{path.name}: cannot be opened; check its permissions") from None
