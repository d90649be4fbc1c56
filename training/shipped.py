"""The weights that ship, back in fp32: where a checkpoint is lost, a run may begin from the reader itself.

An int8 weight times the scale of its output channel is the fp32 weight to within half a step of that scale. The
embeddings are frozen in training, so they are taken from the published base.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.network import ReaderNetwork


def load_shipped(folder: Path, network: ReaderNetwork) -> None:
    """Fill a network (with the base's embeddings in it) from a folder's `reader.onnx`; a head it lacks stays new."""
    graph = onnx.load(str(folder / "reader.onnx")).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    own = network.state_dict()
    for name, array in held.items():
        plain = name.removeprefix("network.")
        if plain in own and not plain.startswith("embeddings."):
            own[plain] = torch.tensor(array.copy())
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger", "Gemm", "GemmInteger"):
            module = _module(node.name)
            weight = _weight(held, node.input[1]) if module else None
            if module and weight is not None and f"{module}.weight" in own:
                turned = any(a.name == "transB" and a.i for a in node.attribute)  # as torch keeps it: [out, in]
                own[f"{module}.weight"] = weight if turned else weight.T.contiguous()
    network.load_state_dict(own)


def mixed(weights: dict[str, Tensor], share: float, folder: Path, network: ReaderNetwork) -> dict[str, Tensor]:
    """A share of trained weights and the rest of the reader in a folder, number by number.

    What a reader has learnt anew and what it could before then both hold better than in either alone. Source: Wortsman
    et al. 2022, *Robust fine-tuning of zero-shot models*. `network` has the base's embeddings and is filled.
    """
    load_shipped(folder, network)
    before = network.state_dict()
    return {
        name: share * tensor + (1 - share) * before[name].to(tensor.dtype) if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }


def _module(name: str) -> str | None:
    """``/network/layers.0/qkv/MatMul_quant`` → ``layers.0.qkv``; the products inside attention belong to no module."""
    parts = [part for part in name.split("/") if part][1:-1]
    return (
        ".".join(parts) if parts and (parts[-1] in {"qkv", "attended", "widen", "narrow"} or len(parts) == 1) else None
    )


def _weight(held: dict[str, np.ndarray], name: str) -> Tensor | None:
    if name in held and held[name].dtype == np.float32:
        return torch.tensor(held[name].copy())
    stem = name.removesuffix("_quantized")
    if f"{stem}_scale" not in held:
        return None
    values = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
    return torch.tensor(values * held[f"{stem}_scale"])
