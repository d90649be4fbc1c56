"""Writes the model card that lies beside the weights, with the figures just measured."""

# ruff: noqa: E501  the card is a page of tables

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROWS = (
    ("XQuAD-en, exact match", "xquad", "exact"),
    ("XQuAD-en, F1", "xquad", "f1"),
    ("XQuAD-en, articles not trained on, F1", "xquad_unseen_titles", "f1"),
    ("SQuAD 2.0, held-out articles, answerable, exact match", "squad2_held_out", "exact"),
    ("SQuAD 2.0, held-out articles, answerable, F1", "squad2_held_out", "f1"),
    ("SQuAD 2.0, held-out articles, F1 overall at the shipped threshold", "squad2_held_out", "f1_overall"),
    ("SQuAD 2.0, held-out articles, F1 overall at the best threshold", "squad2_held_out", "f1_overall_best"),
    ("SQuAD 2.0, held-out articles, answered against unanswerable, AUC", "squad2_held_out", "auc"),
    ("Written passages held out, span questions, F1", "written_held_out", "f1"),
    ("Written passages held out, F1 overall at the shipped threshold", "written_held_out", "f1_overall"),
    ("Written passages held out, unanswerable refused", "written_held_out", "refused"),
    ("Written passages held out, answerable kept", "written_held_out", "kept"),
    ("Written passages held out, answered against unanswerable, AUC", "written_held_out", "auc"),
    ("Written passages held out, yes/no polarity right", "written_held_out", "polarity"),
    ("Written passages held out, yes/no evidence found", "written_held_out", "evidence_found"),
    ("Written passages held out, why and said: clause found", "written_held_out", "clause_found"),
    ("Published reports held out, span questions, F1", "reported_held_out", "f1"),
    ("Published reports held out, answered against unanswerable, AUC", "reported_held_out", "auc"),
    ("Published reports held out, yes/no polarity right", "reported_held_out", "polarity"),
    ("Published reports held out, yes/no evidence found", "reported_held_out", "evidence_found"),
)

CARD = """# Model card: the reader

An extractive question-answering network: it points at words of the passage it is given, or at nothing. It writes no words.

| | |
|---|---|
| Task | start and end of the answer in an English passage; yes or no for yes/no questions |
| Network | MiniLM, 6 layers of 384, 22.7 million parameters; start/end heads; a polarity and an answered head on the first token |
| File | `reader.onnx`, opset {opset}, weights int8 per channel, {size:.1f} MB; `tokenizer.json` (uncased WordPiece, 30,522 pieces) |
| Inputs | `input_ids`, `attention_mask`, `token_type_ids` [batch, sequence]: `[CLS] question [SEP] passage [SEP]`, up to {length} tokens |
| Outputs | `start_logits`, `end_logits` [batch, sequence]; `polarity_logits` [batch, 2] (no, yes); `answered_logits` [batch], the log-odds that the passage answers at all |
| No answer | start + end at the first token; an answer is claimed when its start + end is higher by the threshold {threshold} |
| Digests | weights {sha256}; data {data} (SHA-256) |
| Licence | Apache-2.0; what it was made from is named below |

## Trained on

{examples:,} examples drawn from the sets below, each seen several times in different shapes (other neighbours, typed in a hurry, made
unanswerable). Made with `python -m training`; the shares are in `training/mixture.py`.

| set | questions | licence | attribution |
|---|---|---|---|
| SQuADShifts (new Wikipedia, Reddit, Amazon) | 27,626 | CC BY 4.0 | Miller, Krauth, Recht, Schmidt 2020, *The Effect of Natural Distribution Shift on Question Answering Models* |
| SQuAD 2.0, 8 articles of the development set | 2,789 | CC BY-SA 4.0 | Rajpurkar, Jia, Liang 2018, *Know What You Don't Know*; text from Wikipedia |
| QAMR (Wikinews and Wikipedia sentences) | 32,488 | MIT | Michael, Stanovsky, He, Dagan, Zettlemoyer 2018, *Crowdsourcing Question-Answer Meaning Representations* |
| Written passages | {written:,} | Apache-2.0, this project | invented news in `training/written/` |
| Invented events | {events:,} | Apache-2.0, this project | several outlets' reports on one event in `training/events/`, six events in ten |
| Published reports | {reported:,} | questions Apache-2.0, this project; reports Apache-2.0 | real news of 2014, Fake News Challenge (fakenewschallenge.org, from Ferreira, Vlachos 2016, *Emergent*); asked in `training/reported/`, nine events in ten |
| Gaps in published reports | {cloze:,} | the same reports | a sentence of one with a name or figure taken out, put to the others, `training/cloze.py` |
| Generated stories | without end | Apache-2.0, this project | templates over invented people, firms and places, `training/stories*.py` |

Base weights: [sentence-transformers/all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) (Apache-2.0), itself from
`nreimers/MiniLM-L6-H384-uncased` after Microsoft's MiniLM (Wang et al. 2020, MIT).

Never trained on: XQuAD-en, eight other articles of SQuAD 2.0 (named in `training/corpora.py`), one written passage in ten, four invented events in ten, the questions on
one event in ten of the published reports, and any report on the events that the bot is measured on.
Paragraphs of XQuAD were taken out of the training sets; because its articles overlap SQuAD 2.0's, its figure is also given without them.

## Figures

Measured through `handlers.answering.reader`, passage by passage; per cent. The threshold was chosen on passages kept from training for
that, not on those measured here.

| | fp32 | int8 (shipped) |
|---|---|---|
{rows}

## Limits

- English only. Names of other languages are read with their accents dropped, and quoted with them.
- It reads words, not the world: it takes a false report for a true one, and irony at its word.
- Trained on passages of about 40 to 200 words; long texts are read in overlapping windows of {length} tokens, and what stands far apart is not joined.
- A score says how well words fit a question in one passage. It is not the chance of being right: the engine calibrates it with other evidence.
- Near misses remain its commonest error: the right relation with a neighbouring name, a former office-holder for the present one, one of two
  figures. Unanswerable questions in the style of SQuAD 2.0 (a small twist on an answerable one) are still often answered.
- Yes and no are told from one passage by a small head; double negations and hedged sentences mislead it. The bot shows the sentence.
- The invented names are of many countries, but the question sets are mostly about Wikipedia's subjects; less common names may be bound less well.
"""


def write_card(folder: Path, measured: dict[str, dict[str, dict[str, Any]]], counts: dict[str, int]) -> None:
    """`card.md` in a reader folder; `measured` holds the figures of fp32 and int8, `counts` how much of each set there is."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    rows = "\n".join(
        f"| {label} | {measured['fp32'][group][name]:.1f} | {measured['int8'][group][name]:.1f} |"
        for label, group, name in ROWS
    )
    card = CARD.format(
        rows=rows,
        **counts,
        size=(folder / "reader.onnx").stat().st_size / 1e6,
        length=config["max_length"],
        threshold=f"{config['null_threshold']:.2f}",
        **{name: config[name] for name in ("opset", "sha256", "data", "examples")},
    )
    (folder / "card.md").write_text(card, encoding="utf-8")
