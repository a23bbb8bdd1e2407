"""The corpus that comes with the package: its labels, its breadth, and that it is what its modules make."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from typing import Any

import pytest

from jsonschemabench.data import Cases, open_cases
from jsonschemabench.data.cases import CORPUS_FILE
from jsonschemabench.data.corpus.words import words
from jsonschemabench.data.drafts import IDENTIFIERS, draft_of
from jsonschemabench.keywords import keywords_of

# What jsonschema needs to check the formats, and the other validator.
CHECKERS = words(
    """
    jsonschema_rs fqdn isoduration rfc3339_validator rfc3987_syntax uri_template jsonpointer
    """
)

SUBSETS = {"trivial", "easy", "medium", "hard", "ultra", "functions", "kubernetes", "events", "resources", "editor"}

KEYWORDS = words(
    """
    $anchor $defs $dynamicAnchor $dynamicRef $id $recursiveAnchor $recursiveRef $ref $schema additionalItems
    additionalProperties allOf anyOf const contains definitions dependencies dependentRequired
    dependentSchemas else enum exclusiveMaximum exclusiveMinimum format if items maxContains maxItems
    maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf not oneOf
    pattern patternProperties prefixItems properties propertyNames required then type unevaluatedItems
    unevaluatedProperties uniqueItems
    """
)

ANNOTATIONS = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding"]

FORMATS = words(
    """
    date date-time duration email hostname idn-email idn-hostname ipv4 ipv6 iri iri-reference json-pointer
    regex relative-json-pointer time uri uri-reference uri-template uuid
    """
)


@pytest.fixture(scope="module")
def corpus() -> Cases:
    return open_cases("corpus")


@pytest.fixture(scope="module")
def build() -> Any:
    for name in CHECKERS:
        pytest.importorskip(name, reason=f"{name} is not installed; it comes with pip install 'gendecode[dev]'")
    import jsonschemabench.data.corpus.build as build

    return build


def test_both_validators_confirm_every_label(corpus: Cases, build: Any) -> None:
    wrong, refusals = [], Counter[int]()
    for case in corpus:
        rust, python = build.rust_validator(case.schema), build.python_validator(case.schema)
        for number, instance in enumerate(case.instances):
            count = python(instance.data)
            if {rust(instance.data), count == 0} != {instance.valid}:
                wrong.append((case.id, number, instance))
            if not instance.valid:
                refusals[count] += 1
    assert wrong == []
    # An invalid instance has one defect: one keyword refuses it, but for the few where that has several consequences.
    assert refusals[1] >= 0.98 * refusals.total()


def test_the_file_is_what_its_modules_make(build: Any) -> None:
    made = list(build.corpus_lines())
    assert made == CORPUS_FILE.read_text(encoding="utf-8").splitlines(keepends=True), (
        "run python -m jsonschemabench.data.corpus, and look at the difference"
    )


def test_breadth(corpus: Cases) -> None:
    assert len(corpus) >= 260 and {case.subset for case in corpus} == SUBSETS
    counts = corpus.describe()["subsets"]
    assert min(counts.values()) >= 10
    assert all(case.id.startswith(f"{case.subset}/") for case in corpus)
    used = {keyword for case in corpus for keyword in keywords_of(case.schema)}
    assert [keyword for keyword in KEYWORDS if keyword not in used] == []
    text = CORPUS_FILE.read_text(encoding="utf-8")
    assert [name for name in ANNOTATIONS if f'"{name}":' not in text] == []
    assert [name for name in FORMATS if f'"format":"{name}"' not in text] == []
    assert '"exclusiveMinimum":true' in text and '"id":"http://example.org/' in text, "as draft 4 spells them"
    assert {draft_of(case.schema) for case in corpus} == {*IDENTIFIERS, "unnamed"}


def test_every_case_has_instances_of_both_kinds(corpus: Cases) -> None:
    for case in corpus:
        kinds = Counter(instance.valid for instance in case.instances)
        assert min(kinds[True], kinds[False]) >= 3, case.id
        texts = [instance.text for instance in case.instances]
        assert len(texts) == len(set(texts)), f"{case.id} has an instance twice"


def test_sizes_grow_as_the_names_say(corpus: Cases) -> None:
    median = {
        subset: statistics.median(len(case.schema_text) for case in corpus if case.subset == subset)
        for subset in SUBSETS
    }
    assert median["trivial"] < 100 < median["easy"] < 600 < median["medium"] < 2_000 < median["hard"] < 8_000
    assert median["ultra"] > 10_000
    assert CORPUS_FILE.stat().st_size < 2_000_000


def test_schemas_differ_in_more_than_names(corpus: Cases) -> None:
    skeletons = {json.dumps(skeleton(case.schema), sort_keys=True) for case in corpus}
    assert len(skeletons) >= 270


def skeleton(schema: Any) -> Any:
    """A schema without annotations and names: members by their order, texts by their number."""
    if isinstance(schema, list):
        return [skeleton(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in {*ANNOTATIONS, "$schema", "self", "$id", "id"}:
            continue
        if keyword in {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}:
            found[keyword] = sorted(json.dumps(skeleton(one), sort_keys=True) for one in value.values())
        elif keyword in {"enum", "required", "examples"}:
            found[keyword] = len(value)
        elif keyword in {"const", "pattern", "$ref"}:
            found[keyword] = type(value).__name__
        else:
            found[keyword] = skeleton(value)
    return found
