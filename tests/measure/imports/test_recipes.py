"""Each recipe and preset on a made-up file with those names: codes, directions, merges."""

from __future__ import annotations

import pytest
from tests.measure.imports.made import cells, said, values, write

from unspiral.errors import DataError, SpecError
from unspiral.measure.imports.given import Given
from unspiral.measure.imports.kinds import read_any

pytestmark = pytest.mark.unit


def read(folder, text, recipe, name="data.csv", **more):
    return read_any(write(folder, text, name), recipe=recipe, **more)


def test_nhanes_puts_files_together_and_knows_its_missing_codes(tmp_path):
    demo = write(
        tmp_path, "SEQN,WTMEC2YR,SDMVPSU,SDMVSTRA,RIDAGEYR,RIAGENDR\n1,100.5,1,75,40,1\n2,99,2,75,50,2\n3,80,1,76,60,2\n", "DEMO_F.csv"
    )
    dpq = write(
        tmp_path, "SEQN," + ",".join(f"DPQ0{i}0" for i in range(1, 10)) + "\n1,0,1,2,3,7,9,0,0,0\n2,1,1,1,1,1,1,1,1,\n", "DPQ_F.csv"
    )
    arq = write(tmp_path, "SEQN,ARQ010,ARQ020D,ARQ024D\n1,1,4,1\n2,2,,\n3,9,77,7\n", "ARQ_F.csv")
    slq = write(tmp_path, "SEQN,SLD010H\n1,7\n2,99\n3,77\n", "SLQ_F.csv")
    paq = write(tmp_path, "SEQN,PAD680\n1,480\n2,7777\n3,9999\n", "PAQ_F.csv")
    crp = write(tmp_path, "SEQN,LBXCRP\n1,0.3\n", "CRP_F.csv")
    diary = read_any([dpq, demo, arq, slq, paq, crp], recipe="nhanes-2009")
    by = {(person, item): value for person, item, value in cells(diary, "person", "item", "value")}
    assert [by["1", f"phq{i}"] for i in range(1, 10)] == ["0", "1", "2", "3", "", "", "0", "0", "0"]
    assert ("2", "phq9") not in by  # an empty cell is no answer
    assert ("3", "phq1") not in by  # not in DPQ_F at all
    assert (by["1", "low_back_pain"], by["3", "low_back_pain"]) == ("1", "")
    assert ("2", "low_back_pain") not in by
    assert (by["1", "back_pain_gate"], by["2", "back_pain_gate"], by["3", "back_pain_gate"]) == ("1", "0", "")
    assert (by["1", "sleep_hours"], by["2", "sleep_hours"], by["1", "sitting_minutes"], by["2", "sitting_minutes"]) == ("7", "", "480", "")
    assert (by["1", "weight"], by["2", "cluster"], by["3", "stratum"], by["2", "sex"]) == ("100.5", "2", "76", "female")
    assert said(diary, "put together on SEQN", "3 keys in all")
    assert said(diary, "from memory", "crp from LBXCRP")
    assert said(diary, "bmi (BMXBMI)", "--item bmi=COLUMN")
    assert {i for _, i, item in cells(diary, "person", "instrument", "item") if item.startswith("phq")} == {"phq9"}


def test_nhis_puts_its_scales_in_order(tmp_path):
    text = "HHX,PAIFRQ3M_A,PAIAMNT_A,PAIWKLM3M_A,PAIBACK3M_A,PHQ81_A\nA,1,1,1,1,1\nB,2,2,2,2,4\nC,3,3,3,3,7\nD,4,9,8,4,9\n"
    diary = read(tmp_path, text, "nhis-2019")
    assert values(diary, "pain_amount") == ["1", "3", "2", ""]
    assert values(diary, "back_pain") == ["0", "1", "3", "2"]
    assert values(diary, "pain_frequency") == ["0", "1", "2", "3"]
    assert values(diary, "pain_limits_life") == ["0", "1", "2", ""]
    assert values(diary, "phq1") == ["0", "3", "", ""]
    assert said(diary, "from memory", "phq1 from PHQ81_A")


def test_meps_knows_inapplicable_and_turns_round(tmp_path):
    text = "DUPERSID,ADPAIN42,PHQ242,K6SUM42,MCS42,ADNRGY42,ADDOWN42,PCS42\nA,1,0,0,50.5,2,1,40\nB,-1,-9,24,-1,-8,5,-1\n"
    diary = read(tmp_path, text, "meps")
    assert values(diary, "pain_interference") == ["1"]
    assert values(diary, "phq2_total") == ["0", ""]
    assert values(diary, "downhearted") == ["5", "1"]
    assert values(diary, "no_energy") == ["2", ""]
    assert said(diary, "More is better in mcs, pcs")


