"""A pydantic model is the constraint, and the result is an instance of it."""

import argparse
from typing import Annotated, Literal

from pydantic import BaseModel, Field

import gendecode as gd


class Ingredient(BaseModel):
    name: Annotated[str, Field(min_length=2, max_length=24)]
    grams: Annotated[int, Field(ge=1, le=2000)]


class Recipe(BaseModel):
    title: Annotated[str, Field(min_length=4, max_length=40)]
    course: Literal["starter", "main", "dessert"]
    ingredients: Annotated[list[Ingredient], Field(min_length=2, max_length=4)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    result = gd.generate(
        model,
        tokenizer,
        "A recipe for apple pie, as JSON:",
        constraint=Recipe,
        temperature=0,
        max_new_tokens=400,
    )
    recipe = result.value
    if recipe is None:
        raise SystemExit(f"cut off: {result.text}")
    print(f"{recipe.title} ({recipe.course})")
    for ingredient in recipe.ingredients:
        print(f"  {ingredient.grams:>5} g  {ingredient.name}")


if __name__ == "__main__":
    main()
