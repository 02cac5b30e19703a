"""The embedded default's broker: a folder of messages, written so that no reader meets half of one.

Kombu's own transport opens a message's file and then writes it; a worker that polls in between reads nothing, and
its main loop ends on the unreadable message.
"""

import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

ATTEMPTS = 20


class Channel(filesystem.Channel):
    """A channel whose messages appear whole."""

    # The stubs name the third argument otherwise than kombu does.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}"
        draft = Path(self.data_folder_out) / f"{name}.part"
        draft.write_bytes(str_to_bytes(dumps(payload)))
        draft.replace(draft.with_suffix(".msg"))

    def get_table(self, exchange: str) -> Any:
        for _attempt in range(ATTEMPTS):
            try:
                return super().get_table(exchange)
            except ValueError:
                # Another process is writing the table for the first time; it takes a moment.
                time.sleep(0.01)
        return super().get_table(exchange)


class Transport(filesystem.Transport):
    """Kombu's transport, on our channel."""

    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """None: a folder has no host and no port, and Kombu would warn of each connection that names no host."""
        return {}


def install() -> None:
    """Have `filesystem://` mean this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
