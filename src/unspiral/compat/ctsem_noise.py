"""Noise, measurement error, covariates and kinds of answers of a model of ctsem as our choices."""

from __future__ import annotations

from unspiral.compat.ctsem_loop import Structure
from unspiral.compat.ctsem_model import CtModel
from unspiral.compat.notebook import Notebook, listed, plural
from unspiral.loop.tokens import quoted

_FAMILIES = {1: "binary", 2: "ordinal"}


def noise_of(model: CtModel, structure: Structure, notebook: Notebook) -> None:
    """Say what becomes of DIFFUSION; a loop always has full noise."""
    at = model.script.places.get("DIFFUSION")
    matrix = model.matrices["DIFFUSION"]
    place = {name: i for i, name in enumerate(model.latent)}
    diagonal = {name: matrix[place[name]][place[name]] for name in structure.processes}
    for name, cell in diagonal.items():
        if cell.value is not None:
            notebook.changed(f"DIFFUSION of '{name}' is fixed at {cell.value:g} there; here diffusion:{name} is estimated.", cell.at)
        elif cell.varying:
            structure.vary.append(f"diffusion:{quoted(name)}")
            notebook.taken(f"People differ in diffusion:{name}.", cell.at)
    rows = [place[name] for name in structure.processes]
    below = [matrix[r][c] for r in rows for c in rows if c < r]
    above = [matrix[r][c] for r in rows for c in rows if c > r]
    if any(not cell.nil for cell in above):
        notebook.changed("DIFFUSION has cells above its diagonal, which ctsem warns of; here the noise has one full covariance.", at)
    if any(cell.value is not None for cell in below):
        notebook.changed(
            "DIFFUSION: noise of some processes is uncorrelated there (0 below the diagonal). Here noise may go together; if"
            " diffusion between them comes"
            " out near 0, nothing is lost.",
            at,
        )
    if any(cell.free for cell in diagonal.values()):
        notebook.taken(
            "DIFFUSION is a Cholesky factor G there, with standard deviations on its diagonal; ours is the covariance rate D = G"
            " G' (in ctsem's summary:"
            " DIFFUSIONcov). T0VAR is written the same way.",
            at,
        )


def error_of(model: CtModel, structure: Structure, notebook: Notebook) -> bool:
    """Whether answers carry measurement error."""
    at = model.script.places.get("MANIFESTVAR")
    matrix = model.matrices["MANIFESTVAR"]
    gaussian = [i for i, kind in enumerate(model.kinds) if kind == 0]
    free = [model.manifest[i] for i in gaussian if not matrix[i][i].nil]
    fixed = [model.manifest[i] for i in gaussian if matrix[i][i].value is not None and not matrix[i][i].nil]
    nil = [model.manifest[i] for i in gaussian if matrix[i][i].nil]
    for i in gaussian:
        if matrix[i][i].free and matrix[i][i].varying:
            structure.vary.append(f"error:{quoted(model.manifest[i])}")
            notebook.taken(f"People differ in error:{model.manifest[i]}.", matrix[i][i].at)
    if any(not matrix[r][c].nil for r in gaussian for c in gaussian if r != c):
        notebook.changed("MANIFESTVAR: errors of some columns go together there; ours are independent.", at)
    if fixed:
        notebook.changed(f"MANIFESTVAR of {listed(fixed)} is fixed there; here every error variance is estimated.", at)
    if not free:
        if nil:
            notebook.taken("MANIFESTVAR is 0: answers carry no measurement error (--no-error).", at)
        return False
    if nil:
        notebook.changed(f"MANIFESTVAR of {listed(nil)} is 0 there; here all columns carry error or none does (--error).", at)
    left_out = "" if "MANIFESTVAR" in model.said else " ctsem does so unless told otherwise."
    notebook.taken(
        f"MANIFESTVAR: answers carry measurement error (--error).{left_out} It holds standard deviations there, variances here.", at
    )
    return True


