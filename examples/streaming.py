"""Text as it is written: the stream gets each piece as soon as its characters are complete."""

import argparse

import gendecode as gd


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    options.add_argument("--seed", type=int, default=7)
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    # Three lines, each a dash and some words: what a list should look like, whatever the model prefers.
    shopping_list = gd.regex(r"(- [a-z]{3,12}( [a-z]{2,12}){0,3}\n){3}")
    pieces: list[str] = []

    def show(piece: str) -> None:
        pieces.append(piece)
        print(piece, end="", flush=True)

    result = gd.generate(
        model,
        tokenizer,
        "My shopping list for a vegetable soup:\n",
        constraint=shopping_list,
        temperature=0.7,
        seed=arguments.seed,
        stream=show,
    )
    print(f"{len(pieces)} pieces, {len(result.token_ids)} tokens, ended by: {result.finish_reason}")


if __name__ == "__main__":
    main()