def test_meps_two_years(tmp_path):
    diary = read(tmp_path, "DUPERSID,ADPAIN2,ADPAIN4,PHQ22,PHQ24\nA,1,5,0,6\n", "meps-panel")
    assert cells(diary, "time", "item", "value") == [
        ("0", "pain_interference", "1"), ("365.25", "pain_interference", "5"), ("0", "phq2_total", "0"), ("365.25", "phq2_total", "6"),
    ]  # fmt: skip
    assert said(diary, "unverified")


def test_hrs_names_people_by_two_columns(tmp_path):
    diary = read(tmp_path, "HHID,PN,PC104,PC105,PC106\n001,010,1,3,5\n001,020,5,,8\n", "hrs-2016")
    assert cells(diary, "person", "item", "value") == [
        ("001-010", "troubled_by_pain", "1"), ("001-010", "pain_severity", "3"), ("001-010", "pain_limits_activities", "0"),
        ("001-020", "troubled_by_pain", "0"), ("001-020", "pain_limits_activities", ""),
    ]  # fmt: skip


def test_rand_hrs_goes_from_wide_to_long(tmp_path):
    diary = read(tmp_path, "HHIDPN,R1CESD,R2CESD,R2BACK,R16CESD\n7,3,.d,1,8\n", "rand-hrs")
    assert cells(diary, "time", "item", "value") == [
        ("730.5", "back_pain", "1"), ("0", "cesd8_total", "3"), ("730.5", "cesd8_total", ""), ("10957.5", "cesd8_total", "8"),
    ]  # fmt: skip
    assert said(diary, "from memory", "cesd8_total")
    assert said(diary, "weight (r{wave}wtresp, a name from memory)")


def test_elsa_turns_the_two_good_ones_round(tmp_path):
    diary = read(tmp_path, "idauniq,hepain,hepaa,hepawba,psceda,pscedd\n9,1,2,-1,1,1\n8,2,-9,1,2,2\n", "elsa", given=Given(at="730.5"))
    assert values(diary, "troubled_by_pain") == ["1", "0"]
    assert values(diary, "pain_severity") == ["2", ""]
    assert values(diary, "back_pain") == ["1"]
    assert values(diary, "cesd8_depressed") == ["1", "0"]
    assert values(diary, "cesd8_happy") == ["0", "1"]
    assert set(cells(diary, "time")) == {("730.5",)}


def test_share(tmp_path):
    ph = write(tmp_path, "mergeid,ph084_,ph085_,ph087d1,ph087d2\nAT-1,1,2,1,0\nAT-2,5,-9,-9,-9\n", "ph.csv")
    gv = write(tmp_path, "mergeid,eurod\nAT-1,4\nAT-2,-2\n", "gv.csv")
    diary = read_any([ph, gv], recipe="share")
    assert values(diary, "troubled_by_pain") == ["1", "0"]
    assert values(diary, "back_pain") == ["1"]
    assert values(diary, "eurod_total") == ["4", ""]


