"""Sources of schemas: what is read, how it is named, what is refused."""

from __future__ import annotations

import builtins
import gzip
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from jsonschemabench.data import Case, DataError, Instance, open_cases
from jsonschemabench.data import hub as hub_module
from tests.assets import json_schema_suite_archive

AGE = {"type": "object", "properties": {"age": {"type": "integer", "minimum": 0}}, "required": ["age"]}
MASKBENCH = {"id": "Github_easy---o1", "schema": AGE, "tests": [{"data": {"age": 1}, "valid": True}]}
PAPER = {"unique_id": "Kubernetes---kb_1", "json_schema": json.dumps(AGE)}


def lines(*records: Any) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def write(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_both_layouts_plain_and_compressed(tmp_path: Path) -> None:
    content = lines(MASKBENCH, PAPER, {"id": "own", "subset": "mine", "schema": True}) + b"\n"
    plain = write(tmp_path / "cases.jsonl", content)
    packed = write(tmp_path / "cases.jsonl.gz", gzip.compress(content))
    for path in (plain, packed):
        assert list(open_cases(path)) == [
            Case("Github_easy---o1", AGE, (Instance({"age": 1}, True),), "Github_easy", str(path)),
            Case("Kubernetes---kb_1", AGE, (), "Kubernetes", str(path)),
            Case("own", True, (), "mine", str(path)),
        ]
    assert open_cases(plain).digest == open_cases(packed).digest


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"id": "b"', "line 2: not JSON"),
        (b"\xff\xfe", "line 2: not JSON"),
        (b"[" * 100_000, "line 2: not JSON"),
        (b"[1]", "an object is expected, not an array"),
        (b'{"id": "b"}', 'neither "schema" nor "json_schema"'),
        (b'{"schema": {}}', '"id" is a text, not missing'),
        (b'{"id": ["b"], "schema": {}}', '"id" is a text, not an array'),
        (b'{"id": "b", "schema": 3}', "a schema is an object or a boolean, not a number"),
        (b'{"id": "b", "schema": {"minimum": NaN}}', "NaN is not a number of JSON"),
        (b'{"unique_id": "b", "json_schema": "{"}', "line 2, json_schema: not JSON"),
        (b'{"id": "b", "schema": {}, "tests": {}}', '"tests" is a list, not an object'),
        (b'{"id": "b", "schema": {}, "tests": [{"data": 1}]}', "test 1 is not"),
        (b'{"id": "b", "schema": {}, "tests": [{"data": 1, "valid": 1}]}', "test 1 is not"),
        (b'{"id": "b", "schema": {}, "subset": 1}', '"subset" is a text, not a number'),
    ],
)
def test_malformed_lines_are_named(tmp_path: Path, line: bytes, complaint: str) -> None:
    path = write(tmp_path / "cases.jsonl", lines(MASKBENCH) + line + b"\n")
    with pytest.raises(DataError) as caught:
        open_cases(path)
    assert str(caught.value).startswith(f"{path}, line 2") and complaint in str(caught.value)


def test_damaged_gzip_and_empty_files_are_named(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*[{**MASKBENCH, "id": str(n)} for n in range(999)]))
    for content in (packed[:-20], b"no gzip"):
        with pytest.raises(DataError, match=r"cases\.jsonl\.gz, after line \d+: damaged gzip"):
            open_cases(write(tmp_path / "cases.jsonl.gz", content))
    with pytest.raises(DataError, match="holds no cases"):
        open_cases(write(tmp_path / "empty.jsonl", b"\n"))


def test_ids_are_made_unique_whatever_the_order(tmp_path: Path) -> None:
    one, other = {"id": "a", "schema": {"type": "null"}}, {"id": "a", "schema": {"type": "string"}}
    last = {"id": "b", "schema": {}}
    forwards = open_cases(write(tmp_path / "a.jsonl", lines(one, other, last, one)))
    backwards = open_cases(write(tmp_path / "b.jsonl", lines(last, one, other)))
    ids = {case.id: case.schema for case in forwards}
    assert ids == {case.id: case.schema for case in backwards} and len(ids) == 3
    assert all(id == "b" or id.startswith("a@") for id in ids)
    assert (forwards.repeated, backwards.repeated) == (1, 0)
    assert forwards.digest == backwards.digest


def test_folders_of_schemas_and_of_schemas_with_tests(tmp_path: Path) -> None:
    write(tmp_path / "Github_easy---o1.json", {"schema": AGE, "tests": [{"data": 3, "valid": False}], "id": "x"})
    write(tmp_path / "Kubernetes" / "pod.json", {"type": "object"})
    write(tmp_path / "notes.txt", b"no schema")
    write(tmp_path / ".hidden" / "a.json", b"{")
    assert [(case.id, case.subset, case.schema, len(case.instances)) for case in open_cases(tmp_path)] == [
        ("Github_easy---o1", "Github_easy", AGE, 1),
        ("Kubernetes/pod", "Kubernetes", {"type": "object"}, 0),
    ]
    write(tmp_path / "Kubernetes" / "broken.json", b'{"type": ')
    with pytest.raises(DataError, match=r"broken\.json: not JSON"):
        open_cases(tmp_path)


