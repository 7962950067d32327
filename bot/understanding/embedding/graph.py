"""Builds the ONNX graph of the sentence model from its weights: plain operators, int8 weights with a scale per channel.

Input `ids` (int64, 1 x n): the pieces of one text, so there is no padding and no mask. Outputs (float32, 1 x 384, of
length one): `meaning`, the model's own embedding, the mean over the pieces after the last layer; `wording`, the mean
after a middle layer, which still knows how a thing was said: question, wish, order or report, by whom, when.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
MIDDLE = 3
OPSET, FORMAT = 20, 10
# Seven bits: on processors without VNNI, sums of eight-bit products overflow inside one instruction.
LARGEST = 63

Array = NDArray[Any]
Weights = dict[str, NDArray[np.float32]]


def build(weights: Path) -> bytes:
    """The graph as the bytes of an .onnx file."""
    graph = _Graph({name: array.astype(np.float32) for name, array in load_file(weights).items() if array.ndim})
    hidden = graph.embeddings("ids")
    for layer in range(LAYERS):
        hidden, plain = graph.layer(hidden, f"encoder.layer.{layer}.")
        if layer == MIDDLE:
            graph.pool(plain, "wording")
    graph.pool(hidden, "meaning")
    return bytes(graph.model().SerializeToString())


class _Graph:
    """The nodes and constants so far; each method adds some and returns the name of their result."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, WIDTH]) for name in ("meaning", "wording")],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=FORMAT)
        onnx.checker.check_model(model)
        return model

    def embeddings(self, ids: str) -> str:
        """Meaning of each piece plus its position, normalised."""
        table, scales = _quantised(self._weights["embeddings.word_embeddings.weight"], axis=1)
        words = self._op("Cast", self._op("Gather", self._constant("words", table), ids), to=TensorProto.FLOAT)
        words = self._op("Mul", words, self._op("Gather", self._constant("word_scales", scales), ids))
        positions = self._weights["embeddings.position_embeddings.weight"]
        positions = positions + self._weights["embeddings.token_type_embeddings.weight"][0]
        length = self._op("Slice", self._op("Shape", ids), self._ints("one", 1), self._ints("two", 2))
        first = self._op("Slice", self._constant("positions", positions), self._ints("zero", 0), length)
        return self._normalised(self._op("Add", words, first), "embeddings.LayerNorm.")[0]

    def layer(self, hidden: str, name: str) -> tuple[str, str]:
        """One layer of the transformer: attention, then two linear maps, each added to what came in.

        Its result, and that without its last scale and shift, where no dimension outweighs the others.
        """
        mixed = self._linear(self._attention(hidden, name + "attention.self."), name + "attention.output.dense")
        hidden, _ = self._normalised(self._op("Add", hidden, mixed), name + "attention.output.LayerNorm.")
        wide = self._op("Gelu", self._linear(hidden, name + "intermediate.dense"))
        narrow = self._linear(wide, name + "output.dense")
        return self._normalised(self._op("Add", hidden, narrow), name + "output.LayerNorm.")

    def pool(self, hidden: str, result: str) -> None:
        """The mean over the pieces, of length one."""
        mean = self._op("ReduceMean", hidden, self._ints("one", 1), keepdims=0)
        self._op("Div", mean, self._op("ReduceL2", mean, self._ints("one", 1), keepdims=1), result=result)

    def _attention(self, hidden: str, name: str) -> str:
        parts = ("query", "key", "value")
        matrix = np.concatenate([self._weights[f"{name}{part}.weight"] for part in parts])
        bias = np.concatenate([self._weights[f"{name}{part}.bias"] for part in parts])
        together = self._product(hidden, matrix, bias, name)
        together = self._op("Reshape", together, self._ints("heads", 0, -1, 3, HEADS, WIDTH // HEADS))
        together = self._op("Transpose", together, perm=[2, 0, 3, 1, 4])
        query, key, value = (
            self._op("Gather", together, self._constant(part, np.array(number, np.int64)), axis=0)
            for number, part in enumerate(parts)
        )
        scores = self._op("MatMul", query, self._op("Transpose", key, perm=[0, 1, 3, 2]))
        scale = self._constant("attention_scale", np.array((WIDTH // HEADS) ** -0.5, np.float32))
        context = self._op("MatMul", self._op("Softmax", self._op("Mul", scores, scale), axis=-1), value)
        return self._op("Reshape", self._op("Transpose", context, perm=[0, 2, 1, 3]), self._ints("rows", 0, -1, WIDTH))

    def _linear(self, hidden: str, name: str) -> str:
        return self._product(hidden, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], name)

    def _product(self, hidden: str, matrix: NDArray[np.float32], bias: NDArray[np.float32], name: str) -> str:
        """`hidden` times an int8 matrix: its own scale is found as it comes, that of each column is a constant."""
        table, scales = _quantised(matrix, axis=1)
        small, scale, zero = self._ops("DynamicQuantizeLinear", 3, hidden)
        product = self._op("MatMulInteger", small, self._constant(name + "matrix", table.T), zero)
        scale = self._op("Mul", scale, self._constant(name + "scales", scales.ravel()))
        product = self._op("Mul", self._op("Cast", product, to=TensorProto.FLOAT), scale)
        return self._op("Add", product, self._constant(name + "bias", bias))

    def _normalised(self, hidden: str, name: str) -> tuple[str, str]:
        """A layer norm, and what it is before scale and shift."""
        scale, shift = (self._constant(name + part, self._weights[name + part]) for part in ("weight", "bias"))
        ones = self._constant("ones", np.ones(WIDTH, np.float32))
        plain = self._op("LayerNormalization", hidden, ones, axis=-1, epsilon=EPSILON)
        return self._op("Add", self._op("Mul", plain, scale), shift), plain

    def _op(self, kind: str, *inputs: str, result: str | None = None, **attributes: Any) -> str:
        return self._ops(kind, 1, *inputs, results=[result] if result else None, **attributes)[0]

    def _ops(
        self, kind: str, count: int, *inputs: str, results: list[str] | None = None, **attributes: Any
    ) -> list[str]:
        results = results or [f"{kind}_{len(self._nodes)}_{number}" for number in range(count)]
        self._nodes.append(helper.make_node(kind, inputs, results, name=f"{len(self._nodes)}_{kind}", **attributes))
        return results

    def _ints(self, name: str, *values: int) -> str:
        return self._constant(name, np.array(values, np.int64))

    def _constant(self, name: str, value: Array) -> str:
        # np.ascontiguousarray would make a scalar a row of one.
        self._constants.setdefault(name, numpy_helper.from_array(np.array(value, order="C"), name))
        return name


def _quantised(matrix: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The matrix as small whole numbers, and what to multiply them with along the other axis."""
    scales = np.abs(matrix).max(axis=axis, keepdims=True) / LARGEST
    return np.rint(matrix / np.maximum(scales, 1e-12)).astype(np.int8), scales.astype(np.float32)
