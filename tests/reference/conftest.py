from tests.layers.conftest import postgis

__all__ = ["postgis"]
