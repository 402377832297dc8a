from __future__ import annotations

from sitesel.people.keys import add_key
from sitesel.people.naming import names


def test_who_is_on_record_is_told_by_name(database, li, noon):
    with database.writing() as session:
        one = session.merge(li)
        key, _ = add_key(session, one, "QGIS", ["read_staff"], days=3, now=noon)
        whos = {f"user:{li.id}", f"key:{key.id}", "user:99", "key:none", "cli:root", "user:x"}
        told = names(session, whos)
        assert told[f"user:{li.id}"] == told[f"key:{key.id}"] == "li.ming"
        assert {who for who, name in told.items() if who == name} == {
            "user:99", "key:none", "cli:root", "user:x",
        }  # fmt: skip
        one.full_name = "李明"
        session.flush()
        assert names(session, [f"user:{li.id}"]) == {f"user:{li.id}": "李明"}
