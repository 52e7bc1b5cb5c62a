"""Strict numerics, explicit randomness and no network for every test."""

import ipaddress
import socket

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("course")


@pytest.fixture(autouse=True)
def _strict_numerics():
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """The course works offline: no test, in this process, may reach beyond this machine."""
    connect = socket.socket.connect

    def local_only(self, address):
        if self.family != socket.AF_UNIX and not is_local(address[0]):
            raise AssertionError(f"network: expected addresses on this machine, got {address!r}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", local_only)
        yield


def is_local(host):
    """Names but localhost would have to be looked up, and so count as outside."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
