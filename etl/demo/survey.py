"""A survey tool's long export: one row for each question that a person answered."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.files import Row, altered, planted, write_rows
from etl.demo.world import (
    DAYS,
    LATEST,
    MONTH,
    PARTS,
    STATIONS,
    Ints,
    Station,
    World,
    alive,
    code_list,
)

HEADER = [
    "Response ID", "Submitted", "Channel", "Station", "Type of contact",
    "Question", "Answer", "Comment",
]  # fmt: skip
ANSWERS = [
    "Strongly disagree",
    "Disagree",
    "Neither agree nor disagree",
    "Agree",
    "Strongly agree",
]
STEPS = np.array([-3.0, -2.0, -1.0, 0.9])
"""Log-odds between the five answers."""
QUESTIONS = {  # the question → how much more readily people agree, log-odds
    "They treated me with respect": 0.7,
    "They listened to what I had to say": 0.4,
    "They kept me informed": -0.7,
    "They explained the reasons for what they did": 0.0,
    "They did what they said they would do": -0.1,
    "They reassured me": 0.1,
    "They took ownership of my problem": -0.3,
    "They understood how I felt": 0.1,
    "I trust the police in my area": 0.0,
    "I feel safe in my area": 0.2,
}
CONTACTS = {  # the kind of contact → its share, and how it moves the answers
    "Traffic or street stop": (0.14, -0.3),
    "Stop and search": (0.06, -0.9),
    "Reported a crime as a victim": (0.22, -0.1),
    "Repeat victim or antisocial behaviour": (0.08, -0.6),
    "Called 999 or 101": (0.16, 0.0),
    "Community meeting": (0.06, 0.6),
    "Spoke to an officer on the beat": (0.12, 0.5),
    "Visited a station": (0.16, 0.2),
}
COMMENTS = [
    "Jordan Example at the desk could not have been kinder.",
    "I waited, and waited, and nobody said why",
    'The officer said "we will ring you back" and did',
    "Please call me on 01632 960999",
]
"""Stand-in comments; the mapping drops the column."""


def deliver(rng: np.random.Generator, world: World, folder: Path) -> tuple[list[Path], list[Path]]:
    """The files of the first and of the second batch."""
    answers = _answers(rng, _responses(rng, world))
    paths = {}
    for name, (start, stop) in PARTS.items():
        part = answers.filter(pl.col("day").is_between(start, stop, closed="left"))
        rows: list[Row] = list(part.select(HEADER).rows())
        rows = planted(rows, _bad(rng, rows), 15, rng)
        paths[name] = write_rows(folder / f"survey_{name}.csv", HEADER, rows, line_end="\r\n")
    return [paths[n] for n in paths if n != LATEST], [paths[LATEST]]


def _bad(rng: np.random.Generator, rows: list[Row]) -> list[Row]:
    pick = [rows[n] for n in rng.integers(0, len(rows), 12)]
    return [
        *(altered(row, 3, "Head office") for row in pick[:5]),
        *(altered(row, 6, "Don't know") for row in pick[5:9]),
        altered(pick[9], 1, "31/12/2061"),
        altered(pick[10], 1, "31/02/2025"),
        [*pick[11], ""],
    ]


def _responses(rng: np.random.Generator, world: World) -> pl.DataFrame:
    """One row a response: its ``day``, ``place`` 0 to 23, ``contact`` 0 to 7, ``felt``."""
    made = [_of_station(rng, station, n) for n, station in enumerate(STATIONS)]
    frame = pl.concat(made).sort("slot", "place", maintain_order=True)
    slot, place = frame["slot"].to_numpy(), frame["place"].to_numpy()
    kind = rng.choice(len(CONTACTS), frame.height, p=[share for share, _ in CONTACTS.values()])
    felt = 0.75 * world.mood[place, MONTH[slot]] + rng.normal(0, 0.9, frame.height)
    felt += np.array([shift for _, shift in CONTACTS.values()])[kind]
    return pl.DataFrame({"day": DAYS[slot], "place": place, "contact": kind, "felt": felt})


def _of_station(rng: np.random.Generator, station: Station, place: int) -> pl.DataFrame:
    counts: Ints = rng.poisson(station.responses * 4 / 365.25 * alive(station.id))
    slot = np.repeat(np.arange(DAYS.size), counts)
    return pl.DataFrame({"slot": slot, "place": np.full(slot.size, place)})


def _answers(rng: np.random.Generator, responses: pl.DataFrame) -> pl.DataFrame:
    """One row a response and question, every column of HEADER as text, and ``day``. People skip
    one question in thirty."""
    count, questions = responses.height, len(QUESTIONS)
    felt = responses["felt"].to_numpy()[:, None] + np.array(list(QUESTIONS.values()))
    answer = np.searchsorted(STEPS, felt + rng.logistic(size=(count, questions)))
    asked = np.tile(np.arange(questions), count)
    rows = responses.with_row_index("n")[np.repeat(np.arange(count), questions)]
    frame = rows.with_columns(
        pl.col("day").dt.strftime("%-d/%-m/%Y").alias("Submitted"),
        _labels("Response ID", _ids(count), rows["n"].to_numpy()),
        _labels("Channel", ["Text message", "Web", "Paper"], rows["n"].to_numpy() % 3),
        _labels("Station", _station_names(), rows["place"].to_numpy()),
        _labels("Type of contact", list(CONTACTS), rows["contact"].to_numpy()),
        _labels("Question", list(QUESTIONS), asked),
        _labels("Answer", ANSWERS, answer.ravel()),
        pl.Series("Comment", _comments(rng, count * questions)),
    )
    return frame.filter(rng.random(frame.height) > 1 / 30)


def _ids(count: int) -> list[str]:
    return [f"R-{100000 + 7 * n}" for n in range(count)]


def _labels(name: str, labels: list[str], index: Ints) -> pl.Series:
    return pl.Series(name, labels).gather(index.astype(np.int64))


def _station_names() -> list[str]:
    """The names as the survey tool knows them, in the order of STATIONS; a few are its own."""
    names = {row["area"]: row["code"] for row in code_list("station_names.csv")}
    return [names[station.id] for station in STATIONS]


def _comments(rng: np.random.Generator, count: int) -> list[str]:
    pick = np.where(rng.random(count) < 0.01, rng.integers(0, len(COMMENTS), count), len(COMMENTS))
    texts = [*COMMENTS, ""]
    return [texts[n] for n in pick]
