"""The screening report as one page that needs nothing else: no script, nothing from elsewhere."""

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from etl.jobs import Report
from etl.screening import STOPPED
from etl.screening_text import header_of, lines_of, share_of, verdict_of
from release.errors import StorageError

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #c4c9d0; --soft: #f3f5f7;
  --bad: #9f1c1c; --good: #14612f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaee; --paper: #15181c; --line: #474e57;
  --soft: #20252b; --bad: #ff9c94; --good: #86d9a0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
tbody th { font-weight: inherit; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
.private { border: 2px solid var(--bad); padding: .5rem 1rem; }
.verdict { border-left: .5rem solid var(--good); background: var(--soft); padding: .5rem 1rem; }
.verdict.stopped { border-color: var(--bad); }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem .25rem 0; text-align: left;
  vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
@media print { :root { --ink: #000; --paper: #fff; --soft: #fff; --bad: #000; --good: #000; }
  body { max-width: none; padding: 0; } tr { break-inside: avoid; } }
"""


def page(reports: Sequence[Report], force: str, day: str) -> str:
    """The whole page. ``force`` is the name of the force, ``day`` when it was made."""
    title = f"Screening of {', '.join(r['file'] for r in reports[:3])}"
    title += f" and {len(reports) - 3} more" if len(reports) > 3 else ""
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escape(title)}</h1>",
            '<p class="private"><strong>Private, not for publication.</strong> '
            "Small counts are not protected here.</p>",
            f"<p>{escape(force)}, made on {escape(day)}. Nothing was stored.</p>",
            *(_file(report) for report in reports),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _file(report: Report) -> str:
    kind = "verdict stopped" if report["verdict"] == STOPPED else "verdict"
    facts = [("Source", f"{report['title']} [{report['source']}]"), ("Header", header_of(report))]
    if "rows" in report:
        facts = [
            ("Rows", f"{report['rows']:,}"),
            *((w.title(), f"{report[w]:,}") for w in ("accepted", "quarantined", "duplicates")),
            ("Corrections", f"{report['corrections']:,}"),
            *([("No record", f"{report['empty']:,} lines")] if report["empty"] else []),
            ("Days", f"{report['first'] or 'none'} to {report['last'] or 'none'}"),
            ("Refused", share_of(report)),
            *facts,
        ]
    said = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in facts)
    return "\n".join(
        [
            f"<section>\n<h2>{escape(report['file'])}</h2>",
            f'<p class="{kind}">{escape(verdict_of(report))}</p>',
            f"<dl>{said}</dl>",
            *(_tables(report) if "rows" in report else []),
            "</section>",
        ]
    )


def _tables(report: Report) -> list[str]:
    reasons = [(r["reason"], f"{r['count']:,}", lines_of(r)) for r in report["reasons"]]
    fields = [(n, f"{f['blank']:,}", f"{f['refused']:,}") for n, f in report["fields"].items()]
    months = [(month, f"{count:,}") for month, count in report["months"].items()]
    return [
        "<p>Every row leaves exactly once: rows = accepted + quarantined + duplicates.</p>",
        _table("Why lines are refused", ("Reason", "Lines", "First lines"), reasons, {1}),
        _table("Fields", ("Field", "Blank in records", "Lines refused"), fields, {1, 2}),
        _table("Records by month", ("Month", "Records"), months, {1}),
    ]


def _table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]
) -> str:
    rows = list(rows)
    if not rows:
        return f"<p>{escape(caption)}: none.</p>"

    def cells(row: Sequence[str], scopes: str) -> str:
        return "".join(_cell(cell, n in numbers, scopes[min(n, 1)]) for n, cell in enumerate(row))

    body = "\n".join(f"<tr>{cells(row, 'r-')}</tr>" for row in rows)
    return (
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{cells(head, 'cc')}</tr>"
        f"</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    )


def _cell(text: str, number: bool, scope: str) -> str:
    """A cell; ``scope`` is c for the head of a column, r for that of a row, - for neither."""
    mark = ' class="n"' if number else ""
    heads = {"c": ' scope="col"', "r": ' scope="row"'}
    tag = "th" if scope in heads else "td"
    return f"<{tag}{heads.get(scope, '')}{mark}>{escape(text)}</{tag}>"


def write_page(text: str, path: Path) -> None:
    """Write the page, readable by its owner only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror}); give --html another path"
        ) from None
