"""Reports as lines that several verbs print."""

from typing import Any

from etl.jobs import empty_part


def accepted_line(report: dict[str, Any]) -> str:
    line = (
        f"{report['file']}: {report['rows']:,} rows = {report['accepted']:,} accepted + "
        f"{report['quarantined']:,} quarantined + {report['duplicates']:,} duplicates"
    )
    if report.get("again"):
        return f"{line} (accepted before; nothing was added)"
    corrections = report.get("corrections")
    return (f"{line} ({corrections:,} corrections)" if corrections else line) + empty_part(report)


def purged_line(report: dict[str, Any]) -> str:
    line = f"{report['purged']} deliveries received before {report['before']} were purged"
    return line + (f"; {report['inbox']} of their files left the inbox" if report["inbox"] else "")


def fetched_lines(report: dict[str, Any]) -> list[str]:
    """One line a file, and one a kind of thing in the tree that does not fit."""
    days = f" of {report['start']} to before {report['end']}" if "start" in report else ""
    line = f"{report['file'] or 'no file'}: {report['rows']:,} rows{days}"
    lists = {name: ids for name, ids in report.items() if isinstance(ids, list) and ids}
    return [line, *(f"  {name}: {', '.join(ids)}" for name, ids in lists.items())]


def release_line(report: dict[str, Any]) -> str:
    if report["changed"]:
        return (
            f"published release {report['id']}: {report['observations']:,} observations of "
            f"{report['measures']} measures ({report['added']:,} added, "
            f"{report['revised']:,} revised, {report['removed']:,} removed)"
        )
    return f"nothing changed since release {report['id']}; nothing was published"
