"""Random intercepts, means, measurement error and covariates of a panel model as our choices."""

from __future__ import annotations

from unspiral.compat.notebook import Notebook, listed
from unspiral.compat.panel_layout import Layout
from unspiral.compat.panel_terms import Terms
from unspiral.compat.path import Equations, Path


class Levels:
    """What a panel model says of levels.

    Args:
        equations, layout, terms: the model.
        notebook: for what becomes of it.
    """

    def __init__(self, equations: Equations, layout: Layout, terms: Terms, notebook: Notebook) -> None:
        self.equations = equations
        self.layout = layout
        self.terms = terms
        self.notebook = notebook
        self.place = layout.place

    def choices(self) -> tuple[bool, str, str, list[str]]:
        """Traits, law of the first occasion, means, and the processes with traits where only some have one."""
        having = self._traits()
        together = self._with_first(bool(having))
        means, separate = self._means()
        t0 = "joint" if having and together else "separate" if separate else "centred"
        if not having and not separate:
            said = "a free mean at each wave says it already" if means == "wave" else "everybody starts around the level"
            self.notebook.taken(f"The first wave is a wave like the others (--t0 centred: {said}).")
        some = [name for name in self.layout.processes if name in having] if 0 < len(having) < len(self.layout.processes) else []
        return bool(having), t0, means, some

    def _traits(self) -> set[str]:
        found: set[str] = set()
        for name, process in self.layout.traits.items():
            loadings = self.terms.take(p for p in self.terms.all if p.sign == "=~" and p.left == name)
            spread = self.terms.take(p for p in self.terms.all if p.sign == "~~" and p.left == p.right == name)
            values = {p.fixed for p in loadings}
            if values - {1.0, None}:
                self.notebook.left(
                    f"{name} loads differently on the waves, so it is a slope or another course over time; here people have"
                    f" levels. For a straight trend that"
                    " all share: --trend.",
                    loadings[0].at,
                )
                continue
            if any(p.fixed == 0.0 for p in spread):
                self.notebook.taken(f"The variance of {name} is fixed at 0: no trait of {process}.", spread[0].at)
                continue
            found.add(process)
            self.notebook.taken(
                f"{name}: a stable level of each person, the trait of {process} (--traits){self.terms.where(loadings)}.", loadings[0].at
            )
            free = [p for p in loadings if p.fixed is None]
            if len(free) > 1:
                self.notebook.changed(f"Loadings of {name} are free there; here the level weighs the same at every wave.", free[1].at)
            if any(p.fixed is not None for p in spread):
                self.notebook.changed(f"The variance of {name} is fixed there and estimated here.", spread[0].at)
        self._traits_together(found)
        if not found:
            self.notebook.taken(
                "No random intercepts: people do not differ in level (--no-traits). Differences between people and changes"
                " within a person are then one"
                " answer; learn shows both beside it.",
            )
        return found

    def _traits_together(self, having: set[str]) -> None:
        names = self.layout.traits
        paths = self.terms.take(p for p in self.terms.of("~~") if p.left in names and p.right in names and p.left != p.right)
        if len(having) > 1:
            if paths and all(p.fixed == 0.0 for p in paths):
                self.notebook.changed(
                    "Random intercepts are independent of each other there; here traits have a full covariance.", paths[0].at
                )
            elif paths:
                self.notebook.taken(f"Random intercepts go together: traits have a full covariance{self.terms.where(paths)}.", paths[0].at)
            else:
                self.notebook.changed("The text lets random intercepts vary independently; here traits have a full covariance.")

    def _with_first(self, traits: bool) -> bool:
        """Whether traits go together with the first wave."""
        names, state = self.layout.traits, self.layout.state
        pairs = [p for p in self.terms.of("~~") if (p.left in names and p.right in state) or (p.right in names and p.left in state)]
        self.terms.take(pairs)
        if not traits:
            return False
        first = [p for p in pairs if state[p.right if p.right in state else p.left][1] == 0]
        later = [p for p in pairs if p not in first and p.fixed != 0.0]
        if later:
            self.notebook.left("A random intercept goes together with a later wave there; here with the first one at most.", later[0].at)
        if any(p.fixed is None for p in first):
            self.notebook.taken(f"Random intercepts go together with the first wave (--t0 joint){self.terms.where(first)}.", first[0].at)
            return True
        if first:
            self.notebook.taken(
                f"Random intercepts are independent of the first wave (--t0 centred){self.terms.where(first)}.", first[0].at
            )
            return False
        if "traits with first wave" in self.equations.frees:
            who = self.equations.call or self.equations.program
            self.notebook.taken(
                f"{who} lets random intercepts go together with the first wave by itself, and no line fixes that at 0 (--t0 joint)."
            )
            return True
        self.notebook.taken(
            "No line lets random intercepts go together with the first wave, so they are independent (--t0 centred)."
            + ("" if self.equations.call or self.equations.program == "Mplus" else " That holds for lavaan(); sem() would free it."),
        )  # fmt: skip
        return False

    # Means ---------------------------------------------------------------------------------------------------------------------------

    def _means(self) -> tuple[str, bool]:
        """``constant`` or ``wave``, and whether the first wave has a mean of its own beside constant ones."""
        of: dict[str, dict[int, Path]] = {}
        for path in self.terms.of("~1"):
            spot = self.place.get(path.left)
            if spot is not None:
                of.setdefault(spot[0], {})[spot[1]] = path
        paths = self.terms.take(path for found in of.values() for path in found.values())
        factors = self.terms.take(p for p in self.terms.of("~1") if p.left in self.layout.traits)
        others = self.terms.take(p for p in self.terms.of("~1") if p.left in self.layout.state and p not in paths)
        if any(p.fixed != 0.0 for p in others):
            self.notebook.left("Means of factors within persons: here they are 0, and the columns have the means.", others[0].at)
        if any(p.fixed is None for p in factors) and all(p.fixed == 0.0 for p in paths):
            self.notebook.taken(
                f"Random intercepts have the means, columns none: one level for each process (--means"
                f" constant){self.terms.where(factors)}.",
                factors[0].at,
            )
            return "constant", False
        if not paths:
            return self._unsaid()
        if all(p.fixed == 0.0 for p in paths):
            self.notebook.changed("Means are fixed at 0 there; here each process has a level that is estimated.", paths[0].at)
            return "constant", False
        if fixed := [p for p in paths if p.fixed is not None]:
            what = listed([p.left for p in fixed])
            self.notebook.changed(f"Means or intercepts of {what} are fixed there; here they are estimated.", fixed[0].at)
        if not self.layout.within:
            return self._intercepts(of, paths)
        if all(self._one(found) for found in of.values()) and len(of) == len(self.layout.processes):
            self.notebook.taken(f"Means are held equal over waves (--means constant){self.terms.where(paths)}.", paths[0].at)
            return "constant", False
        self._free_means(of, paths)
        return "wave", False

    def _one(self, found: dict[int, Path]) -> bool:
        return len(found) > 1 and self.terms.all_equal(list(found.values()))

    def _free_means(self, of: dict[str, dict[int, Path]], paths: list[Path]) -> None:
        self.notebook.taken(f"Means are free at each wave (--means wave){self.terms.where(paths)}.", paths[0].at)
        held = [name for name, found in of.items() if self._one(found)]
        if held:
            self.notebook.changed(
                f"Those of {listed(held)} are held equal there; here either all processes have a mean a wave or none.", paths[0].at
            )

    def _intercepts(self, of: dict[str, dict[int, Path]], paths: list[Path]) -> tuple[str, bool]:
        """Without factors within persons these are intercepts of regressions, not means, from the second wave on."""
        later = {name: [p for k, p in found.items() if k > 0] for name, found in of.items()}
        if all(len(found) > 1 and self.terms.all_equal(found) for found in later.values()):
            firsts = [found[0] for found in of.values() if 0 in found]
            if any(self.terms.all_equal([p, *later[self.place[p.left][0]]]) for p in firsts if p.label):
                self.notebook.changed(
                    "The first mean is held equal to later intercepts there, which mean something else; here it is free.", firsts[0].at
                )
            self.notebook.taken(
                f"Intercepts are equal from the second wave on, the first mean is free: one level, and a start away from it (--t0"
                f" separate){self.terms.where(paths)}.",
                paths[0].at,
            )
            return "constant", True
        self.notebook.taken(
            f"Intercepts are free at each wave, which is a free mean at each wave (--means wave){self.terms.where(paths)}.", paths[0].at
        )
        return "wave", False

    def _unsaid(self) -> tuple[str, bool]:
        known = bool(self.equations.call) or self.equations.program == "Mplus"
        if known and "means" not in self.equations.frees:
            self.notebook.changed(
                f"{self.equations.call} has means, and no line frees them (int.ov.free is FALSE): they are 0 there, and one level"
                f" is estimated here."
            )
            return "constant", False
        who = (self.equations.call or self.equations.program) if known else "The usual call (meanstructure = TRUE, int.ov.free = TRUE)"
        self.notebook.taken(f"No line holds means equal. {who} leaves a mean at each wave free (--means wave).")
        return "wave", False

    # Error and covariates --------------------------------------------------------------------------------------------------------------

    def error(self) -> bool:
        """Whether columns carry measurement error beside what their states say."""
        if not self.layout.within:
            return False
        paths = self.terms.take(p for p in self.terms.of("~~") if p.left in self.place and p.right in self.place)
        ties = [p for p in paths if p.left != p.right and p.fixed != 0.0]
        if ties:
            self.notebook.left("Errors of columns go together there; here they are independent.", ties[0].at)
        own = [p for p in paths if p.left == p.right]
        free = [p for p in own if p.fixed != 0.0]
        if free:
            self.notebook.taken(
                f"Columns have a residual variance of their own: measurement error (--error){self.terms.where(free)}.", free[0].at
            )
            for name in self.layout.processes:
                mine = [p for p in free if self.place[p.left][0] == name]
                if not self.terms.all_equal(mine):
                    self.notebook.changed(f"The error variance of {name} differs from wave to wave there; here it is one.", mine[0].at)
            if len(free) < len(own):
                self.notebook.changed("Some columns have no residual variance there; here all columns of a process share one.", free[0].at)
            return True
        absent = [c for c in self.place if c not in {p.left for p in own}]
        if own and not absent:
            self.notebook.taken(
                f"Residual variances of the columns are 0: no measurement error (--no-error){self.terms.where(own)}.", own[0].at
            )
        elif "errors" in self.equations.frees:
            who = self.equations.call or self.equations.program
            self.notebook.taken(
                f"{who} frees residual variances of the columns by itself, and not all are fixed at 0: measurement error (--error)."
            )
            return True
        else:
            note = "" if self.equations.call else " That holds for lavaan(); sem() would free them."
            self.notebook.taken(f"No residual variances of the columns are written: no measurement error (--no-error).{note}")
        return False

    def covariates(self) -> dict[str, str]:
        """Columns that are known of a person."""
        found: dict[str, str] = {}
        for name in self.layout.known:
            paths = self.terms.take(p for p in self.terms.of("~") if p.right == name)
            on_traits = [p for p in paths if p.left in self.layout.traits and p.fixed != 0.0]
            on_columns = [p for p in paths if p.left in self.place and p.fixed != 0.0]
            rest = [p for p in paths if p not in on_traits and p not in on_columns and p.fixed != 0.0]
            if on_traits or (on_columns and self.layout.within):
                found[name] = "levels"
                mine = [*on_traits, *on_columns]
                self.notebook.taken(
                    f"{name} is known of a person and moves levels (--covariate {name}:levels){self.terms.where(mine)}.", mine[0].at
                )
                by = [[p for p in on_columns if self.place[p.left][0] == process] for process in self.layout.processes]
                if any(not self.terms.all_equal(part) for part in by):
                    self.notebook.changed("Its effect differs from wave to wave there; here it is the same all the time.", on_columns[0].at)
            elif on_columns:
                rest += on_columns
            if rest:
                self.notebook.left(
                    f"{name} acts on {listed(list(dict.fromkeys(p.left for p in rest)))[:80]}; here what is known of a person"
                    f" moves levels (--covariate {name}:levels), and"
                    f" what changes is an input ({name} => {self.layout.processes[0]} (impulse)).",
                    rest[0].at,
                )
            about = self.terms.take(p for p in self.terms.all if name in (p.left, p.right) and p.sign in ("~~", "~1"))
            if any(p.fixed is None for p in about):
                self.notebook.left(f"Means and variances of {name}: here it is taken as it is, without a law of its own.", about[0].at)
        outcomes = self.terms.take(
            p
            for p in self.terms.of("~")
            if p.left not in self.place and p.left not in self.layout.state and p.left not in self.layout.traits
        )
        if outcomes:
            names = list(dict.fromkeys(p.left for p in outcomes))
            self.notebook.left(f"{listed(names)} depends on the model there; a loop has no outcomes beside its processes.", outcomes[0].at)
        return found
