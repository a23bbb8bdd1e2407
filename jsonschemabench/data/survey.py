"""What a source holds, as tables: a row for each subset, and the keywords and drafts that its schemas use."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from jsonschemabench.data.case import Case
from jsonschemabench.data.cases import Cases
from jsonschemabench.data.drafts import draft_of
from jsonschemabench.keywords import keywords_of
from jsonschemabench.report.terminal import console as one_console


def print_survey(cases: Cases, console: Console | None = None) -> None:
    """Subsets, keywords, drafts, and the digest that says whether two people have the same data."""
    console = console or one_console()
    console.print(subset_table(cases))
    console.print(keyword_table(cases))
    drafts = Counter(draft_of(case.schema) for case in cases)
    console.print(
        "drafts: " + ", ".join(f"{draft} {count}" for draft, count in sorted(drafts.items())), highlight=False
    )
    if cases.repeated:
        console.print(f"left out because they stand there twice: {cases.repeated}", highlight=False)
    console.print(f"digest: {cases.digest}", highlight=False)


def subset_table(cases: Cases) -> Table:
    """Counts and sizes of each subset. A size is that of the schema as compact JSON, in bytes."""
    table = Table(title=f"{cases.name}: {len(cases)} schemas, sizes in bytes", box=box.SIMPLE_HEAD, padding=0)
    for heading in ("subset", "schemas", "valid", "invalid", "least", "median", "most", "keywords"):
        table.add_column(heading, justify="left" if heading == "subset" else "right", no_wrap=True)
    subsets = sorted({case.subset for case in cases})
    for subset in subsets:
        table.add_row(subset or "(none)", *_cells([case for case in cases if case.subset == subset]))
    if len(subsets) > 1:
        table.add_section()
        table.add_row("all", *_cells(cases))
    return table


def _cells(cases: Sequence[Case]) -> list[str]:
    sizes = [len(case.schema_text.encode("utf-8", "surrogatepass")) for case in cases]
    instances = Counter(instance.valid for case in cases for instance in case.instances)
    keywords = {keyword for case in cases for keyword in keywords_of(case.schema)}
    numbers = [len(cases), instances[True], instances[False], min(sizes), statistics.median_low(sizes), max(sizes)]
    return [f"{number:,}" for number in [*numbers, len(keywords)]]


def keyword_table(cases: Cases, columns: int = 3) -> Table:
    """How many schemas use each keyword, the most used first, down the columns."""
    counts = Counter(keyword for case in cases for keyword in keywords_of(case.schema))
    width = len(f"{max(counts.values(), default=0):,}")
    cells = [
        f"{count:>{width},} {name}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    table = Table(title="schemas that use a keyword", show_header=False, box=None, padding=(0, 2, 0, 0))
    for _ in range(columns):
        table.add_column(no_wrap=True)
    height = -(-len(cells) // columns)
    for row in range(height):
        table.add_row(*cells[row::height])
    return table
