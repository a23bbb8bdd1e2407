"""What do forced tokens save? The same texts with and without them: forward passes and tokens per second.

    python benchmarks/jump_forward.py

Two schemas (examples/person.json, and one of long names) in several layouts, greedy and sampled. Each text is
written twice each way, in alternation, and the faster run counts (minutes on a CPU).
Exit code 1 if the texts differ.
"""

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

import gendecode as gd

PERSON = json.loads((Path(__file__).parents[1] / "examples" / "person.json").read_text())
PROMPT = "Write a JSON object about Marie Curie."


def obj(**members: Any) -> dict[str, Any]:
    """A closed object with these members, all required."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


SHORT = {"type": "string", "maxLength": 20}
LONG_NAMES = obj(
    personal_identification_number=SHORT,
    current_residential_address=SHORT,
    preferred_contact_method={"enum": ["electronic_mail", "telephone_call", "postal_service"]},
    emergency_contact_information=obj(
        full_legal_name=SHORT,
        relationship_to_applicant={"enum": ["parent", "sibling", "spouse"]},
        has_power_of_attorney={"type": "boolean"},
    ),
)
SCHEMAS = {"person": PERSON, "long names": LONG_NAMES}
LAYOUTS = ("compact", "python", "pretty", "flexible")
SAMPLING: dict[str, dict[str, Any]] = {"greedy": {"temperature": 0}, "sampled": {"temperature": 0.8}}


def measure(model: Any, tokenizer: Any, constraint: gd.Grammar, **options: Any) -> dict[str, Any]:
    """One row of the table."""
    runs: dict[bool, list[gd.Generation]] = {False: [], True: []}
    for jump in (False, True) * 2:
        runs[jump].append(
            gd.generate(model, tokenizer, PROMPT, chat=True, constraint=constraint, jump_forward=jump, **options)
        )
    plain, jumped = (min(runs[jump], key=lambda run: run.stats.seconds) for jump in (False, True))
    return {
        "same": len({run.token_ids for both in runs.values() for run in both}) == 1,
        "tokens": plain.stats.new_tokens,
        "forwards": jumped.stats.forwards,
        "forwards_plain": plain.stats.forwards,
        "drafted": jumped.stats.drafted_tokens,
        "accepted": jumped.stats.accepted_tokens,
        "tokens_per_s": round(jumped.stats.new_tokens / jumped.stats.seconds, 1),
        "tokens_per_s_plain": round(plain.stats.new_tokens / plain.stats.seconds, 1),
    }


@click.command(help=__doc__)
@click.option("--model", "model_name", default="smollm2", show_default=True)
@click.option("--max-new-tokens", default=200, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(model_name: str, max_new_tokens: int, seed: int) -> None:
    model, tokenizer = gd.load_model(model_name)
    jobs = [(schema, layout, sampling) for schema in SCHEMAS for layout in LAYOUTS for sampling in SAMPLING]
    rows = []
    console = Console(stderr=True)
    for schema, layout, sampling in track(jobs, "generating", console=console):
        # Members in the order of the schema, as from_type has them: in any order little is forced.
        constraint = gd.json_schema(SCHEMAS[schema], whitespace=layout, order="declared")
        options = {"max_new_tokens": max_new_tokens, "seed": seed, **SAMPLING[sampling]}
        figures = measure(model, tokenizer, constraint, **options)
        rows.append({"schema": schema, "layout": layout, "sampling": sampling, **figures})
    Console().print(as_table(rows, model_name, str(model.device)))
    click.echo(
        json.dumps({"benchmark": "jump_forward", "model": model_name, "device": str(model.device), "rows": rows})
    )
    raise SystemExit(not all(row["same"] for row in rows))


def as_table(rows: list[dict[str, Any]], model: str, device: str) -> Table:
    table = Table(title=f"Forced tokens, {model} on {device}: without → with")
    for heading in ("schema", "layout", "choice"):
        table.add_column(heading)
    for heading in ("tokens", "forward passes", "drafted", "accepted", "tokens/s", "speed-up", "same"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            row["schema"],
            row["layout"],
            row["sampling"],
            str(row["tokens"]),
            f"{row['forwards_plain']} → {row['forwards']}",
            str(row["drafted"]),
            str(row["accepted"]),
            f"{row['tokens_per_s_plain']} → {row['tokens_per_s']}",
            f"{row['tokens_per_s'] / row['tokens_per_s_plain']:.2f}",
            "yes" if row["same"] else "NO",
        )
    return table


if __name__ == "__main__":
    main()
