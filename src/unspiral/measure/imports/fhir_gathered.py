"""What a file says about the questionnaires that others made: gathered in a first reading, used in a second."""

from __future__ import annotations

from collections import defaultdict

from unspiral.measure.exports.fhir_names import Json
from unspiral.measure.imports.fhir_fields import text
from unspiral.measure.imports.fhir_meaning import item_codes, option_weights


class Gathered:
    """Questionnaires by their address, and which codes the responses to each of them bear.

    An unanswered item is often left out of a response. So which questionnaire it is, is told by all responses to the same address together.
    """

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.weights: dict[str, dict[tuple[str, str, str], str]] = {}
        self.seen: defaultdict[str, set[str]] = defaultdict(set)
        self.foreign = False

    def questionnaire(self, resource: Json) -> None:
        """Remember a Questionnaire resource."""
        names = [text(resource, "url"), f"Questionnaire/{text(resource, 'id')}"]
        codes, weights = item_codes(resource), option_weights(resource)
        for name in names:
            if name not in ("", "Questionnaire/"):
                self.codes[name] = codes
                self.weights[name] = weights

    def about(self, address: str) -> tuple[dict[str, str], dict[tuple[str, str, str], str]]:
        """What is known of a canonical address: linkId -> code, and (linkId, system, code) -> weight."""
        bare = address.split("|")[0]
        short = "/".join(bare.split("/")[-2:])
        for name in (bare, short):
            if name in self.codes:
                return self.codes[name], self.weights[name]
        return {}, {}
