"""The logits pipeline: stages, their order, masks, and the choice of a token. Knows no model."""

from gendecode.sampling.base import Context, Domain, Filter, Side, Stage
from gendecode.sampling.constrained import Constrain
from gendecode.sampling.filters import MinP, RepetitionPenalty, Temperature, TopK, TopP
from gendecode.sampling.pipeline import Pipeline

__all__ = [
    "Constrain",
    "Context",
    "Domain",
    "Filter",
    "MinP",
    "Pipeline",
    "RepetitionPenalty",
    "Side",
    "Stage",
    "Temperature",
    "TopK",
    "TopP",
]
