"""Writes what the shipped reader says to a few invented texts, so that a test can hold every later build to it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from handlers.answering.reader import OnnxReader

VOTE = "Lagenburg has a new speaker. Members chose Ada Rinmade, 52, by 21 votes to 19 at 11.40pm."
TALKS = (
    "Ostria and Velmark ended a day of talks on barge tolls on Tuesday. The Ostrian side was headed by Deputy "
    "Transport Minister Zdena Hrabková, while Velmark sent Joost Kálnoki. No agreement was reached."
)
REGATTA = "🎈🎈 Fans cheered: Zoe\u0301 Tremblay won the Lake Ø regatta in 41 minutes. 🚣 Her sister came third."
OPENING = "The bridge at Tarn opened on Friday after two years. Mayor Edda Pell declined to attend. Some 300 did."
MATCH = "Sunday's match at Tarn was put off because the pitch was under water. It will be played in May."
BARLEY = "The price of barley rose by a fifth in Ostria last week, traders said."
ASKED = (
    ("Who led the Ostrian delegation?", TALKS),
    ("Who led the Velmark team?", TALKS),
    ("who's the new speaker", VOTE),
    ("what time was the vote?", VOTE),
    ("how old is rinmade", VOTE),
    ("Who won the regatta?", REGATTA),
    ("Did the mayor attend the opening?", OPENING),
    ("Why was the match put off?", MATCH),
    ("Who is the president of Ruthenia?", BARLEY),
)


def write_reference(folder: Path, into: Path) -> None:
    """Best span, score, P(yes) and the first logits of each text, with the digest of the weights they belong to."""
    reader = OnnxReader.open(folder)
    said = []
    for question, text in ASKED:
        reading = reader.read_now(question, [text])[0]
        start, end, polarity, answered = reader.logits(question, text)[0]
        best = reading.spans[0]
        said.append(
            {
                "question": question,
                "text": text,
                "start": best.start,
                "end": best.end,
                "answer": text[best.start : best.end],
                "score": round(best.score, 3),
                "yes": None if reading.yes is None else round(reading.yes, 4),
                "start_logits": [round(float(x), 3) for x in start[:12]],
                "end_logits": [round(float(x), 3) for x in end[:12]],
                "answered": None if answered is None else round(answered, 3),
                "polarity_logits": None if polarity is None else [round(float(x), 3) for x in polarity],
            }
        )
    record = {"sha256": hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest(), "said": said}
    into.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
