"""The lists that recognition is made of are well-formed: no row without a name, no host that means two outlets."""

from __future__ import annotations

from collections import Counter

from handlers.gathering.lists import listed, rows


def test_each_outlet_has_its_three_columns_and_a_name() -> None:
    assert len(rows("outlets")) > 150
    assert [row for row in rows("outlets") if len(row) != 3 or not row[0]] == []
    assert [row for row in rows("agencies") if len(row) != 2 or not row[0]] == []


def test_no_host_stands_for_two_outlets_and_no_name_is_listed_twice() -> None:
    hosts = Counter(host for _, hosts, _ in rows("outlets") for host in hosts.split())
    assert [host for host, count in hosts.items() if count > 1] == []
    names = Counter(name.casefold() for name, *_ in rows("outlets"))
    assert [name for name, count in names.items() if count > 1] == []
    assert [host for host in hosts if host != host.lower() or "/" in host or host.startswith("www.")] == []


def test_a_cell_of_several_is_parted() -> None:
    assert listed("A; B ;; C") == ("A", "B", "C")
    assert listed("") == ()
