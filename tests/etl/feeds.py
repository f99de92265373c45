"""For each feed of the catalogue a file in the real shape of its export, with made-up content, what
a force adds to the feed, and what must come of it."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

SECRETS = ["Ottoline", "Quillfeather", "quillfeather@", "555-0199", "S4471", "rude to my mother"]
"""Identity texts that stand in many of the files; none of them may rest anywhere."""

Row = Sequence[str]


@dataclass(frozen=True)
class Feed:
    """``own`` is what the source says (TOML), ``counts`` are rows, accepted, quarantined and
    duplicates; ``records`` the fields that matter, in the order of the key."""

    data: bytes
    own: str
    counts: tuple[int, int, int, int]
    records: list[dict[str, Any]]
    name: str = "export.csv"
    hidden: list[str] = field(default_factory=lambda: SECRETS)


def table(
    header: Row, *rows: Row, delimiter: str = ",", encoding: str = "utf-8", end: str = "\n"
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def lines(*rows: dict[str, Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def workbook(*rows: Row) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("124_CIT_40HR")
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            sheet.write_string(n, m, cell)
    book.close()
    return out.getvalue()


# --- kiosks --------------------------------------------------------------------------------------

POINT = '[desk.columns]\narea = { values = { 7 = "oak", 8 = "ash" } }\n'
DESK = POINT + 'touchpoint = { constant = "desk" }\n'
BUTTON = ["feedbackId", "smileyId", "localTime", "surveyId", "experiencePointId", "buttonIndex",
          "misuse", "position", "ui", "smileyType"]  # fmt: skip


def press(n: int, time: str, point: int, button: int, misuse: str = "false") -> list[str]:
    id_ = f"0f8fad5b-d9cb-469f-a165-{n:012d}"
    rest = ["0", "physical", "SMILEY_TOUCH"]
    return [id_, "31", time, "1201", str(point), str(button), misuse, *rest]


PRESSES = [
    press(1, "2026-01-05T09:00:00", 7, 0),
    press(2, "2026-01-05T09:01:00", 8, 3),
    press(3, "2026-01-05T09:02:00", 7, 2, "true"),
    press(4, "2026-01-05T09:03:00", 9, 2),
    press(1, "2026-01-05T09:00:00", 7, 0),
]
PRESSED = [
    {"area": "oak", "at": "2026-01-05T09:00:00", "face": "very_unhappy", "points": 0, "point": "7"},
    {"area": "ash", "face": "very_happy", "points": 100_000, "misuse": "false", "point": "8"},
    {"area": "oak", "face": "happy", "points": 66_667, "misuse": "true"},
]
FIVE = [press(n, f"2026-01-05T09:0{n}:00", 7, n) for n in range(5)]
OF_FIVE = [
    {"face": face, "points": points}
    for face, points in zip(
        ["very_unhappy", "unhappy", "neutral", "happy", "very_happy"],
        range(0, 100_001, 25_000), strict=True,
    )
]  # fmt: skip
FOLLOWUP = [*BUTTON, "followupQuestionId", "followupOptionId", "followupOptionTextInDefaultLocale"]
COMMENT = [*BUTTON, "text", "maskedText", "rephrasedText", "textInEnglish", "spam", "categories",
           "themes"]  # fmt: skip
SAID = "Constable Ottoline Quillfeather (S4471) was rude to my mother, call 215-555-0199"
TOLD = [SAID, SAID, SAID, SAID]
V1 = [
    {"ts": "2022-03-13T01:59:58.000-08:00", "r": 3, "relevance": 0.7, "text": SAID},
    {"ts": "2022-03-13T03:00:01.000-07:00", "r": 0},
    {"ts": "2022-03-13T03:00:03.000-07:00", "r": 0},
    {"ts": "2022-03-13T23:59:59.000-07:00", "r": 1, "spam": False},
    {"ts": "2022-03-13T23:59:59.000-07:00", "r": 2, "spam": True, "text": SAID},
]
WEB = '[desk.columns]\narea = { constant = "oak" }\ntouchpoint = { constant = "web" }\n'

# --- training ------------------------------------------------------------------------------------

COURSES = '"Empathy in practice" = "empathy"\n"De-escalation" = "de_escalation"\n'
MOODLE_HEADER = ["", "ID number", "Email address", "Empathy in practice", "", "De-escalation", ""]
MAIL = "quillfeather@smallshire.example"
MOODLE_ROWS = [
    ["Ottoline Quillfeather", "S4471", MAIL, "Completed", "2026-01-05 14:03:00",
     "Completed (achieved pass grade)", "2026-01-06 09:00:00"],
    ["Bert Quillfeather", "S4472", "b" + MAIL, "Not completed", "",
     "Completed (did not achieve pass grade)", "2026-01-07 09:00:00"],
    ["Carl Quillfeather", "S4473", "c" + MAIL, "Not completed", "", "Not completed", ""],
]  # fmt: skip
MOODLED = [
    {"course": "de_escalation", "date": "2026-01-06", "result": "passed"},
    {"course": "de_escalation", "date": "2026-01-07", "result": "failed"},
    {"course": "empathy", "date": "2026-01-05", "result": "completed"},
]
COMPLETION = ["id", "Name", "Email address", "Role play", "Role play - Completion date",
              "Course complete"]  # fmt: skip
COMPLETIONS = [
    ["S4471", "Ottoline Quillfeather", MAIL, "Completed", "Monday, 5 January 2026, 2:03 PM",
     "Tuesday, 6 January 2026, 12:10 AM"],
    ["S4472", "Bert Quillfeather", MAIL, "Completed", "Monday, 5 January 2026, 2:03 PM", ""],
    ["S4473", "Carl Quillfeather", MAIL, "Not completed", "", "Not completed"],
    ["S4474", "Dora Quillfeather", MAIL, "Not completed", "", "Friday, 6 January 2026, 9:00 AM"],
]  # fmt: skip
ACTIVITIES = 'drop = []\n[desk.unpivot.columns]\n"Role play" = "role_play"\n'
REPORT = workbook(
    ["Date Run: Aug 19, 2026"],
    ["Module ID=", "LMC-2024 Leadership"],
    ["Overall Status=", "Completed"],
    ["Current Status=", "Active"],
    [],
    ["LAST NAME", "FIRST NAME", "STAR/BADGE", "DATE OF APPOINTMENT", "GENDER", "SESSION END DATE"],
    [],
    ["QUILLFEATHER", "Ottoline", "S4471", "1999-05-03", "F", "2016-08-05 16:00:00"],
    ["QUILLFEATHER", "Bert", "S4472", "2001-02-01", "M", "2016-08-05"],
    ["QUILLFEATHER", "Ottoline", "S4471", "1999-05-03", "F", "2016-08-05 16:00:00"],
)
LEADERSHIP = 'columns = { course = { constant = "leadership_certificate" } }\n'


def statement(n: int, verb: str, result: dict[str, Any] | None, time: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": f"fd41c918-b88b-4b20-a0a5-{n:012d}",
        "actor": {"name": "Ottoline Quillfeather", "mbox": f"mailto:{n}{MAIL}"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {"id": "https://lms.example/empathy", "definition": {"type": "course"}},
        "timestamp": time,
    }
    return said if result is None else {**said, "result": result}


STATEMENTS = [
    statement(1, "attempted", {"completion": True, "success": True, "score": {"scaled": 0.9}},
              "2026-01-05T23:30:00Z"),
    statement(2, "completed", {"completion": True}, "2026-06-30T23:30:00.123+00:00"),
    statement(3, "failed", {"completion": True, "success": False}, "2026-01-05T10:00:00Z"),
    statement(4, "completed", {"completion": False}, "2026-01-05T10:00:00Z"),
    statement(5, "launched", None, "2026-01-05T10:00:00Z"),
    statement(6, "passed", {"completion": True, "success": True}, "2026-01-05T01:30:00+03:00"),
    statement(7, "passed", {"completion": True, "success": True}, "2026-01-05T01:30:00"),
]  # fmt: skip
STATED = [
    {"date": "2026-01-04", "result": "passed"},
    {"date": "2026-01-05", "result": "passed"},
    {"date": "2026-07-01", "result": "completed"},
]
STATES = '[desk.columns]\ncourse = { values = { "https://lms.example/empathy" = "empathy" } }\n'

SYSTEMS: dict[str, Feed] = {
    "happyornot_button": Feed(table(BUTTON, *PRESSES), DESK, (5, 3, 1, 1), PRESSED),
    "happyornot_button_jsonl": Feed(
        lines(*({**dict(zip(BUTTON, row, strict=True)), "buttonIndex": int(row[5]),
                 "misuse": row[6] == "true"} for row in PRESSES)),
        DESK, (5, 3, 1, 1), PRESSED, "export.jsonl",
    ),
    "happyornot_button, scale_five": Feed(table(BUTTON, *FIVE), DESK, (5, 5, 0, 0), OF_FIVE),
    "happyornot_button, scale_five_reversed": Feed(
        table(BUTTON, *FIVE), DESK, (5, 5, 0, 0), OF_FIVE
    ),
    "happyornot_button, scale_four": Feed(table(BUTTON, *FIVE), DESK, (5, 4, 1, 0), [
        {"points": p} for p in (0, 33_333, 66_667, 100_000)
    ]),
    "happyornot_button, scale_nps": Feed(
        table(BUTTON, press(1, "2026-01-05T09:00:00", 7, 10),
              press(2, "2026-01-05T09:00:00", 7, 6)),
        DESK, (2, 2, 0, 0),
        [{"face": "very_happy", "score": 10, "points": 100_000}, {"face": "neutral", "score": 6}],
    ),
    "happyornot_followup": Feed(
        table(FOLLOWUP, [*PRESSES[0], "77", "501", "The queue"], [*PRESSES[1], "78", "502", ""]),
        DESK, (2, 2, 0, 0),
        [{"option": "501", "question": "77", "face": "very_unhappy"}, {"option": "502"}],
    ),
    "happyornot_text": Feed(
        table(COMMENT, [*PRESSES[0], *TOLD, "false", "relevant", "speed,friendliness,other"],
              [*PRESSES[1], *TOLD, "true", "relevant", "speed"],
              [*PRESSES[2], *TOLD, "false", "relevant", "speed"],
              [*press(9, "2026-01-05T09:04:00", 8, 3), *TOLD, "false", "relevant", ""],
              [*press(8, "2026-01-05T09:04:00", 8, 3), *TOLD, "false", "relevant", "Ottoline"]),
        POINT, (5, 4, 1, 0),
        [{"theme": t, "sentiment": "negative", "date": "2026-01-05"}
         for t in ("friendliness", "other", "waiting_time")],
    ),
    "happyornot_v1": Feed(json.dumps(V1).encode(), WEB, (5, 5, 0, 0), [
        {"at": "2022-03-13T01:59:58", "face": "very_happy"},
        {"at": "2022-03-13T03:00:01", "face": "very_unhappy"},
        {"at": "2022-03-13T03:00:03"},
        {"at": "2022-03-13T23:59:59", "face": "unhappy"},
    ], "export.json"),
    "moodle_progress": Feed(
        table(MOODLE_HEADER, *MOODLE_ROWS), f"[desk.unpivot.columns]\n{COURSES}", (3, 3, 0, 0),
        MOODLED,
    ),
    "moodle_progress_excel": Feed(
        table(MOODLE_HEADER, *MOODLE_ROWS, delimiter="\t", encoding="utf-16", end="\r\n"),
        f"[desk.unpivot.columns]\n{COURSES}", (3, 3, 0, 0), MOODLED,
    ),
    "moodle_completion": Feed(
        table(COMPLETION, *COMPLETIONS),
        'drop = ["Role play", "Role play - Completion date"]\n'
        'columns = { course = { constant = "empathy" } }\n',
        (4, 3, 1, 0), [{"course": "empathy", "date": "2026-01-06"}],
    ),
    "moodle_completion_activities": Feed(
        table(COMPLETION, *COMPLETIONS), ACTIVITIES, (4, 4, 0, 0),
        [{"course": "role_play", "date": "2026-01-05", "result": "completed"}] * 2,
    ),
    "lms_report": Feed(
        REPORT, LEADERSHIP, (3, 2, 0, 1),
        [{"course": "leadership_certificate", "date": "2016-08-05"}] * 2, "export.xlsx",
    ),
    "successfactors": Feed(
        table(["UserID", "CompletionDate", "CompletionStatusID", "CompletionStatusDesc",
               "ComponentID", "ComponentTypeID"],
              ["S4471", "1767657600", "COURSE-COMPL", "Complete", "EMP-1", "COURSE"],
              ["S4472", "1782864000", "EXAM-FAIL", "Failed", "EMP-1", "COURSE"],
              ["S4473", "2026-01-05", "COURSE-COMPL", "Complete", "EMP-1", "COURSE"]),
        '[desk.columns]\ncourse = { values = { "EMP-1" = "empathy" } }\n'
        'date = { format = "epoch" }\n',
        (3, 2, 1, 0), [{"date": "2026-01-06"}, {"date": "2026-07-01", "result": "failed"}],
    ),
    "cornerstone": Feed(
        table(["User", "Full Name", "Training", "Status", "Done"],
              ["S4471", "Ottoline Quillfeather", "Empathy", "Completed (Equivalent)", "1/5/2026"],
              ["S4472", "Bert Quillfeather", "Empathy", "Registered", ""]),
        'drop = ["Full Name"]\nonly = { Status = ["Completed", "Completed (Equivalent)"] }\n'
        '[desk.columns]\nperson = "User"\ndate = "Done"\nresult = "Status"\n'
        'course = { column = "Training", values = { Empathy = "empathy" } }\n',
        (2, 2, 0, 0), [{"course": "empathy", "date": "2026-01-05", "result": "completed"}],
    ),
    "transcript": Feed(
        table(["dpsst_identifier", "date", "course", "title", "status", "score", "hours"],
              ["S4471", "4/18/2024", "MNS0851A", "Empathy", "Passed", "0.0", "1.00"],
              ["S4471", "12/29/2023", "MNS2952A", "Empathy", "Instructed", "0.0", "2.50"],
              ["S4471", "4/18/2024", "MNS0851A", "Empathy", "Passed", "0.0", "1.00"],
              delimiter="\t"),
        '[desk.columns]\ncourse = { values = { MNS0851A = "empathy", MNS2952A = "empathy" } }\n',
        (3, 2, 0, 1),
        [{"date": "2023-12-29", "result": "completed", "hours": 2_500},
         {"date": "2024-04-18", "result": "passed", "hours": 1_000}], "export.tsv",
    ),
    "xapi": Feed(
        json.dumps({"statements": STATEMENTS, "more": ""}).encode(), STATES, (7, 6, 1, 0), STATED,
        "export.json",
    ),
    "xapi_lines": Feed(lines(*STATEMENTS), STATES, (7, 6, 1, 0), STATED, "export.jsonl"),
}  # fmt: skip
