"""A port of this machine that nothing listens at yet."""

from __future__ import annotations

import socket


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port
