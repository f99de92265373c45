"""Files that look right and are not: cut, with another header, the same again, with odd letters."""

import hashlib
import unicodedata
from collections.abc import Iterator

import pytest

from etl.job import Clock, Job
from etl.jobs import accept_files
from release.errors import DeliveryError
from tests.etl.conftest import Place, month_of_presses, presses

DAY = "2026-06-30"
ROWS = [(f"p{n}", "oak", f"2026-01-0{n + 1} 10:00:00", n % 4) for n in range(2)]
HEADER = "id,place,when,button,note"


def job_of(place: Place, today: str = DAY) -> Job:
    clock = Clock(today, f"{today}T06:00:00+00:00")
    return Job(place.definitions, place.landing, place.url, clock, lambda _: None)


def lines_of(content: bytes) -> int:
    return sum(bool(line.strip()) for line in content.split(b"\n")[1:])


@pytest.mark.parametrize("open_end", [False, True])
def test_a_file_cut_anywhere_is_refused_or_all_its_lines_are_counted(place, open_end):
    if open_end:
        sources = place.force / "sources.toml"
        sources.write_text(sources.read_text().replace("drop =", "open_end = true\ndrop =", 1))
    content, job = presses(ROWS).encode(), job_of(place)
    taken = 0
    for length in range(len(HEADER) - 2, len(content) + 1):
        path = place.deliver("cut.csv", content[:length])
        try:
            (report,) = accept_files(job, "kiosks", [path])
        except DeliveryError:
            continue
        taken += 1
        assert report["rows"] == lines_of(content[:length]), length
        assert report["rows"] == sum(
            report[word] for word in ("accepted", "quarantined", "duplicates")
        )
        assert open_end or content[:length].endswith(b"\n")
    assert taken >= len(ROWS)


