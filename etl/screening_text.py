"""The screening report in words: its sentences, and all of it for a terminal."""

from collections.abc import Iterable, Iterator

from etl.jobs import Report, empty_part
from etl.readers.raw import LINE
from etl.screening import KNOWN, STOPPED


def verdict_of(report: Report) -> str:
    """The verdict as one sentence."""
    if report["verdict"] == STOPPED:
        return f"This file would be stopped, because {report['because']}."
    if report["verdict"] == KNOWN:
        return "This file was accepted before; accepting it again would add nothing."
    return "This file would be accepted."


def share_of(report: Report) -> str:
    return (
        f"{report['share']:.2%} of the rows are refused; "
        f"more than {report['stop_above']:.0%} stop the file"
    )


def header_of(report: Report) -> str:
    """What the header lacks and has too much, as one sentence."""
    header = report["header"]
    if not header:
        return "The header cannot be read."
    said = [f"{header['columns']} columns"]
    said += [f"missing: {', '.join(header['missing'])}"] if header["missing"] else []
    for word, what in (("unknown", "not in the mapping"), ("dropped", "dropped at reading")):
        places = ", ".join(map(str, header[word]))
        said += [f"{what}: column {places}"] if places else []
    return "; ".join(said)


def text_of(report: Report) -> Iterator[str]:
    """The report for a terminal."""
    if "rows" in report:
        yield (
            f"{report['file']}: {report['rows']:,} rows = {report['accepted']:,} accepted + "
            f"{report['quarantined']:,} quarantined + {report['duplicates']:,} duplicates"
            f" ({report['corrections']:,} corrections){empty_part(report)}"
        )
        yield f"  days     {report['first'] or 'none'} to {report['last'] or 'none'}"
    else:
        yield f"{report['file']}:"
    yield f"  header   {header_of(report)}"
    if "rows" in report:
        yield f"  refused  {share_of(report)}"
        yield from _table("month", "records", report["months"].items())
        yield from _parts(report)
    yield verdict_of(report)


def _parts(report: Report) -> Iterator[str]:
    odd = {n: f for n, f in report["fields"].items() if f["blank"] or f["refused"]}
    if odd:
        yield f"  {'field':<20} {'blank':>10} {'refused':>10}"
        for name, field in odd.items():
            yield f"  {name:<20} {field['blank']:>10,} {field['refused']:>10,}"
    for reason in report["reasons"]:
        yield f"  {reason['count']:>10,} x {reason['reason']} (line {lines_of(reason)})"
    yield from (f"  line {row[LINE]}: {row['reasons']}" for row in report["lines"])
    if len(report["lines"]) < report["quarantined"]:
        yield f"  … and {report['quarantined'] - len(report['lines']):,} lines more"


def lines_of(reason: Report) -> str:
    """The sampled line numbers of a reason."""
    more = " …" if reason["count"] > len(reason["lines"]) else ""
    return ", ".join(map(str, reason["lines"])) + more


def _table(left: str, right: str, rows: Iterable[tuple[str, int]]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield f"  {left:<20} {right:>10}"
    yield from (f"  {name:<20} {count:>10,}" for name, count in rows)
