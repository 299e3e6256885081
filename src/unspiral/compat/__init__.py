"""Moving in: models of ctsem, lavaan and Mplus as loops, with a word on every line of them."""

from unspiral.compat.ctsem import from_ctsem, from_matrices
from unspiral.compat.lavaan import from_lavaan
from unspiral.compat.moved import Moved, Note, Waves
from unspiral.compat.mplus import from_mplus

__all__ = ["Moved", "Note", "Waves", "from_ctsem", "from_lavaan", "from_matrices", "from_mplus"]
