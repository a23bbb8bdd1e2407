"""From records to what people read: tables for the terminal, one page of HTML, CSV."""

from jsonschemabench.report.terminal import print_run, print_table, report

__all__ = ["print_run", "print_table", "report"]
