"""What there is to find in the illustrative force is really in its files, counted with pandas."""

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from tests.demo_files import files, frame, in_post, presses


def test_thirty_six_months_of_presses() -> None:
    found = presses()
    assert found["month"].nunique() == 36
    assert 450_000 < len(found) < 560_000
    assert found[found["area"] == "station_upper_lathe"]["month"].max() == "2025-03"
    assert found["misuse"].eq("true").mean() == pytest.approx(0.006, abs=0.002)


def test_one_station_improves_and_one_merely_varies() -> None:
    monthly = presses().pivot_table(index="month", columns="area", values="points")
    better, varies = monthly["station_marlbury"], monthly["station_fellmarch"]
    assert better["2025-04":].mean() - better[:"2024-10"].mean() > 15
    assert abs(varies["2025-05":].mean() - varies[:"2025-04"].mean()) < 3
    others = monthly.drop(columns=["station_marlbury", "station_fellmarch", "station_canal_street"])
    assert varies.std() > 1.5 * others.std().max()


def test_one_kiosk_is_mashed_one_night() -> None:
    found = presses()
    night = found[found["localTime"].between("2025-11-15T02:00", "2025-11-15T03:30")]
    at_desk = night[(night["area"] == "station_canal_street") & (night["buttonIndex"] == "0")]
    gaps = pd.to_datetime(at_desk["localTime"].sort_values()).diff().dt.total_seconds()
    assert len(at_desk) >= 640 and gaps.median() < 5


def test_a_switchboard_and_an_enquiry_line_are_mended() -> None:
    calls = frame(files("contacts"), "contacts")
    calls = calls[(calls["Date"] < "2030") & (calls["ServiceLevel"] != "1.7")]
    numbers = calls.drop(columns="Date").set_index(calls["Date"])

    def share(line: str, top: str, bottom: str, days: slice) -> float:
        one = numbers[numbers["Line"] == line].sort_index()[days]
        return float(one[top].astype(float).sum() / one[bottom].astype(float).sum())

    before, after = slice("2023-07-01", "2025-10-05"), slice("2025-10-06", None)
    assert share("SWB-POR1", "Transferred", "Handled", before) > 0.3
    assert share("SWB-POR1", "Transferred", "Handled", after) < 0.12
    early, late = slice(None, "2024-09-30"), slice("2025-07-01", None)
    assert share("ENQ-UPLANDS", "Abandoned", "Offered", early) > 0.1
    assert share("ENQ-UPLANDS", "Abandoned", "Offered", late) < 0.06


def test_the_late_correction_halves_a_week_of_the_101_line() -> None:
    *_, may, june, late = files("contacts")
    assert "correction" in late.name and "2026-06" in june.name
    wrong, right = (
        f[(f["Line"] == "101") & f["Date"].between("2026-05-11", "2026-05-17")].set_index("Date")
        for f in (frame([may], "contacts"), frame([late], "contacts"))
    )
    valid = [day for day in right.index if list(wrong.index).count(day) == 1]
    doubled = right.loc[valid, "Offered"].astype(int) * 2
    assert len(valid) >= 5 and wrong.loc[valid, "Offered"].astype(int).equals(doubled)


def test_one_station_has_too_few_staff_and_one_too_few_answers() -> None:
    for day in ("2023-07-31", "2024-12-31", "2026-06-30"):
        people = in_post(day).groupby("area")["Staff number"].nunique()
        assert [id_ for id_, n in people.items() if n < 10] == ["station_lantern_point"]
        assert 1_050 < people.sum() < 1_250
    answers = frame(files("survey"), "survey")
    assert answers[answers["Station"] == "Marram"]["Response ID"].nunique() / 12 < 15


def test_training_is_on_its_way() -> None:
    people = in_post("2026-06-30").drop_duplicates("Staff number")
    moodle = frame(files("moodle")[-1:], "moodle").drop_duplicates("ID number")
    state = moodle.set_index("ID number")["Customer-service workshop"]
    assert people["Staff number"].map(state).eq("Completed").mean() == pytest.approx(0.85, abs=0.04)
    rows = CalamineWorkbook.from_path(files("leadership")[-1]).get_sheet_by_index(0)
    badges = {row[2] for row in rows.to_python()[6:]}
    managers = people[people["Grade"].isin(["Inspector", "Chief inspector", "Staff manager"])]
    assert managers["Staff number"].isin(badges).mean() == pytest.approx(0.6, abs=0.08)


def test_the_second_roster_repeats_the_first_and_ends_some_spells() -> None:
    keys = ["Staff number", "Start"]
    first, second = (frame([path], "roster") for path in files("roster"))
    both = first.drop_duplicates(keys).merge(second.drop_duplicates(keys), on=keys)
    ended = both[(both["End_x"] == "") & (both["End_y"] != "")]
    assert len(both) > 0.98 * len(first) and 3 < len(ended) < 60


def test_people_gain_from_training_except_in_resilience() -> None:
    rows = frame(files("assessments"), "assessments")
    scores = rows[["Score before", "Score after"]].apply(pd.to_numeric, errors="coerce")
    gain = (scores["Score after"] - scores["Score before"]).groupby(rows["Area of learning"]).mean()
    assert gain["Customer service"] > 10 > gain["Self-awareness"] > 4
    assert abs(gain["Resilience"]) < 2


def test_some_are_promoted_to_manager_since_the_rule() -> None:
    rows = frame(files("promotions"), "promotions").drop_duplicates("Staff number")
    days = pd.to_datetime(rows["Promoted on"], format="%d/%m/%Y", errors="coerce")
    to_manager = rows["To grade"].isin(["Inspector", "Staff manager"])
    assert 30 < (to_manager & (days >= "2025-01-01") & (days < "2030")).sum() < 45


def test_some_courses_lapse_and_are_done_again() -> None:
    first, second = (frame([path], "moodle") for path in files("moodle"))
    place = list(first.columns).index("De-escalation (assessed)") + 1
    days = [f.drop_duplicates("ID number").set_index("ID number").iloc[:, place - 1]
            for f in (first, second)]  # fmt: skip
    both = pd.concat(days, axis=1, keys=["old", "new"]).dropna()
    again = both[(both["old"] < "2023-07") & (both["old"] != "") & (both["new"] >= "2026-06")]
    assert len(again) > 50
