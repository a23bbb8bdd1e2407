"""``gendecode explain``: which tokens may follow a prefix, and why a certain one may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

import gendecode as gd
from gendecode.cli.options import constraint_options, read_vocab, required
from gendecode.cli.render import Place, show_byte_set, show_bytes
from gendecode.cli.status import DONE, NO
from gendecode.cli.walking import walk
from gendecode.vocab import bitmask

if TYPE_CHECKING:
    from gendecode.constrain.states import MachineState


@click.command(
    epilog="""\b
Examples:
  gendecode explain --schema person.json --prefix '{"na'
  gendecode explain --schema person.json --tokenizer smollm2 --prefix '{"na' --token 'me":'
  gendecode explain --regex '[a-z]+@[a-z]+' --tokenizer ./llama/tokenizer.json --token-id 31

Without --tokenizer the tokens are the 256 bytes. A prefix means the same however it is split into tokens."""
)
@constraint_options
@click.option(
    "--tokenizer",
    "--model",
    metavar="PATH|NAME",
    help="A tokenizer.json, a model folder, or a name of `gendecode models list`.",
)
@click.option("--prefix", default="", help="The text so far.")
@click.option("--token", help="Explain the token with this text.")
@click.option("--token-id", type=int, help="Explain the token with this id.")
@click.option("--limit", default=20, show_default=True, help="How many allowed tokens to list.")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
def explain(
    grammar: gd.Grammar | None,
    tokenizer: str | None,
    prefix: str,
    token: str | None,
    token_id: int | None,
    limit: int,
    as_json: bool,
) -> int:
    """Say which tokens the constraint allows after --prefix, and why not --token.

    Exit status 0: done, and the token asked about is allowed. 1: it, or the prefix, is not. 2: bad input.
    """
    wanted, vocab = required(grammar), read_vocab(tokenizer)
    data = prefix.encode()
    state, length = walk(gd.compile(wanted, vocab).start(), data)
    if length < len(data):
        return _wrong_prefix(wanted, state, data, length, as_json)
    report = _allowed(state, vocab, limit)
    if token is not None or token_id is not None:
        report["token"] = _about_token(state, vocab, token, token_id)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, prefix)
    return DONE if report.get("token", {}).get("allowed", True) else NO


def _wrong_prefix(grammar: gd.Grammar, state: MachineState, data: bytes, length: int, as_json: bool) -> int:
    place, possible = Place.of(data, length), show_byte_set(state.next_bytes(), state.can_stop())
    if as_json:
        click.echo(json.dumps({"prefix": "rejected", "offset": length, "possible": possible}, ensure_ascii=False))
    else:
        click.echo(f"no text of {grammar.name} begins with this prefix; it goes wrong at byte {length}:")
        click.echo(f"{place.caret()}\npossible here: {possible}")
    return NO


def _allowed(state: MachineState, vocab: gd.Vocab, limit: int) -> dict[str, Any]:
    """What may follow: bytes, tokens, and whether the text may end."""
    ids = [int(t) for t in bitmask.to_ids(state.mask())]
    texts = [t for t in ids if t not in vocab.eos]
    return {
        "complete": state.can_stop(),
        "forced": show_bytes(state.forced()),
        "possible": show_byte_set(state.next_bytes(), state.can_stop()),
        "allowed": len(ids),
        "ids": len(vocab),
        "sample": [{"id": t, "text": show_bytes(vocab.token_bytes(t) or b"")} for t in texts[:limit]],
    }


def _about_token(state: MachineState, vocab: gd.Vocab, text: str | None, token_id: int | None) -> dict[str, Any]:
    """Whether a token is allowed, or the byte of it that is not, and what could stand there instead."""
    if token_id is not None:
        if not 0 <= token_id < len(vocab):
            raise click.BadParameter(f"{token_id} is not in 0 .. {len(vocab) - 1}", param_hint="--token-id")
        if token_id in vocab.eos:
            why = "the text may end here" if state.can_stop() else "the text is not complete"
            return {"ids": [token_id], "text": "end of sequence", "allowed": state.can_stop(), "why": why}
        written = vocab.token_bytes(token_id)
        if written is None:
            return {"ids": [token_id], "text": "none", "allowed": False, "why": "this id never stands for text"}
        ids = [token_id]
    else:
        written = (text or "").encode()
        ids = [t for t in range(len(vocab)) if vocab.token_bytes(t) == written] if written else []
    stopped, length = walk(state, written)
    if length == len(written):
        why = "every byte of it is possible" if ids else "possible as text; the vocabulary has no single token for it"
        return {"ids": ids, "text": show_bytes(written), "allowed": True, "why": why}
    instead = show_byte_set(stopped.next_bytes(), stopped.can_stop())
    begun = f"after {show_bytes(written[:length])} " if length else ""
    why = f"{begun}byte {length} ({show_bytes(written[length : length + 1])}) is not possible, only {instead}"
    return {"ids": ids, "text": show_bytes(written), "allowed": False, "why": why}


def _print(report: dict[str, Any], prefix: str) -> None:
    click.echo(f"after {prefix!r}:")
    click.echo(f"  complete text   {'yes' if report['complete'] else 'no'}")
    click.echo(f"  must follow     {report['forced'] if report['forced'] != repr('') else 'nothing in particular'}")
    click.echo(f"  may follow      {report['possible']}")
    click.echo(f"  allowed tokens  {report['allowed']} of {report['ids']}")
    for entry in report["sample"]:
        click.echo(f"    {entry['id']:>7}  {entry['text']}")
    if (hidden := report["allowed"] - report["complete"] - len(report["sample"])) > 0:
        click.echo(f"    and {hidden} more")
    if "token" in report:
        token = report["token"]
        known = f" (id {', '.join(map(str, token['ids']))})" if token["ids"] else ""
        click.echo(f"token {token['text']}{known}: {'allowed' if token['allowed'] else 'not allowed'}, {token['why']}")
