"""The feeds about people: staff, answers, calls, complaints. See tests/etl/feeds.py."""

from tests.etl.feeds import SAID, Feed, table

UNIT = 'columns = { area = { values = { OAK1 = "oak", ASH1 = "ash" } } }\n'
STATION = 'columns = { area = { values = { Oak = "oak", Ash = "ash" } } }\n'
ROSTER = ["Staff number", "Surname", "Forename", "Unit", "Staff group", "Grade", "Start", "End",
          "Intake"]  # fmt: skip
PROMOTED = ["Staff number", "Surname", "Forename", "Unit", "Promoted on", "From grade", "To grade"]
OFFICER = "Ottoline Quillfeather"
STOP_OF = ["05/01/2026", "Oak", OFFICER, SAID]
RESPECT, HEARD = "They treated me with respect", "They listened to what I had to say"
SURVEY = ["Response ID", "Submitted", "Station", "Type of contact", "Channel", "Comment"]
ITEMS = [
    "They treated me with respect", "They listened to what I had to say", "They kept me informed",
    "They explained the reasons for what they did", "They did what they said they would do",
    "They reassured me", "They took ownership of my problem", "They understood how I felt",
    "I trust the police in my area", "I feel safe in my area",
]  # fmt: skip
PULSE = ["How are you?", "My workload is manageable", "My line manager supports me",
         "I feel valued",
         "I can speak up", "I would recommend working here"]  # fmt: skip
STOP = ["Stopped in a safe place", "Gave name and badge number", "Gave the reason",
        "Spoke respectfully", "Advised on rejoining traffic"]  # fmt: skip
CALLS_999 = ["Date", "Force", "Calls received", "Calls answered", "Mean answer time",
             "Answered within 10 seconds %", "Answered within 10 seconds",
             "Answered in 10 to 60 seconds", "Answered after more than 60 seconds"]  # fmt: skip