def test_with_a_checksum_beside_it_only_the_whole_file_is_taken(place):
    content, job = presses(ROWS).encode(), job_of(place)
    path = place.deliver("cut.csv", content)
    place.deliver("cut.csv.sha256", f"{hashlib.sha256(content).hexdigest()}  cut.csv\n")
    for length in range(1, len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(DeliveryError, match="is not the file"):
            list(accept_files(job, "kiosks", [path]))
    assert place.landing.manifests() == []
    path.write_bytes(content)
    (report,) = accept_files(job, "kiosks", [path])
    assert report["accepted"] == len(ROWS)


ROW = "p1,oak,2026-01-05 10:00:00,3,"
HEADERS = {
    "twice": (f"{HEADER},id\n{ROW},p1\n", "columns 1, 6 of the header have the same name"),
    "blank": (f"{HEADER},\n{ROW},\n", "not named there: column 6"),
    "another case": (f"{HEADER.upper()}\n{ROW}\n", "missing: id, place, when, button"),
    "one of another case": (f"ID,{HEADER[3:]}\n{ROW}\n", "missing: id; not named there: column 1"),
    "a space within": (f"i d,{HEADER[3:]}\n{ROW}\n", "missing: id; not named there: column 1"),
    "renamed": (f"{HEADER.replace('when', 'at')}\n{ROW}\n", "missing: when; not named"),
    "added": (f"{HEADER},age\n{ROW},\n", "not named there: column 6"),
    "dropped": ("id,place,when,note\np1,oak,2026-01-05 10:00:00,\n", "missing: button"),
    "look-alike": (f"{HEADER.replace('p', chr(0x440))}\n{ROW}\n", "missing: place; not named"),
    "no header": (f"{ROW}\n{ROW}\n", "the line of the header does not seem to be one"),
    "semicolons": (f"{HEADER}\n{ROW}\n".replace(",", ";"), "missing: id"),
    "in the second line": (f"Report of June,,,,\n{HEADER}\n{ROW}\n", "missing: id"),
}


@pytest.mark.parametrize(("text", "sentence"), HEADERS.values(), ids=HEADERS)
def test_another_header_refuses_the_file_and_says_the_difference(place, text, sentence):
    result = place.run("accept", "kiosks", place.deliver("k.csv", text))
    assert result.code == 65 and sentence in result.err, result.err
    assert place.landing.manifests() == []


@pytest.mark.parametrize("header", [
    "note,button,when,place,id", " id , place,when\t,button,note", f"\ufeff{HEADER}",
    '"id","place","when","button","note"',
])  # fmt: skip
def test_order_blanks_around_a_name_quotes_and_a_mark_of_order_change_nothing(place, header):
    names = [name.strip(' \t\ufeff"') for name in header.split(",")]
    cells = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    text = f"{header}\n" + ",".join(cells[name] for name in names) + "\n"
    result = place.run("accept", "kiosks", place.deliver("k.csv", text), "--json")
    assert result.code == 0 and result.json[0]["accepted"] == 1, result.err


def test_what_overlaps_is_counted_once_whatever_it_is_called(place):
    january, february = month_of_presses("2026-01"), month_of_presses("2026-02")
    whole = [*january, *february]
    files = {"a.csv": january, "b.csv": january[30:] + february[:50], "b (1).csv": whole,
             "c.csv": whole[::-1]}  # fmt: skip
    for name, rows in files.items():
        assert place.run("accept", "kiosks", place.deliver(name, presses(rows))).code == 0
    sums = [sum(getattr(m, word) for m in place.landing.manifests())
            for word in ("rows", "accepted", "quarantined", "duplicates", "records")]  # fmt: skip
    assert sums == [sum(map(len, files.values())), len(whole), 0, sums[0] - len(whole), len(whole)]


PLACES = {"Caf\u00e9": "oak", "Elm Stra\u00dfe": "ash"}
ODD_PLACES = {
    "Caf\u00e9": True,
    unicodedata.normalize("NFD", "Caf\u00e9"): True,
    " Caf\u00e9 ": True,
    "Caf\u00e9\u00a0": True,
    "Elm Stra\u00dfe": True,
    "Elm Strasse": False,
    "caf\u00e9": False,
    "CAF\u00c9": False,
    "C\u0430f\u00e9": False,
    "Cafe": False,
    "Caf\u00e9\u200b": False,
    "Elm  Stra\u00dfe": False,
    "": False,
    "oak": True,
    "OAK": False,
    "o\u0430k": False,
    "\uff4fak": False,
    "oak;ash": False,
}


def test_a_station_is_known_exactly_or_not_at_all(place):
    table = ", ".join(f'"{name}" = "{area}"' for name, area in PLACES.items())
    sources = place.force / "sources.toml"
    mapped = f'area = {{ column = "place", values = {{ {table} }} }}'
    sources.write_text(sources.read_text().replace('area = "place"', mapped, 1))
    rows = [(f"p{n}", name, "2026-01-05 10:00:00", 3) for n, name in enumerate(ODD_PLACES)]
    assert place.run("accept", "kiosks", place.deliver("k.csv", presses(rows))).code == 0
    refused = {r["line"] - 2 for r in place.run("quarantine", "--json").json}
    names = list(ODD_PLACES)
    assert {name for n, name in enumerate(names) if n in refused} == {
        name for name, known in ODD_PLACES.items() if not known
    }


ATTACKS = [
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+cmd", "-2+3", "\t=1+1", "'=1+1", "=HYPERLINK(1)",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)",
    "' OR 1=1 --", "x'); DROP TABLE release; --", "%s%s%n", "{0.__class__}", "{{7*7}}", "${7*7}",
    "../../etc/passwd", "\\\\host\\share", "__proto__", "$(reboot)", "`id`", "\u202eoak",
]  # fmt: skip


@pytest.mark.parametrize("column", range(4))
def test_what_attacks_other_programs_is_refused_and_never_echoed(place, column):
    def row(n: int, attack: str) -> Iterator[str]:
        cells = [f"p{n}", "oak", "2026-01-05 10:00:00", "3", ""]
        cells[column] = attack
        return ('"' + cell.replace('"', '""') + '"' for cell in cells)

    text = "\n".join([HEADER, *(",".join(row(n, a)) for n, a in enumerate(ATTACKS))]) + "\n"
    path, page = place.deliver("k.csv", text), place.folder / "page.html"
    said = [place.run("preview", "kiosks", path, "--html", page)]
    said.append(place.run("accept", "kiosks", path, "--json"))
    said.append(place.run("quarantine"))
    (report,) = said[1].json
    harmless = {"__proto__", "+1+cmd", "-2+3"} if column == 0 else set()
    assert report["quarantined"] == len(ATTACKS) - len(harmless)
    everything = page.read_text() + "".join(r.out + r.err for r in said)
    assert not [a for a in ATTACKS if a in everything and a not in harmless]
    kept = b"".join(path.read_bytes() for path in place.landing.folder.rglob("*") if path.is_file())
    assert not [a for a in ATTACKS if len(a) > 4 and a.encode() in kept and a not in harmless]