def test_oai(tmp_path):
    diary = read(tmp_path, "ID,P01BP30,P01BP30OFT,V01BP30OFT,V00CESD,V03CESD\n9000001,1,2,3,10,.A\n", "oai")
    assert cells(diary, "time", "item", "value") == [
        ("0", "back_pain_30_days", "1"), ("0", "back_pain_often", "2"), ("365.25", "back_pain_often", "3"),
        ("0", "cesd20_total", "10"), ("730.5", "cesd20_total", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("style", ["{f}-{i}.{a}", "f.{f}.{i}.{a}", "f_{f}_{i}_{a}", "p{f}_i{i}_a{a}"])
def test_uk_biobank_in_each_way_of_naming(tmp_path, style):
    names = [style.format(f=6159, i=0, a=a) for a in range(3)] + [style.format(f=6159, i=2, a=0)]
    text = f"eid,{','.join(names)}\n1,4,3,,-7\n2,-7,,,4\n3,-3,,,\n4,1,,,\n"
    diary = read(tmp_path, text, "uk-biobank")
    got = [(p, t, v) for p, t, i, v in cells(diary, "person", "time", "item", "value") if i == "pain_back"]
    assert got == [("1", "0", "1"), ("1", "2922", "0"), ("2", "0", "0"), ("2", "2922", "1"), ("3", "0", ""), ("4", "0", "0")]
    assert [v for p, t, i, v in cells(diary, "person", "time", "item", "value") if i == "pain_none" and t == "0"] == ["0", "1", "", "0"]


def test_uk_biobank_codes(tmp_path):
    diary = read(tmp_path, "eid,2050-0.0,1160-0.0,3571-0.0,20514-0.0\n1,4,7,1,1\n2,-3,-1,-3,-818\n", "uk-biobank")
    assert [values(diary, i) for i in ("depressed_mood_frequency", "sleep_hours", "back_pain_3_months", "phq1")] == [
        ["3", ""], ["7", ""], ["1", ""], ["0", ""],
    ]  # fmt: skip


def test_midus_is_mapped_from_the_codebook(tmp_path):
    text = "M2ID,DAY,B2DSYM,B2DNEG\n1,1,0,1.5\n1,2,1,2\n"
    with pytest.raises(SpecError, match="backache: the daily symptom checklist") as problem:
        read(tmp_path, text, "midus-nsde")
    assert problem.value.fix == "--item backache=COLUMN --item negative_affect=COLUMN"
    diary = read(tmp_path, text, "midus-nsde", given=Given(items={"backache": "B2DSYM", "negative_affect": "B2DNEG"}))
    assert values(diary, "backache") == ["0", "1"]


def test_boulder(tmp_path):
    diary = read(tmp_path, "projectid,group,time,pain_avg,promis_dep\n12,1,-1,4,18\n12,1,1,2,14\n", "boulder")
    assert cells(diary, "time", "item", "value")[1] == ("0", "pain_avg", "4")
    assert ("1826.25", "pain_avg", "2") in cells(diary, "time", "item", "value")
    with pytest.raises(DataError, match="not one of the times"):
        read(tmp_path, "projectid,group,time,pain_avg\n12,1,3,4\n", "boulder")


def test_pmdata_takes_the_person_from_the_folder(tmp_path):
    head = "effective_time_frame,fatigue,mood,readiness,sleep_duration_h,sleep_quality,soreness,soreness_area,stress\n"
    files = [write(tmp_path, head + f"2019-11-0{i}T08:31:41.123Z,2,3,5,6,2,2,[],3\n", f"p0{i}/pmsys/wellness.csv") for i in (1, 3)]
    diary = read_any(files, recipe="pmdata")
    assert {person for (person,) in cells(diary, "person")} == {"p01", "p03"}
    assert cells(diary, "time")[0] == ("2019-11-01T08:31:41.123+00:00",)
    assert said(diary, "More is better in mood, stress")


def test_a_recipe_on_the_wrong_file_says_what_it_looked_for(tmp_path):
    with pytest.raises(DataError, match="none of the columns that nhis-2019 takes items from: PAIFRQ3M_A"):
        read(tmp_path, "HHX,a,b\n1,2,3\n", "nhis-2019")


def test_daylio(tmp_path):
    text = (
        'full_date,date,weekday,time,mood,activities,note_title,note\n2021-09-28,28 September,Tuesday,10:00 pm,rad ,"tired | music","",""\n'
    )
    diary = read_any(write(tmp_path, text, "daylio_export.csv"))
    assert cells(diary, "person", "time", "item", "value", "source") == [
        ("me", "2021-09-28T22:00", "mood", "5", "Daylio"), ("me", "2021-09-28T22:00", "activities", "tired | music", "Daylio"),
    ]  # fmt: skip
    assert said(diary, "--preset daylio was used")
    own = text.replace("rad ", "sad ")
    with pytest.raises(DataError, match="no code that the mapping knows"):
        read_any(write(tmp_path, own, "daylio_export.csv"))
    diary = read_any(write(tmp_path, own, "daylio_export.csv"), given=Given(recode={"mood": {"sad": "2"}}))
    assert values(diary, "mood") == ["2"]


def test_bearable(tmp_path):
    head = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    rows = (
        '"9th Mar 2024",2024-03-09,Saturday,am,Mood,7,,"slept badly"\n"9th Mar 2024",2024-03-09,Saturday,pm,Mood,5,,\n'
        '"9th Mar 2024",2024-03-09,Saturday,am,Symptom,3,"Back pain (Severe)",\n"9th Mar 2024",2024-03-09,Saturday,,Weather,,"Rain",\n'
    )
    diary = read_any(write(tmp_path, head + rows, "bearable.csv"))
    assert cells(diary, "item", "value", "source") == [
        ("mood", "7", "Bearable am"), ("mood.note", "slept badly", "Bearable am"), ("mood", "5", "Bearable pm"),
        ("Back pain", "3", "Bearable am"), ("Weather.detail", "Rain", "Bearable"),
    ]  # fmt: skip
    assert said(diary, "unverified", "no export itself was seen")


def test_manage_my_pain_is_announced_as_never_seen(tmp_path):
    place = write(tmp_path, "Date,Pain Severity,Notes\n2024-03-09,6,x\n", "mmp.csv")
    diary = read_any(place, preset="manage-my-pain")
    assert cells(diary, "item", "value") == [("pain", "6"), ("note", "x")]
    assert said(diary, "unverified", "No export of it was seen")
    assert said(diary, "from memory", "pain from Pain Severity")
