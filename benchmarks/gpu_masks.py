"""What does a constraint cost on the GPU? Times masks applied to logits against a copy of the logits.

    python benchmarks/gpu_masks.py                                   made-up masks
    python benchmarks/gpu_masks.py --tokenizer tokenizer.json        masks of a JSON Schema, as well

"device" is the time on the GPU between two events, with the queue kept full, so that the host does not show;
"host" is the time that the call takes to return. Inputs rotate through more memory than the GPU caches. The
second table is what the driver copied from host to device. Without CUDA there is a table for the CPU only.
"""

import json
import math
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch

from gendecode.sampling.device_masks import DeviceMasks
from gendecode.vocab import bitmask

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
SPACES = 4  # sets of buffers that take turns
QUEUED = 64  # runs between two waits; the driver's queue holds some hundreds of launches
MADE_UP, REAL = "made-up", "schema"
DOCUMENT = {
    "name": "Anna-Maria Ängström, called “the quiet one”",
    "age": 41,
    "tags": ["reads", "climbs", "writes letters"],
    "address": {"street": "12 Rue des Écoles", "city": "Paris", "position": {"north": 48.84712, "east": 2.3498}},
    "friends": [{"name": "Bo", "since": 1999}, {"name": "Cléa", "since": 2011}, {"name": "Dov", "since": 2020}],
}
PERSON = {"type": "object", "properties": {"name": {"type": "string"}, "since": {"type": "integer"}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer", "minimum": 0},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {"type": "object"},
        "friends": {"type": "array", "items": PERSON},
    },
}

Run = Callable[[int], Any]  # what is timed; given the number of the set of buffers


class Fixed:
    """A state with a given mask."""

    def __init__(self, mask: np.ndarray[Any, Any]) -> None:
        self._mask = mask
        mask.setflags(write=False)

    def mask(self) -> np.ndarray[Any, Any]:
        return self._mask


def made_up_states(count: int, width: int) -> list[Any]:
    """In turn: nearly everything (inside a string), a handful of tokens (a key), and a tenth."""
    rng = np.random.default_rng(0)
    shares = (0.97, 5 / width, 0.1)
    return [Fixed(bitmask.pack(rng.random(width) < shares[row % 3])) for row in range(count)]


def schema_states(count: int, tokenizer: Path) -> tuple[list[Any], int]:
    """States along a document, and the number of tokens."""
    import gendecode as gd  # noqa: PLC0415  # the engine is not needed for made-up masks

    vocab = gd.Vocab.from_tokenizer(tokenizer)
    states = [gd.compile(gd.json_schema(SCHEMA), vocab).start()]
    for token in vocab.tokenize(json.dumps(DOCUMENT, ensure_ascii=False).encode()):
        states.append(states[-1].advance(token))
    return [states[row % len(states)] for row in range(count)], len(vocab)


@click.command(help=__doc__)
@click.option("--batch", default=64, show_default=True)
@click.option("--width", default=128_256, show_default=True, help="Logits a row; the tokenizer's, if one is given.")
@click.option("--runs", default=1024, show_default=True, help="Timed runs of each row of the table.")
@click.option("--tokenizer", type=click.Path(exists=True, path_type=Path), help="A tokenizer.json.")
@click.option(
    "--masks", type=click.Path(exists=True, path_type=Path), help="More masks: uint32[n, words] in a .npy file."
)
def main(batch: int, width: int, runs: int, tokenizer: Path | None, masks: Path | None) -> None:
    sets = {}
    if tokenizer:
        sets[REAL], width = schema_states(batch, tokenizer)
    if masks:
        stored = np.load(masks)
        sets[masks.stem] = [Fixed(stored[row % len(stored)]) for row in range(batch)]
    sets = {MADE_UP: made_up_states(batch, width), **sets}
    has_gpu = torch.cuda.is_available()
    device = torch.device("cuda", 0) if has_gpu else torch.device("cpu")
    versions = {"torch": torch.__version__, "triton": triton_version(), "python": platform.python_version()}
    card = torch.cuda.get_device_name(device) if has_gpu else f"CPU, {torch.get_num_threads()} threads"
    click.echo(f"{card}; {', '.join(f'{name} {version}' for name, version in versions.items())}")
    click.echo(f"logits [{batch}, {width}]; times in microseconds: median and 99th percentile of {runs} runs\n")
    if not has_gpu:
        click.echo("There is no CUDA device, so these are the times of the CPU.\n")
        runs = min(runs, 20)
    results = [row for name, states in sets.items() for row in table(name, states, width, device, runs)]
    copies = uploads(sets[MADE_UP], width, device) if has_gpu else []
    click.echo("\n" + json.dumps({"card": card, **versions, "batch": batch, "width": width, "runs": runs,
                                  "times": results, "uploads": copies}))  # fmt: skip


def table(name: str, states: list[Any], width: int, device: torch.device, runs: int) -> list[dict[str, Any]]:
    """Time everything on one set of masks, and print it."""
    masks = DeviceMasks(device, width)
    results = []
    for dtype_name, dtype in DTYPES.items():
        x = [torch.randn(len(states), width, device=device).to(dtype) for _ in range(SPACES)]
        out = [torch.empty_like(x[0]) for _ in range(SPACES)]
        check(masks, states, x[0])
        click.echo(f"{name} masks, {dtype_name:<28} device median     p99  of a copy    host median     p99")
        copy = 0.0
        for what, run in candidates(masks, states, x, out).items():
            on_device, on_host = timed(run, device, runs)
            median, tail = statistics.median(on_device), quantile(on_device, 0.99)
            host, host_tail = statistics.median(on_host), quantile(on_host, 0.99)
            copy = copy or median
            click.echo(f"  {what:<42} {median:12.1f} {tail:9.1f} {median / copy:8.2f} × {host:12.1f} {host_tail:9.1f}")
            results.append({"masks": name, "dtype": dtype_name, "what": what, "device_us": round(median, 2),
                            "device_p99_us": round(tail, 2), "of_copy": round(median / copy, 3),
                            "host_us": round(host, 2), "host_p99_us": round(host_tail, 2)})  # fmt: skip
    return results


