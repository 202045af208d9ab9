"""Numbers as Prometheus reads them: its text format, version 0.0.4."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple


class Sample(NamedTuple):
    """One number, with the labels that tell it from others of its metric."""

    value: float
    labels: Mapping[str, str] = {}


class Metric(NamedTuple):
    """A metric by its full name, what it tells, and its samples."""

    name: str
    says: str
    samples: tuple[Sample, ...]
    kind: Literal["counter", "gauge"] = "gauge"


def exposed(metrics: Iterable[Metric]) -> str:
    """The text of `GET /metrics`; a metric without a sample is left out."""
    lines = [line for metric in metrics if metric.samples for line in _lines(metric)]
    return "".join(f"{line}\n" for line in lines)


def _lines(metric: Metric) -> list[str]:
    head = [f"# HELP {metric.name} {metric.says}", f"# TYPE {metric.name} {metric.kind}"]
    return head + [f"{metric.name}{_labels(sample.labels)} {sample.value:.17g}" for sample in metric.samples]


def _labels(labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
