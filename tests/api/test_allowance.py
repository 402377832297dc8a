from __future__ import annotations

import pytest

from sitesel.api.allowance import Allowance, network


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
