"""Weights that are four bits in the file and eight in memory.

onnxruntime multiplies in eight bits nearly twice as fast as in four (on the machines of 2026, with
AVX-512 VNNI); a file in eight is twice as long. What unpacks them here are operations on constants:
onnxruntime does those once, when it loads the file.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

_BITS = 4
_MOST = 127


def unpacking(model: onnx.ModelProto) -> onnx.ModelProto:
    """`model` with each MatMulNBits (symmetric, four bits) as a product in eight bits."""
    graph = model.graph
    shapes = {i.name: list(i.dims) for i in graph.initializer}
    nodes: list[NodeProto] = []
    for node in graph.node:
        if node.op_type == "MatMulNBits":
            shape = {a.name: a.i for a in node.attribute}
            blocks = shapes[node.input[1]][1]
            nodes += _eight_bits(node, shape["N"], shape["K"], blocks, shape["block_size"])
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.array(_BITS, np.uint8), "four"),
            numpy_helper.from_array(np.array(2**_BITS, np.float32), "sixteen"),
            numpy_helper.from_array(np.array(8, np.float32), "zero_of_four_bits"),
            numpy_helper.from_array(np.array(1 / _MOST, np.float32), "part"),
            numpy_helper.from_array(np.array([-1], np.int64), "last"),
            numpy_helper.from_array(np.array([1], np.int64), "rows"),
        ]
    )
    onnx.checker.check_model(model)
    return model


def _eight_bits(node: NodeProto, n: int, k: int, blocks: int, size: int) -> list[NodeProto]:
    """`node`, (…, k) times four-bit (n, blocks, size / 2) in pairs, by its parts."""
    x, packed, scales = node.input[:3]
    name = node.output[0]

    def do(kind: str, inputs: list[str], *outputs: str, **how: object) -> NodeProto:
        return helper.make_node(
            kind, inputs, [f"{name}/{o}" if o else name for o in outputs], **how
        )

    def at(part: str) -> str:
        return f"{name}/{part}"

    def shape(part: str, *dims: int) -> NodeProto:
        value = helper.make_tensor(at(part), TensorProto.INT64, [len(dims)], dims)
        return do("Constant", [], part, value=value)

    return [
        do("BitShift", [packed, "four"], "upper", direction="RIGHT"),
        do("Cast", [packed], "both", to=TensorProto.FLOAT),
        do("Cast", [at("upper")], "odd", to=TensorProto.FLOAT),
        do("Mul", [at("odd"), "sixteen"], "odd part"),
        do("Sub", [at("both"), at("odd part")], "even"),
        do("Unsqueeze", [at("even"), "last"], "even column"),
        do("Unsqueeze", [at("odd"), "last"], "odd column"),
        do("Concat", [at("even column"), at("odd column")], "pairs", axis=-1),
        shape("by block", n, blocks, size),
        do("Reshape", [at("pairs"), at("by block")], "values"),
        do("Sub", [at("values"), "zero_of_four_bits"], "signed"),
        shape("a scale a block", n, blocks, 1),
        do("Reshape", [scales, at("a scale a block")], "scales"),
        do("Mul", [at("signed"), at("scales")], "blocks"),
        shape("by row", n, blocks * size),
        do("Reshape", [at("blocks"), at("by row")], "padded"),
        shape("start", 0),
        shape("end", k),
        do("Slice", [at("padded"), at("start"), at("end"), "rows"], "weights"),
        do("Abs", [at("weights")], "sizes"),
        do("ReduceMax", [at("sizes")], "widest", axes=[1], keepdims=1),
        do("Mul", [at("widest"), "part"], "row scales"),
        do("Div", [at("weights"), at("row scales")], "in rows"),
        do("Round", [at("in rows")], "rounded"),
        do("Cast", [at("rounded")], "bytes", to=TensorProto.INT8),
        do("Transpose", [at("bytes")], "columns", perm=[1, 0]),
        shape("a row", n),
        do("Reshape", [at("row scales"), at("a row")], "column scales"),
        do("DynamicQuantizeLinear", [x], "x", "x scale", "x zero"),
        do("MatMulInteger", [at("x"), at("columns"), at("x zero")], "sums"),
        do("Cast", [at("sums")], "product", to=TensorProto.FLOAT),
        do("Mul", [at("x scale"), at("column scales")], "scale"),
        do("Mul", [at("product"), at("scale")], ""),
    ]
