"""A made-up REDCap project: dictionary, exports with raw codes and with labels, events."""

from __future__ import annotations

HEADINGS = (
    'Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels",Field Note,'
    "Text Validation Type OR Show Slider Number,Text Validation Min,Text Validation Max,Identifier?,"
    "Branching Logic (Show field only if...),Required Field?,Custom Alignment,Question Number (surveys only),Matrix Group Name,"
    "Matrix Ranking?,Field Annotation"
)
_FREQUENCY = '"0, Not at all | 1, Several days | 2, More than half the days | 3, Nearly every day"'
DICTIONARY = f"""{HEADINGS}
record_id,enrolment,,text,Record ID,,,,,,,,,,,,,
email,enrolment,,text,E-mail,,,email,,,y,,,,,,,
visit_date,enrolment,,text,Date of visit,,,date_dmy,,,,,,,,,,
smoker,enrolment,,radio,Do you smoke?,"0, No | 1, Yes",,,,,,,,,,,,
cigarettes,enrolment,,text,How many a day?,,,integer,,,,[smoker] = '1',,,,,,
diary_date,diary,,text,Date,,,date_ymd,,,,,,,,,,
pain,diary,,text,Pain today,,,integer,0,10,,,,,,,,
sites,diary,,checkbox,Where?,"1, Low back | 2, Neck, shoulder | -8, Other",,,,,,[pain] > 0,,,,,,
walks,diary,,yesno,Did you walk?,,,,,,,,,,,,,
other_words,diary,,notes,Anything else?,,,,,,,[baseline_arm_1][smoker] = '1',,,,,,
total,diary,,calc,Total,[pain] * 2,,,,,,,,,,,,
picture,diary,,file,A picture,,,,,,,,,,,,,
phq1,phq,,radio,<div>Little interest or pleasure in doing things</div>,{_FREQUENCY},,,,,,,,,,,,
phq2,phq,,radio,"Feeling down, depressed, or hopeless",{_FREQUENCY},,,,,,,,,,,,
"""
_NAMES = (
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,email,visit_date,smoker,cigarettes,"
    "enrolment_complete,diary_date,pain,sites___1,sites___2,sites____8,walks,other_words,total,diary_complete,phq1,phq2,phq_complete"
)
RAW = f"""{_NAMES}
1,baseline_arm_1,,,zurich,a@b.c,2024-03-01,0,,2,,,0,0,0,,,,,0,3,2
1,baseline_arm_1,diary,1,zurich,,,,,,2024-03-02,4,1,0,1,1,"so, so",8,2,,,
1,baseline_arm_1,diary,2,zurich,,,,,,2024-03-03,0,0,0,0,,,0,2,,,
1,week_4_arm_1,,,zurich,,2024-03-29,1,,2,,,0,0,0,,,,,-999,1,1
2,baseline_arm_1,,,bern,,2024-03-05,1,12,2,,,0,0,0,,,,,,,0
"""
LABELS = f"""{_NAMES}
1,Baseline,,,zurich,a@b.c,2024-03-01,No,,Complete,,,Unchecked,Unchecked,Unchecked,,,,,Not at all,Nearly every day,Complete
1,Baseline,Diary,1,zurich,,,,,,2024-03-02,4,Checked,Unchecked,Checked,Yes,"so, so",8,Complete,,,
1,Baseline,Diary,2,zurich,,,,,,2024-03-03,0,Unchecked,Unchecked,Unchecked,,,0,Complete,,,
1,Week 4,,,zurich,,2024-03-29,Yes,,Complete,,,Unchecked,Unchecked,Unchecked,,,,,-999,Several days,Unverified
2,Baseline,,,bern,,2024-03-05,Yes,12,Complete,,,Unchecked,Unchecked,Unchecked,,,,,,,Incomplete
"""
EVENTS = """event_name,arm_num,day_offset,offset_min,offset_max,unique_event_name,custom_event_label
Baseline,1,0,0,0,baseline_arm_1,
Week 4,1,28,3,7,week_4_arm_1,
"""