PEOPLE: dict[str, Feed] = {
    "roster": Feed(
        table(ROSTER,
              ["S4471", "Quillfeather", "Ottoline", "OAK1", "Police officer", "Constable",
               "01/03/2020", "31/05/2025", ""],
              ["S4471", "Quillfeather", "Ottoline", "ASH1", "Police officer", "Sergeant",
               "01/06/2025", "", ""],
              ["S4472", "Quillfeather", "Bert", "ASH1", "Student officer", "Student officer",
               "05/01/2026", "31/12/2027", "2026-01"]),
        UNIT, (3, 3, 0, 0),
        [{"area": "oak", "start": "2020-03-01", "end": "2025-05-31"},
         {"area": "ash", "start": "2025-06-01", "end": None, "rank_group": "sergeant"},
         {"area": "ash", "start": "2026-01-05", "end": "2027-12-31", "intake": "2026-01"}],
    ),
    "promotions": Feed(
        table(PROMOTED,
              ["S4471", "Quillfeather", "Ottoline", "OAK1", "01/06/2025", "Constable", "Sergeant"],
              ["S4471", "Quillfeather", "Ottoline", "OAK1", "02/06/2025", "Sergeant", "Sheriff"]),
        UNIT, (2, 1, 1, 0),
        [{"date": "2025-06-01", "from_group": "constable", "to_group": "sergeant", "area": "oak"}],
    ),
    "wellbeing_pulse": Feed(
        table(["Response ID", "Submitted", "Unit", "Staff group", *PULSE, "Comment"],
              ["p-1", "05/01/2026", "OAK1", "Prefer not to say", "4", "", "5", "", "", "", SAID]),
        UNIT, (1, 1, 0, 0),
        [{"item": "supported", "rating": 5, "staff_group": None},
         {"item": "wellbeing", "rating": 4}],
    ),
    "survey_long": Feed(
        table([*SURVEY, "Question", "Answer"],
              ["r-1", "05/01/2026", "Oak", "Stop and search", "web", SAID, RESPECT, "Agree"],
              ["r-1", "05/01/2026", "Oak", "Stop and search", "web", SAID, HEARD,
               "Strongly disagree"],
              ["r-2", "05/01/2026", "0ak", "Stop and search", "web", SAID, HEARD, "Agree"]),
        STATION, (3, 2, 1, 0),
        [{"item": "listened_to", "rating": 1}, {"item": "respect", "rating": 4, "area": "oak"}],
    ),
    "survey_wide": Feed(
        table([*SURVEY, *ITEMS],
              ["r-1", "05/01/2026", "Ash", "Community meeting", "web", SAID,
               "Agree", "Does not apply", *[""] * 7, "Strongly agree"]),
        STATION, (1, 1, 0, 0),
        [{"item": "feeling_safe", "rating": 5}, {"item": "respect", "rating": 4, "area": "ash"}],
    ),
    "stop_courtesy": Feed(
        table(["Stop ID", "Date", "Station", "Officer", "Comment", *STOP],
              ["T-1", *STOP_OF, "Yes", "No", "Yes", "", "Not applicable"],
              ["T-2", *STOP_OF, "Maybe", "No", "Yes", "", ""]),
        STATION, (2, 1, 1, 0),
        [{"item": "advice_on_rejoining", "done": "not_applicable"},
         {"item": "name_and_badge", "done": "no"}, {"item": "reason_given", "done": "yes"},
         {"item": "safe_place", "done": "yes"}],
    ),
    "actions": Feed(
        table(["id", "area", "asked", "did", "by", "done", "measure"],
              ["desk", "oak", "Look up when we come in.", "We do.", "2026-01-31", "2026-01-05",
               "happy_index"],
              ["phone", "oak", "Answer faster.", "", "2031-01-31", "", ""],
              ["late", "oak", "Answer faster.", "", "2026-01-31", "2026-01-05", ""]),
        "", (3, 2, 1, 0),
        [{"action_id": "desk", "done": "2026-01-05"}, {"action_id": "phone", "by": "2031-01-31"}],
    ),
    "calls_daily": Feed(
        b"\xef\xbb\xbf" + table(
            ["Date", "Line", "Offered", "Handled", "Abandoned", "Transferred",
             "AverageSpeedOfAnswer", "ServiceLevel", "RecordId"],
            ["2026-01-06", "101", "100", "90", "8", "5", "54.7123", "0.73", "2"],
            ["2026-01-05", "101", "100", "90", "101", "91", "54.7", "1.73", "1"], delimiter=";"),
        '[desk.columns]\narea = { values = { 101 = "smallshire" } }\n'
        'channel = { values = { 101 = "non_emergency" } }\n',
        (2, 1, 1, 0), [{"date": "2026-01-06", "handled": 90, "speed_of_answer": 54_712}],
    ),
    "calls_999": Feed(
        table(CALLS_999,
              ["05/01/2026", "Smallshire", "1,204", "1,200", "0:01:35", "82.5%", "990", "150",
               "60"],
              ["06/01/2026", "Smallshire", "1.204", "1200", "1:35", "82.5", "990", "150", "61"]),
        'columns = { area = { values = { Smallshire = "smallshire" } } }\n', (2, 1, 1, 0),
        [{"offered": 1204, "handled": 1200, "speed_of_answer": 95_000, "service_level": 825,
          "answered_10": 990, "answered_60": 150, "answered_over_60": 60}],
    ),
    "complaints": Feed(
        table(["Case", "Date received", "Station", "Kind", "Settled in 40 working days",
               "Classification", "Complainant name", "Narrative"],
              ["C/1", "05/01/2026", "Oak", "Concern", "", " LACK OF SERVICE", OFFICER,
               SAID + " – “café”"],
              ["C/2", "05/01/2026", "Oak\u00a0", "Thanks", "Y", "OTHER", OFFICER, SAID],
              ["=cmd|' /C calc'!A0", "05/01/2026", "Oak", "Thanks", "Y", "OTHER", "", ""],
              encoding="cp1252"),
        STATION, (3, 2, 1, 0),
        [{"complaint_id": "C/1", "type": "complaint", "class": "lack_of_service",
          "closed_in_target": "open"},
         {"complaint_id": "C/2", "type": "compliment", "area": "oak", "closed_in_target": "yes"}],
    ),
    "published_scores": Feed(
        table(["CITY", "AREA", "DISTRICT", "SECTOR", "SAFETY", "TRUST", "T_LISTEN", "T_RESPECT",
               "START_DATE", "END_DATE"],
              ["oak", "", "", "", "61.5", "62", "", "", "01/01/2026", "01/31/2026"],
              ["oak", "", "", "", "60", "", "", "", "01/05/2026", "01/11/2026"],
              ["oak", "", "", "", "60", "", "", "", "01/05/2026", "01/12/2026"]),
        "", (3, 2, 1, 0),
        [{"score": "safety", "span": "month", "value": 61_500, "area": "oak"},
         {"score": "safety", "span": "week"}, {"score": "trust", "span": "month"}],
    ),
}  # fmt: skip
