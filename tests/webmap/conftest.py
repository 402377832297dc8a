from tests.exports.conftest import selection

__all__ = ["selection"]
