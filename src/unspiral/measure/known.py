"""What is known beside the answers: covariates of a person, and weights."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from unspiral.errors import DataError
from unspiral.measure.cells import EMPTY_WORDS, NUMBER, Codes, has_truth, numbers
from unspiral.measure.places import Places, first, more
from unspiral.measure.saying import counted
from unspiral.records.column import Column


def covariates_of(
    columns: list[Column],
    places: Places,
    values: Float[ndarray, "rows indicators"],
    comma: bool,
    codes: Codes,
    texts: dict[str, tuple[str, ...]],
    said: list[str],
) -> Float[ndarray, "rows covariates"] | None:
    """One value a person and covariate, repeated on all of that person's rows.

    A cell may be empty where another row of the person holds the value: it does not change.

    Args:
        columns: raw cells.
        places: rows and persons.
        values: answers; covariates of persons without any are not looked at.
        comma: the decimal mark is a comma.
        codes: that stand for missing.
        texts: covariate -> its texts, in the order of their numbers; gets those of covariates that it does not hold.
        said: gets a sentence for each choice.

    Raises:
        DataError: a value that changes within a person, a person without one, or text of more than two kinds.
    """
    if not columns:
        return None
    someone = np.zeros(len(places.people), dtype=np.bool_)
    someone[places.who[~np.isnan(values).all(axis=1)]] = True
    found = np.full((len(places.rows), len(columns)), np.nan)
    for j, column in enumerate(columns):
        cells = _read(column, places, comma, codes, texts, said)
        found[:, j] = _held(column, cells, places, someone, said)
    return found


def _read(
    column: Column, places: Places, comma: bool, codes: Codes, texts: dict[str, tuple[str, ...]], said: list[str]
) -> Float[ndarray, " rows"]:
    """Numbers, or 0 and 1 for the two texts of a column."""
    if column.name in texts:
        return _by_texts(column, texts[column.name], codes)
    words = sorted({t for t in column.levels if t.casefold() not in EMPTY_WORDS and t not in codes.texts and not NUMBER.fullmatch(t)})
    whole = len(words) == len([t for t in column.levels if t.casefold() not in EMPTY_WORDS and t not in codes.texts])
    if has_truth(column) or not (whole and words):
        if has_truth(column):
            said.append(f"In covariate '{column.name}' true was read as 1 and false as 0.")
        return numbers(column, places, comma=comma, codes=codes, truth=True)[0]
    if comma and all("," in word for word in words):
        return numbers(column, places, comma=comma, codes=codes)[0]
    if len(words) > 2:
        raise DataError(
            f"The covariate '{column.name}' holds {len(words)} different texts.",
            why="Only two of them could be told as 0 and 1; an order or a distance of more cannot be guessed.",
            fix="write numbers, or one column of 0 and 1 for each of them but one.",
        )
    if len(words) == 2:
        said.append(f"In covariate '{column.name}' '{words[0][:30]}' was read as 0 and '{words[1][:30]}' as 1.")
    texts[column.name] = tuple(words)
    return _by_texts(column, texts[column.name], codes)


def _by_texts(column: Column, texts: tuple[str, ...], codes: Codes) -> Float[ndarray, " rows"]:
    """Each text as its place among those that are known."""
    empty = {t for t in column.levels if t.casefold() in EMPTY_WORDS or t in codes.texts}
    strange = [t for t in column.levels if t not in texts and t not in empty]
    if strange:
        raise DataError(
            f"The covariate '{column.name}' holds '{strange[0][:30]}', which is none of the texts that it is known by:"
            f" {', '.join(f'{t[:30]!r} ({k})' for k, t in enumerate(texts))}.",
            why="What another text would count as, the fit does not know.",
            fix="write it as one of them.",
        )
    return np.array([texts.index(t) if t in texts else np.nan for t in column.levels], dtype=np.float64)[column.codes]


def _held(
    column: Column, cells: Float[ndarray, " rows"], places: Places, someone: Bool[ndarray, " people"], said: list[str]
) -> Float[ndarray, " rows"]:
    """The one value of each person, on every row of theirs."""
    known = ~np.isnan(cells)
    at: Int[ndarray, " people"] = np.full(len(places.people), -1)
    rows = np.flatnonzero(known)[::-1]
    at[places.who[rows]] = rows  # the first row that says it
    held = np.where(at >= 0, cells[np.maximum(at, 0)], np.nan)
    changes = known & (cells != held[places.who]) & someone[places.who]
    if changes.any():
        row = first(changes)
        raise DataError(
            f"{places.at(row, column.name)}: the covariate is {column.text(row)[:30]} here, and"
            f" {column.text(int(at[places.who[row]]))[:30]} in row {places.rows[at[places.who[row]]]}{more(changes)}.",
            why="A covariate is what does not change within a person.",
            fix=f"declare it as an input (--input {column.name}:sustained) if it does change, or correct the cell.",
        )
    without = np.isnan(held[places.who]) & someone[places.who]
    if without.any():
        raise DataError(
            f"{places.at(first(without), column.name)}: the person has no value of this covariate in any row.",
            why="Leaving the person out in silence would change who is studied.",
            fix="fill it in, or take the person out of the table.",
        )
    filled = int(np.count_nonzero(~known & someone[places.who]))
    if filled:
        said.append(
            f"{counted(filled, 'empty cell', 'empty cells')} of covariate '{column.name}' took the value of the person's other rows."
        )
    return held[places.who]


def weight_of(
    column: Column, places: Places, values: Float[ndarray, "rows indicators"], comma: bool, said: list[str]
) -> Float[ndarray, " rows"]:
    """How much each row counts: 1 on average over persons where it is constant within them, else over answered occasions.

    Raises:
        DataError: a weight is missing at an answered occasion, or below 0, or all are 0.
    """
    weight = numbers(column, places, comma=comma)[0]
    used = ~np.isnan(values).all(axis=1)
    wrong = np.isnan(weight) & used
    if wrong.any():
        raise DataError(
            f"{places.at(first(wrong), column.name)}: the weight is empty{more(wrong)}.",
            why="How much this occasion counts cannot be told.",
            fix="write it into the cell; 0 leaves the occasion without influence.",
        )
    below = used & (weight < 0.0)
    if below.any():
        raise DataError(
            f"{places.at(first(below), column.name)}: the weight {column.text(first(below))} is below 0{more(below)}.",
            why="Nobody counts less than not at all.",
            fix="correct the cell; 0 leaves the occasion without influence.",
        )
    start = np.zeros(len(places.people))
    rows = np.flatnonzero(used)[::-1]
    start[places.who[rows]] = weight[rows]
    constant = bool((weight[used] == start[places.who[used]]).all())
    someone = np.zeros(len(places.people), dtype=np.bool_)
    someone[places.who[used]] = True
    mean = float(start[someone].mean() if constant else weight[used].mean()) if used.any() else 1.0
    if mean == 0.0:
        raise DataError(
            f"Every weight in column '{column.name}' is 0.", why="Nobody would count.", fix="name the column of weights: --weight COLUMN"
        )
    whom = "persons" if constant else "occasions"
    said.append(f"Weights of '{column.name}' are weights of {whom}; they were divided by their mean, {mean:.4g}, so that it is 1.")
    return np.where(np.isnan(weight), 0.0, weight) / mean
