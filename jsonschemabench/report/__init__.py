"""From records to what people read: tables for the terminal, one page of HTML, CSV."""

from jsonschemabench.report.table import Table, number
from jsonschemabench.report.tables import targets as target_table
from jsonschemabench.report.terminal import console, print_run, print_table, report

__all__ = ["Table", "console", "number", "print_run", "print_table", "report", "target_table"]
