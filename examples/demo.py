"""A real model fills in a nested JSON Schema (examples/person.json), and jsonschema checks the result."""

import argparse
import json
from pathlib import Path

import jsonschema

import gendecode as gd

PROMPT = "Write a JSON object about Marie Curie: name, date of birth, field, address, languages."


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2", help="a name of `gendecode models list`, a folder or a hub id")
    options.add_argument("--prompt", default=PROMPT)
    options.add_argument("--max-new-tokens", type=int, default=300)
    arguments = options.parse_args()

    schema = json.loads(Path(__file__).with_name("person.json").read_text())
    model, tokenizer = gd.load_model(arguments.model)
    result = gd.generate(
        model,
        tokenizer,
        arguments.prompt,
        constraint=gd.json_schema(schema, order="declared", whitespace="pretty"),
        chat=tokenizer.chat_template is not None,
        temperature=0,
        max_new_tokens=arguments.max_new_tokens,
        stream=lambda piece: print(piece, end="", flush=True),
    )
    print()
    if result.value is None:
        raise SystemExit(f"cut off after {len(result.token_ids)} tokens; allow more with --max-new-tokens")
    jsonschema.validate(result.value, schema, cls=jsonschema.Draft202012Validator)
    speed = result.stats.new_tokens / result.stats.seconds
    print(f"\njsonschema accepts it: {result.stats.new_tokens} tokens by {arguments.model}, {speed:.0f} tokens/s")


if __name__ == "__main__":
    main()
