"""``gendecode generate``: a model writes a text that keeps to a constraint."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

import click

import gendecode as gd
from gendecode.cli.options import constraint_options
from gendecode.cli.status import BAD_INPUT, DONE, NO


@click.command(
    epilog="""\b
Examples:
  gendecode generate --model smollm2 --schema person.json "Describe Ada Lovelace."
  gendecode generate --regex '(19|20)\\d\\d-\\d\\d-\\d\\d' "When did humans land on the Moon?"
  gendecode generate --choice positive --choice negative --temperature 0 "I loved it! Sentiment?"
  gendecode generate --type app.models:Invoice --model ./my-model --stats - < letter.txt"""
)
@constraint_options
@click.option("--model", default="smollm2", show_default=True, metavar="NAME|PATH|HUB-ID", help="The model.")
@click.option("--max-new-tokens", default=256, show_default=True, help="How many tokens the text may have.")
@click.option("--temperature", type=float, help="Of the sampling; 0 takes the most probable token.  [default: 1]")
@click.option("--top-k", type=int, help="Draw from the K most probable tokens.")
@click.option("--top-p", type=float, help="Draw from the most probable tokens that make up this probability.")
@click.option("--min-p", type=float, help="Draw from tokens at least this probable, relative to the best.")
@click.option("--repetition-penalty", type=float, help="Above 1: less of the tokens that occurred before.")
@click.option("--seed", type=int, help="Make the result reproducible.")
@click.option("--stop", multiple=True, metavar="TEXT", help="End before this text; give it repeatedly.")
@click.option(
    "--chat/--raw",
    default=None,
    help="Send the prompt through the chat template, or as it is.  [default: chat, if the model has a template]",
)
@click.option("--device", help="Where the model runs.  [default: the GPU, if there is one]")
@click.option("--dtype", help="Of the weights, e.g. float32 or bfloat16.")
@click.option("--no-stream", is_flag=True, help="Print the text when it is finished, not as it is written.")
@click.option("--stats", is_flag=True, help="Say on standard error what it has cost.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: text, tokens, log-probabilities, cost.")
@click.argument("prompt")
def generate(
    grammar: gd.Grammar | None,
    model: str,
    prompt: str,
    chat: bool | None,
    device: str | None,
    dtype: str | None,
    no_stream: bool,
    stats: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Write a text that answers PROMPT ('-': standard input) and keeps to the constraint.

    Without a constraint the text is free. Exit status 0: done. 1: --max-new-tokens cut a
    free text off. 2: it cut a constrained one off, or bad input.
    """
    _quiet_libraries()
    text = sys.stdin.read() if prompt == "-" else prompt
    loaded, tokenizer = gd.load_model(model, device=device, dtype=dtype)
    streaming = not (no_stream or as_json)
    result = gd.generate(
        loaded,
        tokenizer,
        text,
        constraint=grammar,
        chat=bool(getattr(tokenizer, "chat_template", None)) if chat is None else chat,
        stream=_write if streaming else None,
        **options,
    )
    if as_json:
        click.echo(json.dumps(_as_dict(result), ensure_ascii=False))
    else:
        click.echo("" if streaming else result.text)
    cut_off = result.finish_reason == "length"
    if cut_off:
        unfinished = " before the text was complete" if grammar is not None else ""
        click.echo(
            f"gendecode: cut off after {len(result.token_ids)} tokens{unfinished}: raise --max-new-tokens", err=True
        )
    if stats:
        click.echo(_stats_line(result), err=True)
    if cut_off:
        return NO if grammar is None else BAD_INPUT
    return DONE


def _write(piece: str) -> None:
    click.echo(piece, nl=False)


def _as_dict(result: gd.Generation) -> dict[str, Any]:
    """What JSON can hold of a Generation; the parsed value of a Python type is in the text already."""
    return {
        "text": result.text,
        "finish_reason": result.finish_reason,
        "token_ids": list(result.token_ids),
        "logprobs": [asdict(token) for token in result.logprobs],
        "stats": asdict(result.stats),
    }


def _stats_line(result: gd.Generation) -> str:
    stats = result.stats
    speed = stats.new_tokens / stats.seconds if stats.seconds else 0.0
    mask = stats.mask_seconds / stats.new_tokens * 1e6 if stats.new_tokens else 0.0
    return (
        f"{stats.prompt_tokens} prompt tokens, {stats.new_tokens} new in {stats.seconds:.2f} s ({speed:.1f}/s), "
        f"{stats.forwards} forward passes, {mask:.0f} µs per mask, ended by: {result.finish_reason}, seed {stats.seed}"
    )


def _quiet_libraries() -> None:
    """No progress bars of loaders between the notes on standard error, unless the user asked for them."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TQDM_DISABLE", "1")
