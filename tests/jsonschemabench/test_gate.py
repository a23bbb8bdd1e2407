"""The gate: a right adapter passes, and each wrong one is told what is wrong with it."""

from __future__ import annotations

import pytest

from jsonschemabench.admission import admit, without_failures
from jsonschemabench.engines.gendecode import Adapter
from jsonschemabench.gate import GateFailed, check, gate
from jsonschemabench.plan import Plan
from jsonschemabench.tokenizers import SMALL_FILE
from jsonschemabench.tokens import Encoder
from stand_ins import everything, nothing, regular

BYTES = Encoder(None)


def failure(adapter: object) -> str:
    with pytest.raises(GateFailed) as caught:
        check(adapter, gate(BYTES))  # type: ignore[arg-type]
    return str(caught.value)


def test_right_engines_pass() -> None:
    assert check(regular.Adapter(None, {}), gate(BYTES)) is None
    assert check(Adapter(None, {}), gate(BYTES)) is None
    assert check(Adapter(SMALL_FILE, {}), gate(Encoder(SMALL_FILE))) is None, "with tokens of several bytes too"


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("ends anywhere", "true may end after 0 of its 4 tokens"),
        ("refuses what it allows", "token 116 of true is in the mask and was refused"),
        ("keeps an error", "token 116 of true is in the mask and was refused sticky"),
        ("restart is none", "after true and a restart the first mask is another one"),
        ("narrow buffer", "its buffer has 8 words, and 257 tokens need 9"),
        ("buffer of bytes", "its buffer is uint8 of shape (36,)"),
        ("numbers of several digits only", '{"type": "integer"}: 7 is valid and not allowed'),
        ("refuses all", '{"type": "boolean"}: refused: no regex'),
    ],
)
def test_faults_are_named(fault: str, message: str) -> None:
    told = failure(regular.Adapter(None, {"fault": fault}))
    assert message.replace(" of true", "") in told.replace(" of true", "") and told.startswith('{"type": ')


def test_all_and_nothing_fail() -> None:
    assert "may end after 0 of its" in failure(everything.Adapter(None, {}))
    assert "true is valid and not allowed" in failure(nothing.Adapter(None, {}))


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ("exit", "its process ended with code 7"),
        ("segfault", "its process ended with SIGSEGV"),
        ("hang", "more than 1 s"),
        ("eat", "more than 0.4 GB"),
        ("raise", '{"type": "boolean"}: RuntimeError: out of fuel'),
    ],
)
def test_an_engine_that_breaks_at_the_gate_is_not_timed(order: str, message: str) -> None:
    plan = Plan(["stand_ins.regular"], options={"order": order}, time_limit=0.5, memory_limit=400_000_000)
    admitted = admit(plan, BYTES)
    assert [one.failure for one in admitted] == [message]
    assert without_failures(plan, admitted).engines == []
    assert admitted[0].as_data()["gate"] == message


def test_a_gate_that_nobody_asked_for_fails_nobody() -> None:
    plan = Plan(["stand_ins.everything", "stand_ins.regular"])
    admitted = admit(plan, BYTES, asked=False)
    assert without_failures(plan, admitted) == plan
    assert [one.as_data()["gate"] for one in admitted] == ["not asked"] * 2
