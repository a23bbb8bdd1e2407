"""gendecode: exact structured generation and decoding algorithms for Hugging Face causal language models.

A spec says which texts are wanted and knows no tokens: :func:`regex`, :func:`choice`, :func:`json_schema`,
:func:`from_type`, :func:`lark`. :func:`compile` joins it with a :class:`Vocab` into a :class:`Constraint`, whose states
tell which tokens may come next. :func:`generate` runs a model under it; :mod:`gendecode.hf` is the plug-in
for transformers' own ``generate``.

Importing this package is cheap: torch and transformers are loaded by the names that need them.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gendecode.errors import (
    GendecodeError,
    GrammarError,
    LimitExceeded,
    ModelError,
    NotPicklable,
    PipelineError,
    TokenRejected,
    UnsatisfiableError,
    UnsupportedError,
    VocabularyError,
)
from gendecode.limits import Limits

if TYPE_CHECKING:
    import gendecode.hf as hf
    from gendecode.constrain import Constraint as Constraint
    from gendecode.constrain import State as State
    from gendecode.constrain import compile as compile
    from gendecode.constrain import fill_masks as fill_masks
    from gendecode.constrain import forced_tokens as forced_tokens
    from gendecode.constrain import warmup as warmup
    from gendecode.frontends.choices import choice as choice
    from gendecode.frontends.json_schema import ReportEntry as ReportEntry
    from gendecode.frontends.json_schema import Whitespace as Whitespace
    from gendecode.frontends.json_schema import json_schema as json_schema
    from gendecode.frontends.json_schema import schema_report as schema_report
    from gendecode.frontends.lark import lark as lark
    from gendecode.frontends.python_types import from_type as from_type
    from gendecode.frontends.regex import regex as regex
    from gendecode.generate import Generation as Generation
    from gendecode.generate import generate as generate
    from gendecode.grammar.ir import Grammar as Grammar
    from gendecode.models.catalog import CATALOG as CATALOG
    from gendecode.models.loading import load_model as load_model
    from gendecode.sampling import MinP as MinP
    from gendecode.sampling import Pipeline as Pipeline
    from gendecode.sampling import RepetitionPenalty as RepetitionPenalty
    from gendecode.sampling import Temperature as Temperature
    from gendecode.sampling import TopK as TopK
    from gendecode.sampling import TopP as TopP
    from gendecode.vocab import Vocab as Vocab

__version__ = "0.1.0"

_LAZY = {
    "CATALOG": "gendecode.models.catalog",
    "Constraint": "gendecode.constrain",
    "Generation": "gendecode.generate",
    "Grammar": "gendecode.grammar.ir",
    "MinP": "gendecode.sampling",
    "Pipeline": "gendecode.sampling",
    "RepetitionPenalty": "gendecode.sampling",
    "ReportEntry": "gendecode.frontends.json_schema",
    "State": "gendecode.constrain",
    "Temperature": "gendecode.sampling",
    "TopK": "gendecode.sampling",
    "TopP": "gendecode.sampling",
    "Vocab": "gendecode.vocab",
    "Whitespace": "gendecode.frontends.json_schema",
    "choice": "gendecode.frontends.choices",
    "compile": "gendecode.constrain",
    "fill_masks": "gendecode.constrain",
    "forced_tokens": "gendecode.constrain",
    "from_type": "gendecode.frontends.python_types",
    "generate": "gendecode.generate",
    "json_schema": "gendecode.frontends.json_schema",
    "lark": "gendecode.frontends.lark",
    "load_model": "gendecode.models.loading",
    "regex": "gendecode.frontends.regex",
    "schema_report": "gendecode.frontends.json_schema",
    "warmup": "gendecode.constrain",
}
"""Public name -> the module that has it."""

__all__ = [
    "CATALOG",
    "Constraint",
    "GendecodeError",
    "Generation",
    "Grammar",
    "GrammarError",
    "LimitExceeded",
    "Limits",
    "MinP",
    "ModelError",
    "NotPicklable",
    "Pipeline",
    "PipelineError",
    "RepetitionPenalty",
    "ReportEntry",
    "State",
    "Temperature",
    "TokenRejected",
    "TopK",
    "TopP",
    "UnsatisfiableError",
    "UnsupportedError",
    "Vocab",
    "VocabularyError",
    "Whitespace",
    "__version__",
    "choice",
    "compile",
    "fill_masks",
    "forced_tokens",
    "from_type",
    "generate",
    "hf",
    "json_schema",
    "lark",
    "load_model",
    "regex",
    "schema_report",
    "warmup",
]


class _Package(ModuleType):
    """Keeps ``gendecode.generate`` the function: importing the submodule of that name would replace it."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _LAZY and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name in _LAZY:
        value = getattr(importlib.import_module(_LAZY[name]), name)
    elif name == "hf":
        value = importlib.import_module("gendecode.hf")
    else:
        raise AttributeError(f"module 'gendecode' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
