"""Strict numerics, explicit randomness and no network for every test.

Hypothesis tries the same values in every run (profile "course"). ``--hypothesis-profile=nightly``
draws new ones and prints the seed, with which ``--hypothesis-seed`` repeats them.
"""

import ipaddress
import os
import secrets
import socket

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("nightly", deadline=None, max_examples=200)
settings.load_profile("course")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Draw the seed of a nightly run before Hypothesis reads it; workers inherit it."""
    option = config.option
    if option.hypothesis_profile == "nightly" and option.hypothesis_seed is None:
        seed = os.environ.setdefault("NIGHTLY_SEED", str(secrets.randbits(32)))
        option.hypothesis_seed = seed


def pytest_report_header(config):
    if config.option.hypothesis_seed is not None:
        return f"repeat with --hypothesis-seed={config.option.hypothesis_seed}"
    return None


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
