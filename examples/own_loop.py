"""Without any model: the states of a constraint, a loop of your own, and a random text of the language."""

import argparse
import random

import gendecode as gd
from gendecode.vocab import bitmask


def random_text(constraint: gd.Constraint, rng: random.Random, most: int = 200) -> bytes:
    """Choose among the allowed tokens until the text may end and a coin says so."""
    state, out = constraint.start(), b""
    while len(out) < most:
        allowed = [t for t in bitmask.to_ids(state.mask()).tolist() if t not in constraint.vocab.eos]
        if not allowed or (state.can_stop() and rng.random() < 0.3):
            break
        token = rng.choice(allowed)
        state = state.advance(token)  # a new state; the old one stays good
        out += constraint.vocab.decode([token])
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0)
    arguments = options.parse_args()
    rng = random.Random(arguments.seed)

    # A vocabulary of your own: the bytes of each id, None for ids that are not text.
    words = [b"-", b"0", b"1", b"23", b"456", b".", b"e", b" ", b"[", b"]", b", "]
    vocab = gd.Vocab.from_bytes([*words, None], eos=[len(words)])
    numbers = gd.json_schema({"type": "array", "items": {"type": "number"}, "maxItems": 3}, whitespace="python")
    constraint = gd.compile(numbers, vocab)
    for _ in range(5):
        text = random_text(constraint, rng)
        print(text.decode(), "  complete" if constraint.accepts(text) else "  unfinished")

    # Bytes as tokens: what may follow, and what must.
    tomatoes = gd.compile(gd.choice(["tomato", "tomorrow"]), gd.Vocab.bytes_only())
    state = tomatoes.start()
    print("must begin with", state.forced().decode())
    print("as tokens:", *gd.forced_tokens(state, tomatoes.vocab))  # with a real tokenizer: as it would encode them


if __name__ == "__main__":
    main()
