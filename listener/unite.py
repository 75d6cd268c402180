"""Two trained networks as one that is as sure at each step as the surer of them.

    python -m listener.unite ONE.onnx OTHER.onnx MODEL.onnx

Two trainings doubt different digits, and are sure of few words that are none: together they
hear what either hears, at twice the cost of one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
from onnx import TensorProto, compose, helper


def united(one: onnx.ModelProto, other: onnx.ModelProto) -> onnx.ModelProto:
    """ "bands" goes to both; of each step, "heard" is from the one that is less sure of nothing."""
    both = compose.merge_models(
        compose.add_prefix(one, "one/"),
        compose.add_prefix(other, "other/"),
        io_map=[],
        inputs=["one/bands", "other/bands"],
        outputs=["one/heard", "other/heard"],
    )
    graph = both.graph
    del graph.input[:], graph.output[:]
    graph.input.append(_renamed(one.graph.input[0], "bands"))
    graph.output.append(_renamed(one.graph.output[0], "heard"))
    for node in graph.node:
        node.input[:] = [
            "bands" if name in {"one/bands", "other/bands"} else name for name in node.input
        ]
    first = helper.make_tensor("blank", TensorProto.INT64, [1], [0])
    graph.initializer.append(first)
    for name in ("one", "other"):
        graph.node.append(
            helper.make_node("Gather", [f"{name}/heard", "blank"], [f"{name}/nothing"], axis=2)
        )
    graph.node.append(helper.make_node("Less", ["one/nothing", "other/nothing"], ["surer"]))
    graph.node.append(helper.make_node("Where", ["surer", "one/heard", "other/heard"], ["heard"]))
    onnx.checker.check_model(both)
    return both


def _renamed(end: onnx.ValueInfoProto, name: str) -> onnx.ValueInfoProto:
    made = onnx.ValueInfoProto()
    made.CopyFrom(end)
    made.name = name
    return made


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("model", type=Path)
    options = parser.parse_args()
    onnx.save(united(onnx.load(options.one), onnx.load(options.other)), str(options.model))


if __name__ == "__main__":
    main()
