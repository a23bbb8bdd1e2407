"""Data sets: where the schemas and instances of a run come from."""

from jsonschemabench.data.case import Case, DataError, Instance
from jsonschemabench.data.cases import Cases, open_cases

__all__ = ["Case", "Cases", "DataError", "Instance", "open_cases"]
