"""The constraint engine: grammar × vocabulary → Constraint → State."""

from gendecode.constrain.base import Constraint, State
from gendecode.constrain.compile import compile
from gendecode.constrain.forced import forced_tokens
from gendecode.constrain.states import fill_masks
from gendecode.constrain.warmup import warmup

__all__ = ["Constraint", "State", "compile", "fill_masks", "forced_tokens", "warmup"]
