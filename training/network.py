"""The network of the reader: a 6-layer MiniLM with a start, an end, a polarity and an answered head.

Written out in plain torch so that it can be trained quickly on a small machine, and exported, without any other
library. Query, key and value are one matrix.  Source of the base weights: sentence-transformers/all-MiniLM-L6-v2
(Apache-2.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WEIGHT_LEVELS = 64  # on each side of zero: what seven bits hold (see `export.to_int8`)


@dataclass(frozen=True)
class Shape:
    """The sizes of the network; the defaults are those of all-MiniLM-L6-v2."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    epsilon: float = 1e-12
    dropout: float = 0.1


class Embeddings(nn.Module):
    """Word, position and segment vectors, summed and normalised; kept frozen in training."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.word = nn.Embedding(shape.vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.segment = nn.Embedding(2, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, ids: Tensor, segments: Tensor) -> Tensor:
        """ids, segments [batch, seq] → [batch, seq, hidden]."""
        places = torch.arange(ids.shape[1], device=ids.device)
        total: Tensor = self.norm(self.word(ids) + self.position(places)[None] + self.segment(segments))
        return total


def attention(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
    """Plain softmax attention [batch, heads, seq, size].

    On a CPU the fused kernel's backward pass took a third of a training step (batch 16, 128 tokens, bf16): 22 against
    31 examples a second.
    """
    if query.is_cuda:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    scores = torch.matmul(query * (query.shape[-1] ** -0.5), key.transpose(-1, -2)) + bias
    return torch.matmul(torch.softmax(scores, dim=-1, dtype=scores.dtype), value)


class Linear(nn.Linear):
    """A linear map that can be trained as it is shipped: with weights and inputs rounded as the int8 graph rounds them.

    The gradient passes the rounding as if it were not there (Bengio, Léonard, Courville 2013, the straight-through
    estimator).
    """

    rounded = False

    def forward(self, x: Tensor) -> Tensor:
        """x [..., in] → [..., out]."""
        if not self.rounded:
            return super().forward(x)
        return functional.linear(_round_inputs(x), _round_weights(self.weight), self.bias)


def _round_weights(weight: Tensor) -> Tensor:
    """Symmetric, one scale for each output channel."""
    with torch.no_grad():
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-9) / WEIGHT_LEVELS
        change = (weight / scale).round() * scale - weight
    return weight + change


def _round_inputs(x: Tensor) -> Tensor:
    """256 levels from the lowest to the highest number of the whole tensor, zero among them."""
    with torch.no_grad():
        whole = x.float()
        low, high = whole.amin().clamp(max=0), whole.amax().clamp(min=0)
        scale = (high - low).clamp(min=1e-9) / 255
        zero = (-low / scale).round()
        change = (((whole / scale).round() + zero).clamp(0, 255) - zero) * scale - whole
    return x + change


class Dropout(nn.Module):
    """Dropout whose mask is drawn once for a batch, not for each row of it.

    On a CPU drawing a mask for each row took an eighth of a training step.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.kept = 1.0 - share  # above 0

    def forward(self, x: Tensor) -> Tensor:
        """x [batch, seq, hidden] → the same."""
        if not self.training or self.kept == 1.0:
            return x
        mask = torch.empty(x.shape[1:], dtype=x.dtype, device=x.device).bernoulli_(self.kept).div_(self.kept)
        return x * mask


class Layer(nn.Module):
    """One transformer layer, normalised after each of its two parts, as BERT is."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.drop = Dropout(shape.dropout)
        self.qkv = Linear(shape.hidden, 3 * shape.hidden)
        self.attended = Linear(shape.hidden, shape.hidden)
        self.attended_norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.widen = Linear(shape.hidden, shape.inner)
        self.narrow = Linear(shape.inner, shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x [batch, seq, hidden]; bias [batch, 1, 1, seq] is added to the attention scores, 0 or very low."""
        batch, length, hidden = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        mixed = attention(qkv[0], qkv[1], qkv[2], bias)
        mixed = mixed.transpose(1, 2).reshape(batch, length, hidden)
        x = self.attended_norm(x + self.drop(self.attended(mixed)))
        out: Tensor = self.norm(x + self.drop(self.narrow(functional.gelu(self.widen(x)))))
        return out


class ReaderNetwork(nn.Module):
    """ids, mask, segments [batch, seq] → start, end [batch, seq], polarity [batch, 2] (no, yes), answered [batch].

    `answered` is the log-odds that the passage answers at all, told from the first token alone: a second opinion beside
    the score of "no answer" among the spans (Zhang, Yang, Zhao 2021, *Retrospective Reader*, call it external
    verification).
    """

    def __init__(self, shape: Shape | None = None) -> None:
        super().__init__()
        self.shape = shape or Shape()
        self.embeddings = Embeddings(self.shape)
        self.layers = nn.ModuleList(Layer(self.shape) for _ in range(self.shape.layers))
        self.span = nn.Linear(self.shape.hidden, 2)
        self.polarity = nn.Linear(self.shape.hidden, 2)
        self.answered = nn.Linear(self.shape.hidden, 1)
        nn.init.normal_(self.answered.weight, std=0.02)
        nn.init.zeros_(self.answered.bias)
        nn.init.normal_(self.span.weight, std=0.02)
        nn.init.zeros_(self.span.bias)
        nn.init.normal_(self.polarity.weight, std=0.02)
        nn.init.zeros_(self.polarity.bias)
        self.embeddings.requires_grad_(False)

    def round(self) -> None:
        """From now on the layers compute as the int8 graph does."""
        for module in self.modules():
            if isinstance(module, Linear):
                module.rounded = True

    def forward(self, ids: Tensor, mask: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits, not probabilities."""
        x = self.embeddings(ids, segments)
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.get_autocast_dtype(x.device.type))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        spans = self.span(x)
        start, end = spans[..., 0], spans[..., 1]
        polarity: Tensor = self.polarity(x[:, 0])
        answered: Tensor = self.answered(x[:, 0])[:, 0]
        return start, end, polarity, answered


def load_base(folder: Path) -> ReaderNetwork:
    """The network with the published base weights of `folder` (model.safetensors) and fresh heads."""
    from safetensors.torch import load_file

    published = load_file(str(folder / "model.safetensors"))
    own: dict[str, Tensor] = {
        "embeddings.word.weight": published["embeddings.word_embeddings.weight"],
        "embeddings.position.weight": published["embeddings.position_embeddings.weight"],
        "embeddings.segment.weight": published["embeddings.token_type_embeddings.weight"],
        "embeddings.norm.weight": published["embeddings.LayerNorm.weight"],
        "embeddings.norm.bias": published["embeddings.LayerNorm.bias"],
    }
    network = ReaderNetwork()
    for n in range(network.shape.layers):
        there = f"encoder.layer.{n}."
        for kind in ("weight", "bias"):
            own[f"layers.{n}.qkv.{kind}"] = torch.cat(
                [published[f"{there}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            for mine, theirs in (
                ("attended", "attention.output.dense"),
                ("attended_norm", "attention.output.LayerNorm"),
                ("widen", "intermediate.dense"),
                ("narrow", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                own[f"layers.{n}.{mine}.{kind}"] = published[f"{there}{theirs}.{kind}"]
    missing, unexpected = network.load_state_dict(own, strict=False)
    if unexpected or any(not name.startswith(("span.", "polarity.", "answered.")) for name in missing):
        raise ValueError(f"the base weights do not fit: missing {missing}, unexpected {unexpected}")
    return network
