"""Bytes that something has happened to."""

from __future__ import annotations

from hypothesis import strategies as st

DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["change", "cut", "insert", "repeat", "drop"]),
        st.integers(0, 1 << 20),
        st.integers(0, 255),
        st.one_of(
            st.binary(min_size=1, max_size=8), st.sampled_from([b"\0", b'"', b"-", b",", b"9" * 30, b"\xff", b"1e9", b"&a;", b"[", b"{"])
        ),
    ),
    min_size=1,
    max_size=3,
)


def damaged(data: st.DataObject, whole: bytes) -> bytes:
    """A few changes, cuts and repeats at any place; never nothing at all."""
    content = bytearray(whole)
    for what, where, number, piece in data.draw(DAMAGE):
        place = where % len(content)
        if what == "change":
            content[place] = number
        elif what == "cut":
            del content[max(place, 1) :]
        elif what == "insert":
            content[place:place] = piece
        elif what == "repeat":
            content[place:place] = content[place : place + 1 + 2 * number]
        else:
            del content[place : place + 1 + number // 4]
        content = content or bytearray(b"x")
    return bytes(content)
