"""A model of ctsem as a loop."""

from __future__ import annotations

from collections.abc import Mapping

from unspiral.compat.ctsem_edits import edited
from unspiral.compat.ctsem_loop import structure_of
from unspiral.compat.ctsem_model import model_of
from unspiral.compat.ctsem_noise import covariates_of, error_of, families_of, noise_of, old_of
from unspiral.compat.ctsem_people import people_of
from unspiral.compat.ctsem_script import Script, read_script
from unspiral.compat.matrices import script_of
from unspiral.compat.moved import Moved
from unspiral.compat.notebook import Notebook
from unspiral.errors import SpecError
from unspiral.loop.language import parse


def from_ctsem(text: str, model: str | None = None) -> Moved:
    """Read a model of ctsem into a loop, and say what became of every part of it.

    In ctsem as here d eta = (A eta + b) dt + G dW, and DRIFT[i, j] is the rate at which process j drives process i: row = affected,
    column = cause.

    Args:
        text: R code with a call of ``ctModel()``. Nothing of it is run; texts, numbers, c(), matrix() (column by column unless ``byrow``),
            diag(), cbind(), rbind(), rep(), paste() and variables set to them are read.
        model: name of the variable that holds it, where the text has several models.

    Returns:
        Moved. ``fit_ml(panel, moved.loop, **moved.choices)`` learns the model; ``moved.notes`` says what is not the same.

    Raises:
        SpecError: no model, a model of discrete time, formulas in matrices, columns that measure two processes ...; with line and column.

    Source: Driver & Voelkle 2018, doi:10.1037/met0000168; tests/compat/test_ctsem.py (orientation and choices by the AnomAuth example).
    """
    return _moved(read_script(text, model))


def from_matrices(matrices: Mapping[str, object]) -> Moved:
    """Read matrices of ctsem that are given as plain lists.

    Args:
        matrices: ``{"latent": [...], "manifest": [...], "DRIFT": [["auto", 0], ["auto", "auto"]], ...}``: rows of cells, each a number
            (fixed), a name (free), or "auto" (free). Matrices that are left out are as in ctsem; LAMBDA is the unit matrix.

    Returns:
        Moved, as from ``from_ctsem``.

    Raises:
        SpecError: a key that ctsem does not have, or sizes that do not agree.

    Source: tests/compat/test_matrices.py.
    """
    return _moved(script_of(matrices))


def _moved(script: Script) -> Moved:
    notebook = Notebook(script.text)
    model = edited(model_of(script), notebook)
    structure = structure_of(model, notebook)
    people = people_of(model, structure, notebook)
    noise_of(model, structure, notebook)
    error = error_of(model, structure, notebook)
    families, covariates = families_of(model, notebook), covariates_of(model, structure, notebook)
    old_of(model, notebook)
    notebook.changed(
        f"ctsem does not know the unit of '{model.time}'; rates here are per unit of time too, and learn takes days unless"
        f" --time-unit says otherwise.",
        script.places.get("time"),
    )
    text = structure.text(list(people.levels))
    try:
        loop = parse(text)
    except SpecError as problem:
        shown = text.replace("\n", "; ")
        raise SpecError(f"The names of this model cannot stand in a loop: {problem.what}", why=f"It would be: {shown}",
                        fix="rename what clashes in the model and in the table.") from None  # fmt: skip
    return Moved(
        "ctsem", loop, people.traits, error, people.t0, "constant", notebook.notes(), families, covariates, model.person, model.time,
    )  # fmt: skip
