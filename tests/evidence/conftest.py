from tests.catalogue.test_network_build import built, source

__all__ = ["built", "source"]
