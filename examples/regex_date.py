"""A regular expression is the constraint; the probability mass it removed tells how much it had to steer."""

import argparse
import re

import gendecode as gd

DATE = r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    options.add_argument("--seed", type=int, default=1)
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    result = gd.generate(
        model,
        tokenizer,
        "The date of the first Moon landing, in the form YYYY-MM-DD: ",
        constraint=gd.regex(DATE, flags=re.ASCII),  # \d means 0 to 9, and not the digits of all scripts
        seed=arguments.seed,
    )
    print(result.text)
    for token in result.logprobs:
        print(f"  {tokenizer.decode([token.token])!r:<8} mass removed by the constraint: {token.removed_mass:.3f}")


if __name__ == "__main__":
    main()
