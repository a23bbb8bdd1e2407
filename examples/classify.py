"""A classifier with probabilities: force each label in turn and compare what the model thinks of them."""

import argparse
import math

import gendecode as gd

LABELS = ["positive", "negative", "neutral"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    options.add_argument("--text", default="The plot was thin, but I laughed all the way through.")
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    prompt = f"Review: {arguments.text}\nSentiment of the review (positive, negative or neutral): "
    # One batch: the same prompt three times, each row with a constraint of its own.
    rows = gd.generate(
        model,
        tokenizer,
        [prompt] * len(LABELS),
        constraint=[gd.choice([label]) for label in LABELS],
        temperature=0,
    )
    # The log-probabilities of the model itself, before the constraint took anything away.
    scores = [math.exp(sum(token.model_log_prob for token in row.logprobs)) for row in rows]
    for score, label in sorted(zip(scores, LABELS, strict=True), reverse=True):
        print(f"{label:<10} {score / sum(scores):6.1%}")


if __name__ == "__main__":
    main()
