from __future__ import annotations

import pytest
from fastapi import Request

from sitesel.api.allowance import Allowance, network
from sitesel.errors import TooMany


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_an_empty_bucket_says_how_long_it_takes_and_is_full_again_then():
    clock = Clock()
    allowance = Allowance(6, now=clock)
    assert [allowance.wait("a") for _ in range(7)] == [0] * 6 + [600]
    clock.now = 599.0
    assert allowance.wait("a") == 1
    clock.now = 600.0
    assert allowance.wait("a") == 0
    assert allowance.wait("a") == 600


def test_a_bucket_never_holds_more_than_an_hour_of_them():
    clock = Clock()
    allowance = Allowance(2, now=clock)
    assert allowance.wait("a") == 0
    clock.now = 1e6
    assert [allowance.wait("a") for _ in range(3)] == [0, 0, 1800]


def test_all_addresses_together_have_a_bound_too():
    allowance = Allowance(2, together=2, now=lambda: 0.0)
    assert [allowance.wait(str(i)) for i in range(5)] == [0, 0, 0, 0, 900]


def test_who_is_refused_takes_nothing_from_the_others():
    allowance = Allowance(1, together=2, now=lambda: 0.0)
    assert [allowance.wait("a") for _ in range(50)] == [0] + [3600] * 49
    assert allowance.wait("b") == 0


def test_none_are_allowed_where_none_are_meant():
    assert Allowance(0, now=lambda: 0.0).wait("a") == 3600


@pytest.mark.parametrize(
    ("host", "counts_as"),
    [
        ("2001:db8:0:1:aaaa::1", "2001:db8:0:1::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_one_customer_is_one_address(host, counts_as):
    assert network(host) == counts_as


def asked(forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())]
    return Request({"type": "http", "headers": headers, "client": ("192.0.2.1", 4711)})


def test_who_says_that_he_asks_for_another_is_not_believed_and_the_log_tells_it_once(caplog):
    allowance = Allowance(2, now=lambda: 0.0)
    allowance.take(asked("198.51.100.1"))
    allowance.take(asked("198.51.100.2"))
    with pytest.raises(TooMany):
        allowance.take(asked("198.51.100.3"))
    assert caplog.text.count("SITESEL_PROXIES") == 1


def test_a_named_proxy_is_nothing_to_tell(caplog):
    Allowance(2, behind=True, now=lambda: 0.0).take(asked("198.51.100.1"))
    assert caplog.text == ""
