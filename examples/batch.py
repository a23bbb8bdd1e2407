"""One batch, three prompts, three different constraints."""

import argparse

import gendecode as gd


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    prompts = ["The colour of the sky is ", "Two to the power of ten is ", "The first three primes: "]
    constraints = [
        gd.choice(["blue", "green", "red"]),
        gd.regex("[0-9]{1,5}"),
        gd.json_schema({"type": "array", "items": {"type": "integer", "minimum": 2}, "minItems": 3, "maxItems": 3}),
    ]
    rows = gd.generate(model, tokenizer, prompts, constraint=constraints, temperature=0, max_new_tokens=40)
    for prompt, row in zip(prompts, rows, strict=True):
        print(f"{prompt}{row.text}   ({row.finish_reason})")


if __name__ == "__main__":
    main()
