"""The official JSON Schema Test Suite: nothing is wrong outside of the baseline, and nothing in it is right."""

from __future__ import annotations

import pytest

from tests.frontends.json_schema_suite import DRAFTS, PARTS, judge, read_baseline

# Tests per draft and part: a suite that is read only in part would have nothing wrong.
SIZES = {
    "draft4": (610, 253),
    "draft6": (829, 320),
    "draft7": (913, 552),
    "draft2019-09": (1227, 637),
    "draft2020-12": (1257, 649),
}


@pytest.mark.real
@pytest.mark.parametrize("draft", DRAFTS)
def test_the_official_suite(draft: str) -> None:
    verdicts = list(judge(draft))
    required, *optional = (sum(v.name.part == part for v in verdicts) for part in PARTS)
    assert (required, sum(optional)) == SIZES[draft]
    known = {name: kind for name, kind in read_baseline().items() if name.draft == draft}
    news = [verdict for verdict in verdicts if verdict.kind and known.get(verdict.name) != verdict.kind]
    assert news == []
    right = known.keys() & {verdict.name for verdict in verdicts if not verdict.kind}
    assert right == set(), "take them out: python -m tests.frontends.json_schema_suite --update"
    assert known.keys() <= {verdict.name for verdict in verdicts}, "names in the baseline that the suite does not have"
