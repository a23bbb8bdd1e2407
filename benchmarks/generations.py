"""Does a real model, sampling freely within constraints, write only valid JSON? Counts and shows exceptions.

    python benchmarks/generations.py --data cases.jsonl.gz --schemas 50 --per-schema 4

Every text that ended by itself must be accepted by jsonschema; the others must have been cut by the token
limit. Exit code 1 if one was not.
"""

import itertools
import json
import time
from collections import Counter
from pathlib import Path

import click
import jsonschema
from rich.progress import track

import gendecode as gd
from jsonschemabench.data import Case, open_cases


def usable(cases: list[Case], vocab: gd.Vocab, count: int) -> list[tuple[Case, object]]:
    """The first ``count`` cases, spread over the file, that the JSON Schema front end takes."""
    step = max(1, len(cases) // (3 * count))
    found = []
    for case in itertools.chain.from_iterable(cases[start::step] for start in range(step)):
        try:
            found.append((case, gd.compile(gd.json_schema(case.schema), vocab)))
        except gd.GendecodeError:
            continue
        if len(found) == count:
            break
    return found


@click.command(help=__doc__)
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--model", "model_name", default="smollm2", show_default=True)
@click.option("--schemas", default=50, show_default=True)
@click.option("--per-schema", default=4, show_default=True)
@click.option("--batch", default=16, show_default=True)
@click.option("--max-new-tokens", default=256, show_default=True)
@click.option("--temperature", default=1.0, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(data: Path, model_name: str, schemas: int, per_schema: int, batch: int, max_new_tokens: int,
         temperature: float, seed: int) -> None:  # fmt: skip
    model, tokenizer = gd.load_model(model_name)
    vocab = gd.Vocab.from_tokenizer(tokenizer, width=model.config.vocab_size)
    jobs = [pair for pair in usable(list(open_cases(data)), vocab, schemas) for _ in range(per_schema)]
    outcomes: Counter[str] = Counter()
    tokens, began = 0, time.perf_counter()
    for start in track(range(0, len(jobs), batch), "generating"):
        part = jobs[start : start + batch]
        results = gd.generate(
            model,
            tokenizer,
            [[{"role": "user", "content": "Write a JSON document for this schema: " + json.dumps(case.schema)[:600]}]
             for case, _ in part],
            constraint=[constraint for _, constraint in part],
            temperature=temperature,
            max_new_tokens=max_new_tokens,
            seed=seed + start,
        )  # fmt: skip
        for (case, _), result in zip(part, results, strict=True):
            tokens += len(result.token_ids)
            outcomes[judge(case, result)] += 1
    seconds = time.perf_counter() - began
    click.echo(f"{len(jobs)} texts over {len(jobs) // per_schema} schemas, {tokens} tokens, {seconds:.0f} s")
    for outcome, count in outcomes.most_common():
        click.echo(f"{count:5}  {outcome}")
    raise SystemExit(any(outcome.startswith("WRONG") for outcome in outcomes))


def judge(case: Case, result: gd.Generation) -> str:
    """What became of one text, in a few words."""
    if result.finish_reason == "length":
        return "cut by the token limit"
    try:
        validator = jsonschema.validators.validator_for(case.schema, jsonschema.Draft202012Validator)
        validator(case.schema).validate(json.loads(result.text))
    except (ValueError, jsonschema.ValidationError) as error:
        click.echo(f"{case.id}: {result.text!r}: {error}")
        return f"WRONG: invalid, ended by {result.finish_reason}"
    return f"valid, ended by {result.finish_reason}"


if __name__ == "__main__":
    main()