def candidates(masks: DeviceMasks, states: list[Any], x: list[torch.Tensor], out: list[torch.Tensor]) -> dict[str, Run]:
    """Name -> what to time. The copy comes first."""
    rows = masks.rows(states)
    spent = [each.clone() for each in x]  # for what writes to its input
    turned = [states, states[1:] + states[:1]]  # other rows in every step, as in a real batch
    found: dict[str, Run] = {
        "out.copy_(logits)": lambda i: out[i].copy_(x[i]),
        "logits.clone()": lambda i: x[i].clone(),
        "apply to out": lambda i: masks.apply(x[i], rows, out[i]),
        "apply, new tensor": lambda i: masks.apply(x[i], rows),
        "apply in place": lambda i: masks.apply(spent[i], rows, spent[i]),
        "rows of the last step + apply": lambda i: masks.apply(x[i], masks.rows(states), out[i]),
        "other cached rows + apply": lambda i: masks.apply(x[i], masks.rows(turned[i % 2]), out[i]),
        "torch operations: unpack, masked_fill": lambda i: x[i].masked_fill(masks.forbidden(rows), -math.inf),
    }
    try:
        from xgrammar.kernels import apply_token_bitmask_inplace_triton as peer  # noqa: PLC0415
    except ImportError as error:
        click.echo(f"Without xgrammar: {error}", err=True)
        return found
    if x[0].is_cuda:
        packed = torch.from_numpy(np.stack([state.mask() for state in states]).view(np.int32)).to(x[0].device)
        found["xgrammar's Triton kernel, in place"] = lambda i: peer.apply_token_bitmask_inplace_triton(
            spent[i], packed
        )
    return found


def check(masks: DeviceMasks, states: list[Any], x: torch.Tensor) -> None:
    """What is timed must be right."""
    flags = np.stack([bitmask.unpack(state.mask(), x.shape[1]) for state in states])
    wanted = x.masked_fill(~torch.from_numpy(flags).to(x.device), -math.inf)
    if not torch.equal(masks.apply(x, masks.rows(states)), wanted):
        raise SystemExit("the masked logits are wrong")


def timed(run: Run, device: torch.device, runs: int) -> tuple[list[float], list[float]]:
    """Microseconds of every run, on the device and until the call returned."""
    on_device: list[float] = []
    on_host: list[float] = []
    for index in range(2 * SPACES):
        run(index % SPACES)
    if device.type != "cuda":
        for index in range(runs):
            on_host.append(host_time(run, index % SPACES))
        return on_host, on_host
    cycles = 50_000_000  # some thirty milliseconds, in which the host fills the queue
    while len(on_host) < runs:
        marks = [(torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)) for _ in range(QUEUED)]
        torch.cuda.synchronize()
        torch.cuda._sleep(cycles)
        host = []
        for index, (before, after) in enumerate(marks):
            before.record()
            host.append(host_time(run, index % SPACES))
            after.record()
        in_time = not marks[0][0].query() or cycles > 1_000_000_000
        torch.cuda.synchronize()
        if in_time:
            on_host += host
            on_device += [1e3 * before.elapsed_time(after) for before, after in marks]
        else:  # the device has waited for the host
            cycles *= 2
    return on_device, on_host


def host_time(run: Run, index: int) -> float:
    """Microseconds until the call returns."""
    began = time.perf_counter()
    run(index)
    return (time.perf_counter() - began) * 1e6


def uploads(states: list[Any], width: int, device: torch.device) -> list[dict[str, Any]]:
    """Count and size of the host-to-device copies of some steps, by the profiler."""
    masks = DeviceMasks(device, width)
    x = torch.randn(len(states), width, device=device)
    orders = {
        "the first step: every mask is new": [states],
        "20 steps in the same rows": [states] * 20,
        "20 steps in other cached rows": [states[step:] + states[:step] for step in range(1, 21)],
    }
    click.echo(f"\n{'host-to-device copies':<36} copies  bytes in all")
    found = []
    for what, steps in orders.items():
        copies = profiled(lambda steps=steps: [masks.apply(x, masks.rows(order)) for order in steps])
        click.echo(f"  {what:<34} {len(copies):6} {sum(copies):13}")
        found.append({"steps": what, "copies": len(copies), "bytes": sum(copies)})
    return found


def profiled(run: Callable[[], Any]) -> list[int]:
    """The size of every host-to-device copy of a call."""
    torch.cuda.synchronize()
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA], acc_events=True) as profile:
        run()
        torch.cuda.synchronize()
    with tempfile.TemporaryDirectory() as folder:
        profile.export_chrome_trace(f"{folder}/trace.json")
        events = json.loads(Path(folder, "trace.json").read_text(encoding="utf-8"))["traceEvents"]
    return [event["args"]["bytes"] for event in events if "HtoD" in event.get("name", "") and "bytes" in event["args"]]


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def triton_version() -> str:
    try:
        import triton  # noqa: PLC0415
    except ImportError:
        return "not installed"
    return str(triton.__version__)


if __name__ == "__main__":
    main()
