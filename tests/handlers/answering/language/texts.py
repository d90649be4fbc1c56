"""Texts that try offsets: generated news-like words among accents, other scripts, astral letters and broken punctuation."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    "Ann Moss", "Defence Minister Rustam Ume\u0301rov", "Mr", "Dr. ", "the", "of", "U.S.", "Türkiye’s", "al-Asad", "van der Meer",
    "Ministry of Foreign Affairs", "Zelenskyy", "Зеленський", "عمر", "שלום", "習近平", "𐐀𐐁", "e\u0301", "\u200f", "🜁", "ﬁ",
    "10am", "local time", "(07:00 GMT)", "0930 GMT", "1:30 p.m.", "to", "noon", "21:00", "9", ":", "Eastern", "Moscow time",
    "Friday", "last Sunday", "16 May 2025", "May", "March 2022", "Jan. 5", "2014-15", "1990s", "two days ago", "early", "Q3",
    "nearly", "20%", "a fifth", "two-thirds", "half", "£94m", "US$28.156", "5-6,000", "58-year-old", "3–1", "21 votes to 19",
    "1,2", "1.2 million", "a dozen", "hundred and", "tens of thousands", "third", "21st", "6.4-magnitude", "90 km/h", "-5C", "½",
    "+44 20 7946 0958", "²", "٣", "five", "–", "—", "-", ",", ".", "…", "!", "?", "“", "”", "‘", "’", "\"", "'", "(", ")", "[", "]",
    " ", "\u00a0", "\n", "\n\n", "\t", "%", "$", "#", "&", "/", "and", "not", "n’t", "Street", "University of", "A", "I",
]  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(max_size=80),
)
"""Any text, most often one made of the words and marks that finders look for."""
