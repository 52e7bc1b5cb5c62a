"""The guard in conftest.py holds: what leaves this machine fails the suite."""

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_nobody_outside_is_reached(host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with (
        socket.socket(family) as outside,
        pytest.raises(AssertionError, match="addresses on this machine"),
    ):
        outside.connect((host, 80))


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
