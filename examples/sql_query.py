"""A question becomes a query: the grammar allows SELECT statements only, on the tables and columns that exist.

The grammar is that of the catalogue with one terminal replaced, so that a name is a name of the schema.
"""

import argparse
import re
import sqlite3
from pathlib import Path

import gendecode as gd

GRAMMAR = Path(__file__).parents[1] / "grammars" / "sql_select.lark"
SCHEMA = {"singer": ["name", "country", "age"], "concert": ["title", "year", "singer"]}

EXAMPLE = "-- How many concerts were there in 2014?\nSELECT COUNT(*) FROM concert WHERE year = 2014;"


def grammar_for(schema: dict[str, list[str]]) -> str:
    """The grammar of SELECT with the names of a schema."""
    names = sorted({*schema, *(column for columns in schema.values() for column in columns)})
    alternatives = " | ".join(f'"{name}"' for name in names)
    source, count = re.subn(
        r"^NAME: .*\n(?: +\|.*\n)*", f"NAME: {alternatives}\n", GRAMMAR.read_text("utf-8"), flags=re.M
    )
    assert count == 1
    return source.replace("_name: NAME\n     | QUOTED_NAME\n", "_name: NAME\n")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="smollm2")
    options.add_argument("--question", default="List the titles of all concerts after 2014.")
    arguments = options.parse_args()

    model, tokenizer = gd.load_model(arguments.model)
    tables = "\n".join(f"CREATE TABLE {table} ({', '.join(columns)});" for table, columns in SCHEMA.items())
    result = gd.generate(
        model,
        tokenizer,
        f"{tables}\n{EXAMPLE}\n-- {arguments.question}\n",
        constraint=gd.lark(grammar_for(SCHEMA)),
        temperature=0,
        max_new_tokens=64,
    )
    print("query:", result.text)
    if result.finish_reason == "length":
        raise SystemExit("cut off by max_new_tokens: ask for more")
    database = sqlite3.connect(":memory:")
    database.executescript(tables + "INSERT INTO concert VALUES ('Spring', 2014, 'Ana'), ('Autumn', 2015, 'Bo');")
    try:
        print("rows:", database.execute(result.text).fetchall())
    except sqlite3.Error as error:
        # The grammar knows the names, but not which column belongs to which table.
        print("SQLite understood it and says:", error)


if __name__ == "__main__":
    main()
