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


def release_lines(report: dict[str, Any]) -> list[str]:
    """What was published, and what the attack test did before."""
    return [release_line(report), *attack_lines(report["attack"])]


def attack_lines(attack: dict[str, Any]) -> list[str]:
    """What was tried and how narrow it became, then what that took. No number of the release."""
    if not attack["numbers"]:
        return ["attack test: there is no small number of people to find out"]
    known = attack["known"]
    aside = "" if known is None else f"; {known} where head-counts are known"
    rounds, hidden = attack["rounds"], attack["hidden"]
    return [
        f"attack test: {attack['numbers']:,} small numbers and changes in {attack['tables']:,} "
        f"tables stood; the narrowest keeps {attack['narrowest']} possible values{aside}",
        f"attack test: {rounds} {'round' if rounds == 1 else 'rounds'}, {hidden:,} "
        f"{'cell' if hidden == 1 else 'cells'} hidden by it, {attack['programmes']:,} programmes, "
        f"{attack['seconds']:.1f} s",
    ]
