"""Makes the shipped folder from a checkpoint: ONNX, int8 weights per channel, tokenizer, config, reference outputs.

Everything is written beside its place and moved there whole, so a folder in use is never half new.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from onnxruntime.quantization.shape_inference import quant_pre_process  # type: ignore[import-untyped]
from torch import Tensor, nn

from training import checkpoint, corpora
from training.evaluate import best_threshold, read_all, tuning_set
from training.network import ReaderNetwork, load_base
from training.shipped import mixed

OPSET = 17
HEADS = ("span", "polarity", "answered")
MAX_LENGTH, OVERLAP = 256, 80
LIMIT = 24_000_000  # bytes: what the wheel has room for


class _Ordered(nn.Module):
    """The network with its inputs in the order and under the names of the published ONNX exports."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        out: tuple[Tensor, Tensor, Tensor, Tensor] = self.network(input_ids, attention_mask, token_type_ids)
        return out


def to_onnx(network: ReaderNetwork, path: Path) -> None:
    """fp32 ONNX with dynamic batch and sequence."""
    network.eval()
    ids = torch.randint(1000, 2000, (2, 24))
    axes = {0: "batch", 1: "sequence"}
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the tracing exporter is announced as old, and is the one that keeps this graph plain
        torch.onnx.export(
            _Ordered(network),
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["input_ids", "attention_mask", "token_type_ids"],
            output_names=["start_logits", "end_logits", "polarity_logits", "answered_logits"],
            dynamic_axes=dict.fromkeys(
                ("input_ids", "attention_mask", "token_type_ids", "start_logits", "end_logits"), axes
            )
            | {"polarity_logits": {0: "batch"}, "answered_logits": {0: "batch"}},
        )


def to_int8(full: Path, small: Path) -> None:
    """Weights in int8 per output channel, activations at run time; the heads (1,920 numbers) stay fp32.

    Weights keep to seven bits: without VNNI a processor adds two products in 16 bits and cuts off what does not fit, so
    with eight the same reader would answer otherwise on another machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        model = onnx.load(str(ready))
        heads = [
            node.name
            for node in model.graph.node
            if node.op_type in ("MatMul", "Gemm") and any(f"/{head}/" in node.name for head in HEADS)
        ]
        quantize_dynamic(
            str(ready),
            str(small),
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=heads,
        )
    _words_to_int8(small)
    if small.stat().st_size > LIMIT:
        raise ValueError(f"{small.stat().st_size} bytes are more than the {LIMIT} the wheel has room for")


def _words_to_int8(path: Path) -> None:
    """The words' vectors in int8, one scale for each word: the quantiser knows only one scale for them all, by the
    longest vector, which leaves most numbers four bits."""
    model = onnx.load(str(path))
    graph = model.graph
    table = next(i for i in graph.initializer if i.name.endswith("embeddings.word.weight"))
    look = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == table.name)
    values = numpy_helper.to_array(table)
    scale = np.abs(values).max(axis=1, keepdims=True).clip(min=1e-9) / 127
    whole, scales = f"{table.name}_quantized", f"{table.name}_scales"
    graph.initializer.remove(table)
    graph.initializer.append(numpy_helper.from_array(np.rint(values / scale).astype(np.int8), whole))
    graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), scales))
    steps = [
        onnx.helper.make_node("Gather", [whole, look.input[1]], ["word_levels"], f"{look.name}_levels"),
        onnx.helper.make_node("Cast", ["word_levels"], ["word_numbers"], f"{look.name}_numbers", to=TensorProto.FLOAT),
        onnx.helper.make_node("Gather", [scales, look.input[1]], ["word_scales"], f"{look.name}_scales"),
        onnx.helper.make_node("Mul", ["word_numbers", "word_scales"], list(look.output), look.name),
    ]
    at = list(graph.node).index(look)
    graph.node.remove(look)
    for n, step in enumerate(steps):
        graph.node.insert(at + n, step)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def write_folder(folder: Path, weights: Path, tokenizer: Path, config: dict[str, Any]) -> None:
    """A reader folder; the config, which names the weights' digest, comes last but one, the weights before it."""
    folder.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256(weights.read_bytes()).hexdigest()
    for source, name in ((weights, "reader.onnx"), (tokenizer, "tokenizer.json")):
        draft = folder / f".{name}.draft"
        shutil.copyfile(source, draft)
        draft.replace(folder / name)
    draft = folder / ".config.json.draft"
    draft.write_text(json.dumps(config | {"sha256": sha256}, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(folder / "config.json")


def plain_tokenizer(base: Path, into: Path) -> None:
    """The published tokenizer without the truncation and padding it was saved with."""
    from training.encode import load_tokenizer

    load_tokenizer(base).save(str(into))


def export(
    kept: Path, base: Path, data: Path, folder: Path, full_folder: Path, begun: tuple[Path, float] | None = None
) -> dict[str, float]:
    """Installs a checkpoint as int8 in `folder` and as fp32 in `full_folder`; returns both null thresholds.

    `begun` is the reader folder that the run began from and the share of the checkpoint in what is installed.
    """
    weights, _, progress = checkpoint.load(kept)
    if begun:
        weights = mixed(weights, begun[1], begun[0], load_base(base))
    network = ReaderNetwork()
    network.load_state_dict(weights)
    thresholds = {}
    tune = tuning_set(data)
    from handlers.answering.reader import OnnxReader

    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        full, small, tokenizer = work / "full.onnx", work / "small.onnx", work / "tokenizer.json"
        to_onnx(network, full)
        to_int8(full, small)
        plain_tokenizer(base, tokenizer)
        for name, path, into in (("fp32", full, full_folder), ("int8", small, folder)):
            config = {
                "architecture": "MiniLM-L6-H384, start/end and polarity heads",
                "data": corpora.digest(data),
                "examples": progress.examples,
                "max_length": MAX_LENGTH,
                "null_threshold": 0.0,
                "opset": OPSET,
                "overlap": OVERLAP,
                "precision": name,
            }
            trial = work / name
            write_folder(trial, path, tokenizer, config)
            thresholds[name] = round(best_threshold(read_all(OnnxReader.open(trial), tune)), 3)
            write_folder(into, path, tokenizer, config | {"null_threshold": thresholds[name]})
    return thresholds