def test_the_layout_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="parquet files need pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet", reason="parquet files need pyarrow")
    snapshot = tmp_path / "0123456789abcdef"
    for subset, count in (("Github_easy", 3), ("Snowplow", 2)):
        folder = snapshot / subset
        folder.mkdir(parents=True)
        rows = {"json_schema": [json.dumps({"minimum": n}) for n in range(count)], "unique_id": list("abc")[:count]}
        rows["unique_id"] = [f"{subset}---{id}" for id in rows["unique_id"]]
        parquet.write_table(pyarrow.table(rows), folder / "train-00000-of-00001.parquet")
    write(snapshot / "dataset_infos.json", {})
    monkeypatch.setattr(hub_module, "fetch", lambda name: snapshot)
    cases = open_cases("epfl-dlab/JSONSchemaBench")
    assert cases.name == "epfl-dlab/JSONSchemaBench@0123456789ab"
    assert cases.describe()["subsets"] == {"Github_easy": 3, "Snowplow": 2}
    assert cases.named("Snowplow---b").schema == {"minimum": 1}
    parquet.write_table(pyarrow.table({"schema": ["{}"]}), snapshot / "other.parquet")
    with pytest.raises(DataError, match=r"other\.parquet: has no column json_schema and no column unique_id"):
        open_cases(snapshot)


def test_without_the_network_or_a_library_the_hub_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub", reason="the hub needs huggingface_hub")

    def unreachable(*_: Any, **__: Any) -> str:
        raise ConnectionError("no route to host\nand more")

    monkeypatch.setattr(hub, "snapshot_download", unreachable)
    with pytest.raises(DataError, match=r"a/b: no such file, and the hub .*ConnectionError: no route to host\)"):
        open_cases("a/b")
    hide(monkeypatch, "huggingface_hub")
    with pytest.raises(DataError, match="pip install huggingface_hub"):
        open_cases("a/b")
    (tmp_path / "x.parquet").touch()
    hide(monkeypatch, "pyarrow")
    with pytest.raises(DataError, match="pip install pyarrow"):
        open_cases(tmp_path)


def hide(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    """As if it were not installed."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == library:
            raise ImportError(name)
        return real(name, *rest)

    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)


def test_what_does_not_exist_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no such file or folder\. A source is 'corpus'"):
        open_cases(tmp_path / "missing.jsonl")


def test_the_test_suite(tmp_path: Path) -> None:
    tests = [{"description": "one", "data": 1, "valid": True}]
    group = {"description": "A thing: $ref, too!", "schema": {"type": "integer"}, "tests": tests}
    own = {"description": "own draft", "schema": {"$schema": "urn:other"}, "tests": tests}
    write(tmp_path / "tests" / "draft7" / "type.json", [group, own])
    write(tmp_path / "tests" / "draft7" / "optional" / "format" / "date.json", [group])
    write(tmp_path / "tests" / "draft4" / "type.json", [{**group, "schema": {}}])
    write(tmp_path / "tests" / "draft4" / "optional" / "bignum.json", [group])
    write(tmp_path / "remotes" / "integer.json", {"type": "integer"})
    seven, four = "http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-04/schema#"
    found = {case.id: (case.subset, case.schema) for case in open_cases(tmp_path)}
    assert found == {
        "draft4/type/a-thing-$ref-too": ("draft4", {"$schema": four}),
        "draft4/optional/bignum/a-thing-$ref-too": ("draft4/optional", {"$schema": four, "type": "integer"}),
        "draft7/type/a-thing-$ref-too": ("draft7", {"$schema": seven, "type": "integer"}),
        "draft7/type/own-draft": ("draft7", {"$schema": "urn:other"}),
        "draft7/optional/format/date/a-thing-$ref-too": ("draft7/format", {"$schema": seven, "type": "integer"}),
    }
    assert open_cases(tmp_path / "tests" / "draft7").describe()["subsets"] == {"draft7": 2, "draft7/format": 1}
    write(tmp_path / "tests" / "draft7" / "type.json", [group, {"schema": {}}])
    with pytest.raises(DataError, match=r"type\.json, case 2: a case of the test suite is"):
        open_cases(tmp_path)


@pytest.mark.real
def test_the_official_suite(tmp_path: Path) -> None:
    """Every test of the drafts that it holds is read, none twice, under ids that are all different."""
    with tarfile.open(json_schema_suite_archive()) as archive:
        members = [m for m in archive if "/json/tests/draft" in m.name and m.name.endswith(".json")]
        archive.extractall(tmp_path, members, filter="data")
    (root,) = tmp_path.glob("*/json")
    tests = [
        len(group["tests"])
        for draft in ("draft4", "draft6", "draft7", "draft2019-09", "draft2020-12")
        for path in (root / "tests" / draft).rglob("*.json")
        for group in json.loads(path.read_text(encoding="utf-8"))
    ]
    described = open_cases(root).describe()
    assert described["instances"] == sum(tests) > 7000
    assert described["cases"] == len(tests) and described["repeated"] == 0
    assert described["name"] == "JSON Schema Test Suite"


def test_the_description_is_json_and_says_what_was_selected(tmp_path: Path) -> None:
    path = write(tmp_path / "cases.jsonl", lines(MASKBENCH, {"id": "other", "schema": {}}))
    cases = open_cases(path, limit=1, every=2)
    assert json.loads(json.dumps(cases.describe())) == {
        "name": "cases.jsonl",
        "digest": cases.digest,
        "cases": 1,
        "instances": 1,
        "valid": 1,
        "invalid": 0,
        "subsets": {"Github_easy": 1},
        "selection": {"limit": 1, "every": 2},
        "repeated": 0,
    }
    assert cases.digest != open_cases(path).digest
    assert cases[0] is cases.named("Github_easy---o1") and cases[:1] == tuple(cases)
    with pytest.raises(DataError, match=r"no case 'Github_easy---o2'; did you mean Github_easy---o1\?"):
        cases.named("Github_easy---o2")


def test_lone_surrogates_survive_a_round_trip(tmp_path: Path) -> None:
    record = {"id": "s", "schema": {}, "tests": [{"data": "\ud800", "valid": True}]}
    case = open_cases(write(tmp_path / "cases.jsonl", json.dumps(record).encode() + b"\n"))[0]
    assert case.instances[0].text == b'"\xed\xa0\x80"' and len(case.digest) == 64
