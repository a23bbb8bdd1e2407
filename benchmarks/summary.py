"""All targets in one table: the comparison's records, and the verdicts that the other scripts wrote.

python benchmarks/summary.py build/bench/records.jsonl build/bench/*.json
"""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from jsonschemabench.records import read_run
from jsonschemabench.report import print_run, target_table
from jsonschemabench.stats import common_times
from jsonschemabench.targets import Verdict, load_verdicts, verdicts


@click.command(help=__doc__)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(files: tuple[Path, ...]) -> None:
    console = Console()
    rows: list[Verdict] = []
    about: dict[str, Any] = {}
    for file in files:
        if file.suffix == ".jsonl":
            run = read_run(file)
            print_run(run, console)
            about |= run.about
            rows += verdicts(common_times(run.records), run.about.get("engines", {}))
        else:
            rows += load_verdicts(file)
    console.print(target_table(rows, f"targets: {sum(row.met for row in rows)} of {len(rows)} met"))
    content = {**about, "targets": [row.as_data() for row in rows]}
    console.print(json.dumps(content), soft_wrap=True, highlight=False, markup=False)


if __name__ == "__main__":
    main()
