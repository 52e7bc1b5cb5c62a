"""Let nbval run the authors' notebooks exactly as it runs the chapters."""

from notebooks.conftest import pytest_collection_modifyitems, pytest_configure

__all__ = ["pytest_collection_modifyitems", "pytest_configure"]
