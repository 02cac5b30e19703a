"""A loopback server that fails on command: only for faults that a real model cannot be made to show."""

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def completion(text: str = "Hello.", **changes: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    return {
        "id": "x",
        "object": "chat.completion",
        "model": "m-1",
        "choices": [choice],
        "usage": usage,
    } | changes


@dataclass(frozen=True)
class Reply:
    body: Any = field(default_factory=completion)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False


Script = Callable[[int, dict[str, Any]], Reply]


class FaultyServer:
    """`script(number, body)` decides each reply; `seen` keeps the bodies that came."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.seen: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def __enter__(self) -> "FaultyServer":
        # The default poll of half a second would make each test wait for the shutdown.
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *details: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def reply_to(self, body: dict[str, Any]) -> Reply:
        with self.lock:
            self.seen.append(body)
            number = len(self.seen)
        return self.script(number, body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                self.send(server.reply_to(json.loads(self.rfile.read(length) or b"{}")))

            def do_GET(self) -> None:
                self.send(server.reply_to({"path": self.path}))

            def send(self, reply: Reply) -> None:
                time.sleep(reply.delay)
                text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                data = text.encode()
                self.send_response(reply.status)
                for name, value in ({"Content-Type": "application/json"} | reply.headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                # The client may have given up meanwhile.
                with contextlib.suppress(ConnectionError):
                    self.wfile.write(data[: len(data) // 2] if reply.cut else data)
                if reply.cut:
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