def families_of(model: CtModel, notebook: Notebook) -> dict[str, str]:
    """Columns that are not Gaussian."""
    found = {name: _FAMILIES[kind] for name, kind in zip(model.manifest, model.kinds) if kind}
    if found:
        said = ", ".join(f"{name} {family}" for name, family in found.items())
        notebook.changed(
            f"manifesttype: {said}. ctsem uses a logistic curve, ours is the normal one (probit): effects have the same sign and"
            f" meaning, and are"
            " about 1.7 times smaller.",
            model.script.places.get("manifesttype"),
        )
    return found


def covariates_of(model: CtModel, structure: Structure, notebook: Notebook) -> dict[str, str]:
    """Columns that are known of a person, and what depends on them."""
    found: dict[str, str] = {}
    at = model.script.places.get("TIpredNames")
    place = {name: i for i, name in enumerate(model.latent)}
    for column in model.covariates:
        on = {
            name
            for name, matrix in model.matrices.items()
            for row in matrix
            for cell in row
            if cell.free and column in (cell.covariates or ())
        }
        drift = model.matrices["DRIFT"]
        links = any(column in (drift[place[a]][place[c]].covariates or ()) for c, a in structure.links)
        levels = bool(on & {"MANIFESTMEANS", "CINT"})
        if model.kind == "omx":
            levels = True
            notebook.changed(
                f"'{column}' acts on the processes through TIPREDEFFECT there; here on their levels (--covariate {column}:levels).", at
            )
        if not levels and not links:
            if on:
                notebook.left(f"'{column}' acts on {listed(sorted(on))} only; here a covariate acts on levels and links.", at)
            else:
                notebook.left(f"'{column}' acts on nothing in this model.", at)
            continue
        found[column] = "both" if levels and links else "levels" if levels else "links"
        if model.kind == "ct":
            notebook.taken(f"'{column}' is known of a person and acts on {_ON[found[column]]} (--covariate {column}:{found[column]}).", at)
        rest = sorted(on - {"MANIFESTMEANS", "CINT", "DRIFT"}) + (["self-effects"] if "DRIFT" in on else [])
        if rest:
            default = " (ctsem does so unless tipredDefault = FALSE)" if model.everywhere else ""
            notebook.left(f"'{column}' also acts on {listed(rest)}{default}; here a covariate acts on levels and links.", at)
    return found


_ON = {"levels": "levels", "links": "links", "both": "levels and links"}


def old_of(model: CtModel, notebook: Notebook) -> None:
    """Settings of older versions that only concern how a model was fitted."""
    given = model.script.given
    means = [name for name in ("T0TDPREDCOV", "TDPREDVAR", "TDPREDMEANS", "TRAITTDPREDCOV", "TDTIPREDCOV", "TIPREDMEANS", "TIPREDVAR",
                               "T0TIPREDEFFECT") if name in given]  # fmt: skip
    if means:
        notebook.left(
            f"{listed(means)}: means and covariances of known columns. Here inputs and covariates are taken as they are, without"
            f" a law of their own.",
            model.script.places.get(means[0]),
        )
    if "startValues" in given:
        notebook.left("startValues: our search finds its own places to start from (--starts).", model.script.places.get("startValues"))
    if "PARS" in given:
        notebook.left("PARS: parameters for formulas, which a loop does not have.", model.script.places.get("PARS"))
    thresholds = [name for name in ("THRESHOLDS", "ncategories") if name in given]
    if thresholds:
        notebook.left(
            f"{listed(thresholds)} {plural(thresholds, 'is', 'are')} learned from the answers here.", model.script.places.get(thresholds[0])
        )
    fit = model.script.fit
    sampled = any(word in fit for word in ("priors", "nopriors", "optimize"))
    if sampled:
        notebook.left(
            "Priors and sampling of the call that fits the model: learn finds the maximum of the likelihood unless told otherwise."
        )
