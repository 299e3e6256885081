"""Kinds of bad input that a table of answers may hold, and what the message must name. One list for the reader and for the command line.

Every case reads `CASE.write(folder)` and expects a DataError (exit code 2) whose text holds each of the fragments and a remedy ("Fix:").
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GOOD = "id,day,pain,depression\nP1,0,3,5\nP1,1,4,6\nP2,0,2,9\nP2,1,1,8\n"


@dataclass(frozen=True)
class BadInput:
    """One kind of bad input.

    Args:
        name: of the kind.
        file_name: to be written and read.
        content: of the file; None = the file is not written.
        fragments: what the message must hold.
        args: options of ``unspiral learn FILE``; None where the command line has no such option.
        asked: the same as arguments of ``unspiral.measure.read``.
        beside: another file in the folder, or a folder when it ends in "/".
    """

    name: str
    file_name: str
    content: bytes | None
    fragments: tuple[str, ...]
    args: tuple[str, ...] | None = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    beside: str = ""

    def write(self, folder: Path) -> Path:
        """The path to read, after what belongs there was put into the folder."""
        if self.beside.endswith("/"):
            (folder / self.beside).mkdir()
        elif self.beside:
            (folder / self.beside).write_text(GOOD)
        if self.content is not None:
            (folder / self.file_name).write_bytes(self.content)
        return folder / self.file_name

    def __str__(self) -> str:
        return self.name


def _csv(name: str, content: str | bytes, *fragments: str, args: tuple[str, ...] | None = (), **asked: Any) -> BadInput:
    return BadInput(name, "diary.csv", content.encode() if isinstance(content, str) else content, fragments, args, asked)


def _file(name: str, file_name: str, content: bytes | None, *fragments: str, beside: str = "") -> BadInput:
    return BadInput(name, file_name, content, fragments, beside=beside)


def _days(*cells: str, header: str = "id,day,pain,depression", delimiter: str = ",") -> str:
    """Three rows of one person; the cells given stand in row 3."""
    rows = [header.split(","), ["P7", "0", "3", "5"], list(cells), ["P7", "9", "2", "6"]]
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


WALKING = "id,day,pain,depression,walking\nP7,0,3,5,1\nP7,1,4,6,\n"

FILES = (
    _csv("empty file", "", "'diary.csv' is empty"),
    _csv("only blank lines", "\n\n   \n", "'diary.csv' is empty"),
    _csv("only a header", "id,day,pain,depression\n", "no row below"),
    _csv("rows that hold nothing", "id,day,pain,depression\n,,,\n,,,\n", "no row below it holds anything"),
    _csv("header without names", ",,,\nP1,0,3,5\n", "Row 1", "names of the columns"),
    _csv("numbers where the header should be", "1,0,3,5\n1,1,4,6\n", "Row 1", "numbers where the names"),
    _csv(
        "name that stands twice in the header",
        "id,day,pain,pain,depression\nP1,0,3,4,5\n",
        "'pain'",
        "columns 3 and 4",
        args=("--loop", "pain <-> depression"),
        columns=["pain", "depression"],
    ),
    _csv("row with too few cells", _days("P7", "1", "4"), "Row 3 has 3 cells", "4 names"),
    _csv("decimal comma between commas", _days("P7", "1", "4,5", "6"), "Row 3 has 5 cells", "3.5, not 3,5"),
    _csv("quote that is never closed", _days("P7", "1", "4", '"6'), "Row 3", "double quote"),
    _csv("text after a closing quote", _days("P7", "1", "4", '"6" or so'), "Row 3", "double quote"),
    _csv("Latin-1", _days("Jos\xe9", "1", "4", "6").encode("latin-1"), "Row 3", "not UTF-8", "iconv -f latin1 -t utf-8"),
    _csv("Windows-1252", _days("\u201cP7\u201d", "1", "4", "6").encode("cp1252"), "Row 3", "not UTF-8", "iconv -f cp1252 -t utf-8"),
    _csv("UTF-16", GOOD.encode("utf-16"), "UTF-16", "iconv -f utf-16 -t utf-8"),
    _csv("zero bytes", GOOD.replace("P2,0", "P2\0,0").encode(), "Row 4", "zero byte"),
    _csv("compressed without saying so", gzip.compress(GOOD.encode(), mtime=0), "gzip", "mv diary.csv diary.csv.gz"),
    _csv("Excel workbook named .csv", b"PK\x03\x04" + bytes(60), "Excel workbook", "CSV UTF-8"),
    _file("compressed in name only", "diary.csv.gz", GOOD.encode(), "gzip", "mv diary.csv.gz diary.csv"),
    _file("compressed and cut off", "diary.csv.gz", gzip.compress(GOOD.encode() * 50, mtime=0)[:60], "'diary.csv.gz'", "gzip"),
    _file(
        "Latin-1, compressed",
        "diary.csv.gz",
        gzip.compress(_days("Jos\xe9", "1", "4", "6").encode("latin-1"), mtime=0),
        "Row 3",
        "gunzip -c diary.csv.gz | iconv",
    ),
    _file("spreadsheet", "diary.xlsx", b"PK\x03\x04" + bytes(60), "'diary.xlsx' is a spreadsheet", "CSV UTF-8"),
    _file("unknown ending", "diary.doc", b"id day pain", "'.doc'", ".csv", ".parquet", ".sav"),
    _file("no ending", "diary", GOOD.encode(), "'diary' has no ending", ".csv"),
    _file("damaged Parquet", "diary.parquet", b"PAR1 and then nothing", "'diary.parquet'", "Parquet"),
    _file("damaged Feather", "diary.feather", b"ARROW1 and then nothing", "'diary.feather'", "Feather"),
    _file("damaged SPSS", "diary.sav", b"$FL2 and then nothing", "'diary.sav'", "SPSS"),
    _file("damaged Stata", "diary.dta", b"nothing of Stata", "'diary.dta'", "Stata"),
    _file("folder", "answers", None, "is a folder", beside="answers/"),
    _file("file that is not there", "diray.csv", None, "There is no file", "Did you mean 'diary.csv'?", beside="diary.csv"),
)

COLUMNS = (
    _csv(
        "nothing that could be the time",
        "id,pain,depression\nP1,3,5\n",
        "No column looks like the time",
        "Columns: id, pain, depression",
        "--time COLUMN",
    ),
    _csv("several columns that could be the time", "id,day,hour,pain,depression\nP1,1,9,3,5\n", "day, hour", "--time day"),
    _csv("several columns that could be the person", "id,patient,day,pain,depression\n1,P1,1,3,5\n", "id, patient", "--person id"),
    _csv(
        "nothing that could be pain",
        "id,day,weather,depression\nP1,0,3,5\n",
        "No column looks like pain",
        "Columns: id, day, weather, depression",
        "pain by COLUMN",
    ),
    _csv(
        "several columns that could be pain",
        "id,day,pain_back,pain_neck,mood\nP1,0,3,5,2\n",
        "pain_back, pain_neck",
        "pain by pain_back; depression by mood",
    ),
    _csv("questions without their score", "id,day,pain,cesd_01,cesd_02\nP1,0,3,1,2\n", "depression", "single questions"),
    _csv(
        "answers asked for under a wrong name",
        "id,day,pain,phq8\nP1,0,3,5\n",
        "no column 'pqh8'",
        "Did you mean 'phq8'?",
        "Columns: id, day, pain, phq8",
        args=("--loop", "pain <-> depression; depression by pqh8"),
        columns=["pain", "pqh8"],
    ),
    _csv(
        "person asked for under a wrong name",
        GOOD,
        "no column 'pid'",
        "Did you mean 'id'?",
        "--person id",
        args=("--person", "pid"),
        person="pid",
    ),
    _csv(
        "time asked for under a wrong name",
        GOOD,
        "no column 'dya'",
        "Did you mean 'day'?",
        "--time day",
        args=("--time", "dya"),
        time="dya",
    ),
    _csv(
        "input asked for under a wrong name",
        WALKING,
        "no column 'wlking'",
        "Did you mean 'walking'?",
        "--input walking",
        args=("--input", "wlking:impulse"),
        inputs=["wlking"],
    ),
    _csv(
        "scale to turn round that is no answer",
        GOOD,
        "'day'",
        "pain, depression",
        "--reverse pain",
        args=("--reverse", "day"),
        reverse={"day": None},
    ),
    _csv("one column in two roles", GOOD, "'day' was given two roles", args=("--person", "day", "--time", "day"), person="day", time="day"),
)

ANSWERS = (
    _csv("text in a column of numbers", _days("P7", "1", "awful", "6"), "Row 3", "column 'pain'", "person 'P7'", "text"),
    _csv(
        "several cells of text",
        GOOD.replace(",2,9", ",bad,9").replace(",1,8", ",worse,8"),
        "Row 4",
        "column 'pain'",
        "person 'P2'",
        "1 more such cell",
    ),
    _csv("number with a unit", _days("P7", "1", "4 points", "6"), "Row 3", "column 'pain'", "person 'P7'", "unit"),
    _csv("fraction of a scale", _days("P7", "1", "4/10", "6"), "Row 3", "column 'pain'", "'4/10', a fraction"),
    _csv("range of numbers", _days("P7", "1", "4-5", "6"), "Row 3", "column 'pain'", "a range"),
    _csv("percentage", _days("P7", "1", "40%", "6"), "Row 3", "column 'pain'", "a percentage"),
    _csv("date among the answers", _days("P7", "1", "2024-03-09", "6"), "Row 3", "column 'pain'", "a date"),
    _csv("thousands separators", _days("P7", "1", '"1,234"', "6"), "Row 3", "column 'pain'", "a number with a comma", "write 1234.5"),
    _csv(
        "comma that could be either mark",
        _days("P7", "1", "1,234", "6", delimiter=";"),
        "Row 3",
        "column 'pain'",
        "person 'P7'",
        "factor of 1000",
    ),
    _csv("decimal commas and points", _days("P7", "1", "3,5", "6.5", delimiter=";"), "Row 3", "column 'depression'", "decimal comma"),
    _csv("infinite value", _days("P7", "1", "inf", "6"), "Row 3", "column 'pain'", "person 'P7'", "infinite"),
    _csv("own word for a missing answer", _days("P7", "1", "N/A", "6"), "Row 3", "column 'pain'", "--missing N/A"),
    _csv("true and false as answers", _days("P7", "1", "true", "6"), "Row 3", "column 'pain'", "true or false stands", "write 1 for true"),
    _csv("column without any answer", "id,day,pain,depression\nP1,0,,5\nP1,1,NA,6\n", "Column 'pain' holds no answer"),
    _csv(
        "column that is all missing code",
        "id,day,pain,depression\nP1,0,-99,5\nP1,1,-99.0,6\n",
        "Column 'pain' holds no answer",
        "--missing",
        args=("--missing", "-99"),
        missing=["-99"],
    ),
    _csv(
        "empty input",
        WALKING,
        "Row 3",
        "column 'walking'",
        "person 'P7'",
        "write 0",
        args=("--input", "walking:impulse"),
        inputs=["walking"],
    ),
    _csv(
        "text as an input",
        WALKING.replace("6,\n", "6,often\n"),
        "Row 3",
        "column 'walking'",
        "person 'P7'",
        "text",
        args=("--input", "walking:impulse"),
        inputs=["walking"],
    ),
)

TIMES = (
    _csv("row without a person", _days("", "1", "4", "6"), "Row 3", "column 'id'", "nobody is named"),
    _csv("row without a time", _days("P7", "", "4", "6"), "Row 3", "column 'day'", "person 'P7'", "no time"),
    _csv("text as a time", _days("P7", "Monday", "4", "6"), "Row 3", "column 'day'", "person 'P7'", "text in place of a time"),
    _csv(
        "date that reads in two ways",
        "id,date,pain,depression\nP7,03/04/2021,3,5\n",
        "Row 2",
        "column 'date'",
        "person 'P7'",
        "'03/04/2021'",
        "2024-03-09",
    ),
    _csv(
        "day that no calendar has",
        "id,date,pain,depression\nP7,2024-02-29,3,5\nP7,2024-02-30,3,5\n",
        "Row 3",
        "column 'date'",
        "'2024-02-30'",
        "calendar",
    ),
    _csv(
        "dates written as numbers", "id,date,pain,depression\nP7,20240229,3,5\nP7,20240301,3,5\n", "Column 'date'", "20240229", "2024-03-09"
    ),
    _csv(
        "seconds since 1970",
        "id,timestamp,pain,depression\nP7,1710000000,3,5\nP7,1710086400,3,5\n",
        "Column 'timestamp'",
        "seconds since 1970",
    ),
    _csv("clock time without its date", "id,time,pain,depression\nP7,21:30,3,5\n", "Row 2", "column 'time'", "'21:30'", "without its date"),
    _csv(
        "times with and without zone",
        "id,time,pain,depression\nP7,2024-03-09T21:30,3,5\nP7,2024-03-10T21:30+01:00,3,5\n",
        "Row 3",
        "column 'time'",
        "zone",
        "row 2",
    ),
    _csv(
        "numbers and dates as times", "id,day,pain,depression\nP7,2024-03-09,3,5\nP7,2,3,5\n", "Row 3", "column 'day'", "a number", "a date"
    ),
    _csv("two answers at one time", _days("P7", "0", "4", "6"), "Rows 2 and 3", "column 'day'", "person 'P7'", "stands twice, 0"),
    _csv("the same row twice", _days("P7", "0", "3", "5"), "Rows 2 and 3", "column 'day'", "person 'P7'", "they say the same"),
    _csv(
        "one id written in two ways, at one time",
        "id,day,pain,depression\n1,0,3,5\n1.0,0,4,6\n",
        "Rows 2 and 3",
        "person '1'",
        "stands twice",
    ),
    _csv(
        "two answers at one time, no person named",
        "day,pain,depression\n0,3,5\n0,4,6\n1,4,6\n",
        "Rows 2 and 3",
        "column 'day'",
        "--person COLUMN",
    ),
    _csv("comma in a time", 'id,day,pain,depression\nP7,"1,5",3,5\n', "Row 2", "column 'day'", "person 'P7'", "a number with a comma"),
    # The command line sorts, so that there a negative interval cannot come about.
    _csv(
        "negative interval",
        _days("P7", "-1", "4", "6"),
        "Row 3",
        "column 'day'",
        "person 'P7'",
        "-1 lies before 0 in row 2",
        "negative interval",
        args=None,
        order="file",
    ),
)

DATED = "id,date,pain,depression\nP7,2024-03-08,3,5\nP7,%s,4,6\n"
_WHERE = ("Row 3", "column 'pain'", "person 'P7'")


def _cell(name: str, cell: str, *fragments: str) -> BadInput:
    """A cell of answers that must not be guessed."""
    return _csv(name, _days("P7", "1", cell, "6"), *_WHERE, *fragments)


def _date(name: str, cell: str, *fragments: str) -> BadInput:
    """A date that must not be guessed."""
    return _csv(name, DATED % cell, "Row 3", "column 'date'", "person 'P7'", *fragments)


STRANGE = (
    _csv("XML", '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>\n', "an XML document", "CSV UTF-8"),
    _csv("XML behind a byte order mark", "\ufeff <?xml version='1.0'?>\n<a/>\n", "an XML document"),
    _csv("web page", "<!DOCTYPE html>\n<html><table></table></html>\n", "a web page", "CSV UTF-8"),
    _csv("JSON", '[{"id": "P1", "day": 0, "pain": 3}]\n', "a JSON document"),
    _csv("SQLite", b"SQLite format 3\x00" + bytes(84), "an SQLite database"),
    _csv("bzip2", b"BZh91AY&SY" + bytes(30), "bzip2", "bunzip2"),
    _csv("UTF-16 without its mark", GOOD.encode("utf-16-le"), "UTF-16", "iconv -f utf-16le -t utf-8"),
    _csv("UTF-16, the other way round", GOOD.encode("utf-16-be"), "UTF-16", "iconv -f utf-16be -t utf-8"),
    _csv(
        "UTF-8, then Latin-1",
        b"id,day,pain,depression\nJos\xc3\xa9,0,3,5\nJos\xe9,1,4,6\n",
        "Row 3",
        "byte 0xe9",
        "row 2 is",
        "two encodings",
        "save the parts",
    ),
    _csv("zero bytes below the table", GOOD.encode() + bytes(3000), "Row 6", "zero byte", "CSV UTF-8"),
    _csv("byte order mark in an id", GOOD.replace("P2,1", "\ufeffP2,1"), "Row 5", "column 'id'", "cannot be seen", "type the id anew"),
    _csv("invisible sign in an id", GOOD.replace("P2,1", "P\u200b2,1"), "Row 5", "column 'id'", "cannot be seen"),
    _csv("two tables put together", GOOD + "\ufeff" + GOOD, "Row 6", "column 'id'", "cannot be seen"),
    _csv("two tables put together, without a mark", GOOD + GOOD, "Row 6", "column 'day'", "text in place of a time"),
    _csv("delimiters behind the rows", GOOD.replace("5\n", "5,\n"), "Row 2 has 5 cells", "4 names", "one cell for each name"),
    _csv("quote in the middle", _days("P7", "1", '4" or so, "5"', "6"), "Row 3", "5 cells", "double quotes"),
    _csv(
        "cell of 200,000 letters", _days("P7", "1", "x" * 200_000, "6"), "Row 3", "column 'pain'", "131,072 characters", "shorten the cell"
    ),
    _csv(
        "cell of 200,000 letters in quotes",
        _days("P7", "1", '"' + "x," * 100_000 + '"', "6"),
        "Row 3",
        "column 'pain'",
        "131,072 characters",
    ),
    _csv("name of 200,000 letters", "x" * 200_000 + "," + GOOD, "Row 1", "column 1", "131,072 characters"),
    _csv(
        "quote that swallows the table",
        _days("P7", "1", '"4', "6") + GOOD * 5000,
        "Row 3",
        "column 'pain'",
        "double quote",
        "close the quote",
    ),
    _cell("Arabic-Indic digits", "٣", "'٣', a number in other digits than 0 to 9", "with the digits 0 to 9"),
    _cell("full-width digits", "３．５", "a number in other digits than 0 to 9"),
    _cell("Devanagari digits", "-४२", "a number in other digits than 0 to 9"),
    _cell("superscript", "3²", "stands in a column of numbers"),
    _cell("Roman numeral", "Ⅳ", "text (1 characters)"),
    _cell("hexadecimal", "0x1F", "'0x1F', a hexadecimal number", "31, not 0x1F"),
    _cell("number beyond all bounds", "1e400", "1e400 is too large a number", "infinite"),
    _cell("number beyond all bounds, below", "-1e400", "-1e400 is too large a number"),
    _cell("thousands by a space", "1 234", "'1 234', a number with thousands separators", "write 1234.5"),
    _cell("thousands by a hard space", "1\u00a0234", "a number with thousands separators", "write 1234.5"),
    _cell("thousands by a narrow space", "1\u202f234,5".replace(",", "."), "a number with thousands separators"),
    _cell("thousands by an apostrophe", "1'234", "a number with thousands separators"),
    _cell("thousands by an underscore", "1_234", "a number with thousands separators"),
    _cell("two points", "1.234.567", "'1.234.567', a number with several points", "write 1234.5"),
    _cell("typographic minus", "\u22123", "a number with a typographic minus", "-3"),
    _cell("dash for a minus", "–3", "a number with a typographic minus"),
    _cell("invisible sign before a number", "\u200e3", "a sign that cannot be seen", "type the cell anew"),
    _cell("byte order mark before a number", "\ufeff3", "a sign that cannot be seen"),
    _cell("letter O for a zero", "1O", "a number with words or a unit"),
    _cell("NULL", "NULL", "'NULL' stands", "--missing NULL"),
    _cell("hash and N/A", "#N/A", "'#N/A' stands", '--missing "#N/A"'),
    _cell("nan with a sign", "-nan", "text (4 characters)"),
    _cell("Not a number, of Visual Basic", "1.#QNAN", "stands in a column of numbers"),
    _cell("error of a spreadsheet", "#DIV/0!", "stands in a column of numbers"),
    _cell("formula of a spreadsheet", "=3+1", "stands in a column of numbers"),
    _cell("currency", "€3", "stands in a column of numbers"),
    _cell("decimal point of Arabic", "٣٫٥", "a number in other digits"),
    _csv(
        "decimal comma and thousands by a point",
        _days("P7", "1", "1.234,5", "6", delimiter=";"),
        *_WHERE,
        "'1.234,5', a number with a comma",
        "write 1234.5",
    ),
    _csv(
        "dates as a spreadsheet counts them",
        "id,date,pain,depression\nP7,45360,3,5\nP7,45361,4,6\n",
        "Row 2",
        "column 'date'",
        "person 'P7'",
        "45360 looks like a date as a spreadsheet counts it (2024-03-09)",
        "--time-unit day",
    ),
    _csv(
        "moments as a spreadsheet counts them",
        "id,time,pain,depression\nP7,45360.5,3,5\nP7,45361.25,4,6\n",
        "Row 2",
        "column 'time'",
        "45360.5 looks like a date",
    ),
    _date("a spreadsheet's number among dates", "45360", "a number", "a date"),
    _date("year 9999", "9999-12-31", "'9999-12-31' lies in the year 9999", "take the row out"),
    _date("before 1900", "1899-12-31", "'1899-12-31' lies in the year 1899", "correct the date"),
    _date("year 1", "0001-01-01", "'0001-01-01' lies in the year 1"),
    _date("year 0", "0000-00-00", "'0000-00-00' is not a moment on the calendar"),
    _date("year of five digits", "12024-03-09", "text in place of a time"),
    _date("leap second", "2016-12-31T23:59:60", "'2016-12-31T23:59:60' is not a moment on the calendar", "leap second", "write :59"),
    _date("24 o'clock", "2024-03-09T24:00", "'2024-03-09T24:00' is not a moment on the calendar", "the next day's 00:00"),
    _date("29 February of no leap year", "2023-02-29", "'2023-02-29' is not a moment on the calendar"),
    _date("date in Arabic-Indic digits", "٢٠٢٤-٠٣-٠٩", "in other digits than 0 to 9", "2024-03-09"),
    _date("date in full-width digits", "２０２４-03-09", "in other digits than 0 to 9"),
    _date("date with an invisible sign", "\u200e2024-03-09", "cannot be seen", "2024-03-09"),
    _date("date with a typographic hyphen", "2024\u201003\u201009", "text in place of a time", "2024-03-09"),
    _date("date of Germany", "9.3.2024", "'9.3.2024' is not in the form year-month-day", "2024-03-09"),
    _date("date with slashes, year first", "2024/03/09", "is not in the form year-month-day"),
    _date("week of a year", "2024-W10-6", "text in place of a time"),
    _date("day of a year", "2024-069", "text in place of a time"),
)

CASES: tuple[BadInput, ...] = FILES + COLUMNS + ANSWERS + TIMES + STRANGE
