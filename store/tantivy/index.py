"""One index of tantivy: passages under their words, and how far it follows the archive, in one commit.

A passage is its headline and its text in one field, for FTS5 weighs them alike. Both are cut by `store.words`,
so that what is found is what the archive's own index finds. No text is stored, only numbers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

from store.changes import Mark
from store.words import words

# It stands between headline and text, where no phrase goes on; no word is written like this.
_BETWEEN = "/"
_WORDS_CUT = "copydesk"
# For the writer, in bytes; tantivy asks for 15 MB at least. A step of building never fills it.
_HEAP = 50_000_000
_STATE = "state"


class Unusable(Exception):
    """The index is damaged, or of another version: it must be made anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to be indexed."""

    passage: int
    article: int
    title: str
    text: str

    @property
    def stamp(self) -> int:
        """A number that tells whether the index holds these very words."""
        told = f"{self.article}\0{self.title}\0{self.text}".encode()
        return int.from_bytes(hashlib.sha256(told).digest()[:7], "big")


@dataclass(frozen=True, slots=True)
class State:
    """What an index holds: all changes up to `at`; while it is built, only passages up to `built`."""

    at: Mark
    built: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One commit of an index, which never changes, and what it holds."""

    name: str
    state: State
    schema: tantivy.Schema
    searcher: tantivy.Searcher

    @property
    def passages(self) -> int:
        """How many it holds; its state is one document more."""
        return self.searcher.num_docs - 1

    def held(self, word: str) -> int:
        """In how many passages a word stands; raises `Unusable`."""
        with _told():
            return self.searcher.doc_freq("words", word)

    def matching(self, query: tantivy.Query) -> int:
        """How many passages match; raises `Unusable`."""
        with _told():
            return int(getattr(self.searcher.search(query, 1), "count"))  # noqa: B009  (its types leave it out)

    def best(self, query: tantivy.Query, most: int) -> dict[int, float]:
        """The passages that match, with their scores, the best first; raises `Unusable`."""
        with _told():
            hits = self.searcher.search(query, most, count=False).hits
            ids = self.searcher.fast_field_values("passage", [at for _, at in hits])
            return {int(str(id_)): score for id_, (score, _) in zip(ids, hits, strict=True)}

    def stamps(self, passages: Sequence[int]) -> list[tuple[int, int]]:
        """Those of the passages that it holds, by id, with their stamps; raises `Unusable`."""
        with _told():
            asked = tantivy.Query.term_set_query(self.schema, "passage", list(passages))
            hits = self.searcher.search(asked, 2 * len(passages), count=False).hits
            ids, stamps = (
                self.searcher.fast_field_values(name, [at for _, at in hits]) for name in ("passage", "stamp")
            )
            return sorted((int(str(id_)), int(str(stamp))) for id_, stamp in zip(ids, stamps, strict=True))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Raise what tantivy reports as `Unusable`: it has one error for all, a ValueError with a sentence."""
    try:
        yield
    except (ValueError, OSError, LookupError, TypeError) as error:
        raise Unusable(str(error)) from error


class Index:
    """An index in its place. Reading is for any thread, writing for whoever holds the folder."""

    def __init__(self, name: str, index: tantivy.Index) -> None:
        self.name = name
        self._index = index
        index.register_tokenizer(_WORDS_CUT, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        index.config_reader("manual")

    @classmethod
    def create(cls, name: str, place: Path) -> Index:
        """Make an empty index in an empty folder; it has no state before its first commit."""
        return cls(name, tantivy.Index(_schema(), path=str(place)))

    @classmethod
    def open(cls, name: str, place: Path) -> Index:
        """Open the index in a folder; raises `Unusable` for one that is damaged or of another form."""
        with _told():
            found = tantivy.Index.open(str(place))
        if found.schema != _schema():
            raise Unusable("it is of another form")
        return cls(name, found)

    def view(self) -> View:
        """What was committed last, by whomever; raises `Unusable` if that cannot be read."""
        with _told():
            self._index.reload()
            searcher, schema = self._index.searcher(), self._index.schema
            hits = searcher.search(tantivy.Query.term_query(schema, "kind", _STATE), 1, count=False).hits
            told = json.loads(searcher.doc(hits[0][1])["state"][0])
            state = State(Mark(**told["at"]), told["built"])
        return View(self.name, state, schema, searcher)

    def write(self, gone: Iterable[int], entries: Iterable[Entry], state: State, *, merge: bool) -> None:
        """Take passages out, put passages in and say what the index holds now, in one commit.

        `merge` lets tantivy put small parts together, which may take as long as writing did.
        """
        documents = [_document(entry, self._index.schema) for entry in entries]
        with _told():
            writer = self._index.writer(_HEAP, 1)
            # Deleting by a term passes over a number without a word of it; by a query it does not.
            writer.delete_documents_by_query(tantivy.Query.term_set_query(self._index.schema, "passage", list(gone)))
            for document in documents:
                writer.add_document(document)
            told = {"kind": _STATE, "state": json.dumps(asdict(state))}
            writer.delete_documents_by_query(tantivy.Query.term_query(self._index.schema, "kind", _STATE))
            writer.add_document(tantivy.Document.from_dict(told, self._index.schema))
            writer.commit()
            if merge:
                writer.wait_merging_threads()


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the index knows it: its words, several are a phrase."""

    words: tuple[str, ...]
    query: tantivy.Query


def term(schema: tantivy.Schema, text: str) -> Term | None:
    """A term to look for, or None if there is nothing in it."""
    found = words(text)
    if not found:
        return None
    if len(found) == 1:
        return Term(tuple(found), tantivy.Query.term_query(schema, "words", found[0]))
    return Term(tuple(found), tantivy.Query.phrase_query(schema, "words", list(found)))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_unsigned_field("article", indexed=True)
    builder.add_unsigned_field("stamp", fast=True)
    builder.add_text_field("words", tokenizer_name=_WORDS_CUT)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _document(entry: Entry, schema: tantivy.Schema) -> tantivy.Document:
    told = {
        "passage": entry.passage,
        "article": entry.article,
        "stamp": entry.stamp,
        "words": " ".join((*words(entry.title), _BETWEEN, *words(entry.text))),
    }
    return tantivy.Document.from_dict(told, schema)
