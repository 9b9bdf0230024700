"""Retrieval: hashed ids, indexes of vectors, and the scores that are merged or corrected there."""

from __future__ import annotations

from collections.abc import Sequence
from math import expm1, fsum, log, log1p

from .registry import ABOVE_ZERO, ANY, NOT_NEGATIVE, POSITIVE, WHOLE, Arg, Stage, Values, formula
from .training import BYTES_PER_VALUE, DIMENSIONS

VECTORS = Arg("Vectors", "n", "", POSITIVE)


@formula(
    result="Ids that share their row",
    symbol="P",
    unit="fraction",
    tex=r"1 - \left(1 - \frac{1}{[buckets]}\right)^{[keys] - 1}",
    keys=Arg("Ids", "n", "", WHOLE),
    buckets=Arg("Rows they are hashed to", "m", "", WHOLE),
)
def hash_collisions(*, keys: int, buckets: int) -> float:
    """Expected fraction of ids that share their bucket with another id, hashed evenly: 1 - (1 - 1/m)^(n - 1).

    Source: the balls-and-bins model, Mitzenmacher, M. and Upfal, E., Probability and Computing, 2005.
    """
    if buckets == 1:
        return float(keys > 1)
    return -expm1((keys - 1) * log1p(-1 / buckets))


@formula(
    result="Size of the HNSW index",
    symbol="M",
    unit="bytes",
    tex=r"[vectors] * \left([dimensions] * [bytes_per_value] + 8 * [links]\right)",
    where={"8": "two link lists at the bottom level, 4 bytes a link"},
    vectors=VECTORS,
    dimensions=DIMENSIONS,
    bytes_per_value=BYTES_PER_VALUE,
    links=Arg("Links per vector", "k", "", WHOLE),
)
def hnsw_index(*, vectors: float, dimensions: int, bytes_per_value: float, links: int) -> float:
    """Bytes of a graph index: vectors x (dimensions x bytes + 2 x links x 4), the few upper levels left out.

    Source: Faiss project, Guidelines to Choose an Index, 2022: (d x 4 + M x 2 x 4) bytes per vector.
    """
    return vectors * (dimensions * bytes_per_value + 8 * links)


@formula(
    result="Size of the IVF-PQ index",
    symbol="M",
    unit="bytes",
    tex=r"[vectors] * \left([code_bytes] + [id_bytes]\right) + 4 * [lists] * [dimensions]",
    where={"4": "bytes per value of a list's center"},
    vectors=VECTORS,
    code_bytes=Arg("Bytes of a code", "c", "bytes", POSITIVE),
    lists=Arg("Inverted lists", "l", "", WHOLE),
    dimensions=DIMENSIONS,
    id_bytes=Arg("Bytes of an id", "i", "bytes", NOT_NEGATIVE),
)
def ivf_pq_index(*, vectors: float, code_bytes: float, lists: int, dimensions: int, id_bytes: float = 8) -> float:
    """Bytes of a compressed index: a code and an id per vector, and the fp32 centers of the lists.

    The code books themselves (256 x dimensions values for 8-bit codes) are left out: they are below a megabyte.

    Source: Jegou, H., Douze, M. and Schmid, C., Product Quantization for Nearest Neighbor Search, 2011.
    """
    return vectors * (code_bytes + id_bytes) + 4 * lists * dimensions


@formula(
    result="Corrected score",
    symbol="s_c",
    unit="",
    tex=r"[score] - \ln [sampling_probability]",
    score=Arg("Score of the pair", "s", "", ANY),
    sampling_probability=Arg("Chance of the item to be a negative of the batch", "q", "probability", ABOVE_ZERO),
)
def logq_correction(*, score: float, sampling_probability: float) -> float:
    """Logit of an in-batch softmax from which the item's popularity is taken out: s - ln q.

    Source: Yi, X. et al., Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations, 2019.
    """
    return score - log(sampling_probability)


def _votes(a: Values) -> Stage:
    numbers = {f"r{i}": rank for i, rank in enumerate(a["ranks"])}
    terms = [rf"\frac{{1}}{{[k] + [{key}]}}" for key in numbers]
    return " + ".join(terms if len(terms) <= 4 else [terms[0], r"\dots", terms[-1]]), {**numbers, "k": a["constant"]}


@formula(
    result="Fused score",
    symbol=r"\text{RRF}",
    unit="",
    tex=r"\sum_i \frac{1}{[constant] + [ranks]}",
    worked=_votes,
    ranks=Arg("Rank in each list that holds the item", "r_i", "", WHOLE, many=True),
    constant=Arg("Constant", "k", "", NOT_NEGATIVE),
)
def reciprocal_rank_fusion(*, ranks: Sequence[int], constant: float = 60) -> float:
    """Score of an item over several ranked lists, ranks from 1: the sum of 1 / (k + rank).

    Source: Cormack, G. V., Clarke, C. L. A. and Buettcher, S., Reciprocal Rank Fusion, 2009, with k = 60.
    """
    return fsum(1 / (constant + rank) for rank in ranks)
