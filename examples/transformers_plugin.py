"""transformers' own generate(), with beams, and the constraint as a plug-in."""

import argparse
import json

import gendecode as gd

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "maxLength": 20}, "capital": {"type": "boolean"}},
    "required": ["city", "capital"],
    "additionalProperties": False,
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    inputs = tokenizer("A city in France, as JSON: ", return_tensors="pt", return_token_type_ids=False)
    constraint = gd.json_schema(SCHEMA, whitespace="python", order="declared")
    outputs = model.generate(
        **inputs.to(model.device),
        max_new_tokens=60,
        num_beams=3,
        num_return_sequences=3,
        do_sample=False,
        logits_processor=gd.hf.logits_processor(constraint=constraint, tokenizer=tokenizer),
    )
    for row in outputs:
        text = tokenizer.decode(row[inputs["input_ids"].shape[1] :], skip_special_tokens=True)
        try:
            print(json.loads(text))
        except json.JSONDecodeError:
            print("cut off:", text)


if __name__ == "__main__":
    main()
