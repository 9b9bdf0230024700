"""Hand-checked values of the estimate functions for retrieval, evaluation, language models and experiments."""

from __future__ import annotations

from typing import Any

Case = tuple[str, dict[str, Any], float, str]

# Name, arguments, value (computed by hand in the comment), text.
MODEL_CASES: list[Case] = [
    # 1 - (1 - 1e-7)^(1e7 - 1) = 1 - 1/e
    ("hash_collisions", {"keys": 10_000_000, "buckets": 10_000_000}, 0.6321206, "63.2%"),
    # three ids, two rows: 1 - (1/2)^2
    ("hash_collisions", {"keys": 3, "buckets": 2}, 0.75, "75%"),
    # 1e8 x (128 x 4 + 8 x 32 = 768) = 7.68e10
    (
        "hnsw_index",
        {"vectors": 1e8, "dimensions": 128, "bytes_per_value": 4, "links": 32},
        7.68e10,
        "76.8 GB",
    ),
    # 1e9 x (64 + 8) = 7.2e10; 4 x 65,536 x 128 = 33,554,432
    ("ivf_pq_index", {"vectors": 1e9, "code_bytes": 64, "lists": 65_536, "dimensions": 128}, 72_033_554_432, "72 GB"),
    # 3 - ln 0.001 = 3 + 6.907755
    ("logq_correction", {"score": 3, "sampling_probability": 0.001}, 9.907755, "9.91"),
    # 1/61 + 1/62 = 0.016393 + 0.016129
    ("reciprocal_rank_fusion", {"ranks": [1, 2]}, 0.03252247, "0.0325"),
    # found: 3 + 2/1.584963 + 3/2 + 0 + 1/2.584963 + 2/2.807355 = 6.861126;
    # best: 3 + 3/1.584963 + 2/2 + 2/2.321928 + 1/2.584963 = 7.140995
    ("ndcg_linear", {"grades": [3, 2, 3, 0, 1, 2]}, 0.9608081, "0.961"),
    # found: 7 + 3/1.584963 + 7/2 + 0 + 1/2.584963 + 3/2.807355 = 13.848263;
    # best: 7 + 7/1.584963 + 3/2 + 3/2.321928 + 1/2.584963 = 14.595390
    ("ndcg_exponential", {"grades": [3, 2, 3, 0, 1, 2]}, 0.9488107, "0.949"),
    # (1/1 + 2/3) / 3 = 0.555556
    ("average_precision", {"hits": [1, 0, 1, 0], "relevant": 3}, 0.5555556, "0.556"),
    # (1 x 0.5/0.25 + 0 + 1 x 0.1/0.5) / 4 = 2.2 / 4
    (
        "inverse_propensity",
        {"rewards": [1, 0, 1, 0], "logged": [0.25, 0.5, 0.5, 0.25], "target": [0.5, 0.2, 0.1, 0.5]},
        0.55,
        "0.55",
    ),
    # weights 2 + 0.4 + 0.2 + 2 = 4.6; 2.2 / 4.6
    (
        "self_normalized_propensity",
        {"rewards": [1, 0, 1, 0], "logged": [0.25, 0.5, 0.5, 0.25], "target": [0.5, 0.2, 0.1, 0.5]},
        0.4782609,
        "0.478",
    ),
    # (700 x 0.01 + 200 x 0.05 + 100 x 0.2) / 1,000 = 37 / 1,000
    (
        "calibration_error",
        {"counts": [700, 200, 100], "predicted": [0.05, 0.3, 0.8], "observed": [0.06, 0.25, 0.6]},
        0.037,
        "3.7 percentage points",
    ),
    # entropy of 2%: 0.02 x 3.912023 + 0.98 x 0.0202027 = 0.0980391; 0.085 / 0.0980391
    ("normalized_entropy", {"log_loss": 0.085, "base_rate": 0.02}, 0.8670011, "0.867"),
    # sqrt(-ln 0.025 / 2 = 1.844440) = 1.358102; x sqrt(2 / 10,000)
    ("ks_critical", {"expected_samples": 1e4, "actual_samples": 1e4}, 0.01920646, "1.92 percentage points"),
    # plain 10; advanced 0.1 x sqrt(200 x 13.815511 = 2,763.1) = 5.256522, + 10 x 0.1051709 = 1.051709
    ("privacy_composition", {"epsilon": 0.1, "releases": 100}, 6.308231, "6.31"),
    # one release: the plain bound is the smaller
    ("privacy_composition", {"epsilon": 0.5, "releases": 1}, 0.5, "0.5"),
    # 2 x 8e9 x 2,000 = 3.2e13; / 4.945e14 = 64.71 ms
    (
        "prefill_time",
        {"parameters": 8e9, "prompt_tokens": 2000, "flops_per_s": 9.89e14, "utilization": 0.5},
        0.06471183,
        "64.7 ms",
    ),
    # 80e9 x 0.9 - 16e9 = 5.6e10; / 2^30 = 52.15
    (
        "sequences_per_node",
        {"memory_bytes": 8e10, "usable_fraction": 0.9, "weight_bytes": 1.6e10, "cache_bytes": 2**30},
        52,
        "52 sequences",
    ),
    # 1 - 0.8^5 = 0.67232; / (0.2 x (4 x 0.1 + 1) = 0.28)
    ("speculative_speedup", {"acceptance": 0.8, "draft_tokens": 4, "draft_cost": 0.1}, 2.401143, "2.4 times"),
    # 300 x 0.015 / 32 = 0.140625; + 0.065 = 0.205625; x 100 / 0.6 = 34.27
    (
        "llm_fleet",
        {
            "rate_per_s": 100,
            "prefill_s": 0.065,
            "output_tokens": 300,
            "step_s": 0.015,
            "batch": 32,
            "target_utilization": 0.6,
        },
        35,
        "35 devices",
    ),
    # 2 + 2 + 12 / 64 = 4.1875; x 7.5e9 = 31.4e9 (ZeRO, figure 1: 31.4 GB)
    ("zero_memory", {"parameters": 7.5e9, "devices": 64, "stage": 1}, 31.40625e9, "31.4 GB"),
    # 16 / 64 x 7.5e9 (ZeRO, figure 1: 1.9 GB)
    ("zero_memory", {"parameters": 7.5e9, "devices": 64, "stage": 3}, 1.875e9, "1.88 GB"),
    # 2 x 7/8 x 14e9 = 24.5e9; / 450e9
    ("all_reduce_time", {"bytes_each": 14e9, "devices": 8, "bytes_per_s": 4.5e11}, 0.05444444, "54.4 ms"),
    # 7.848880 x 2 x 400 / 0.25 = 25,116.4
    ("sample_size_mean", {"standard_deviation": 20, "minimum_effect": 0.5}, 25_117, "25,117 users per arm"),
    # 2.801585 x sqrt(2 x 0.04 x 0.96 / 50,000 = 1.536e-6) = 2.801585 x 0.00123935
    (
        "minimum_detectable_effect",
        {"baseline": 0.04, "per_arm": 50_000},
        0.003472156,
        "0.347 percentage points",
    ),
    ("cuped_variance", {"correlation": 0.7}, 0.51, "51%"),
    # far = |50,400 - 49,600| / 2 = 400; sd sqrt(100,000 / 4) = 158.11; z = 2.529822; p = 0.0114
    ("sample_ratio_mismatch", {"control": 50_400, "treatment": 49_600}, 0.01141204, "1.14%"),
    # 1 - 0.95^20 = 1 - 0.3584859
    ("family_wise_error", {"tests": 20}, 0.6415141, "64.2%"),
]

MODEL_LIMITS: list[tuple[str, dict[str, Any], float]] = [
    ("hash_collisions", {"keys": 1, "buckets": 5}, 0),
    ("hash_collisions", {"keys": 1, "buckets": 1}, 0),
    ("hash_collisions", {"keys": 2, "buckets": 1}, 1),
    ("logq_correction", {"score": -2, "sampling_probability": 1}, -2),
    ("ndcg_linear", {"grades": [3, 2, 1]}, 1),
    ("ndcg_exponential", {"grades": [1]}, 1),
    ("average_precision", {"hits": [0, 0], "relevant": 2}, 0),
    ("average_precision", {"hits": [1, 1], "relevant": 2}, 1),
    ("calibration_error", {"counts": [5, 0], "predicted": [0.2, 1], "observed": [0.2, 0]}, 0),
    ("speculative_speedup", {"acceptance": 0, "draft_tokens": 4, "draft_cost": 0}, 1),
    (
        "sequences_per_node",
        {"memory_bytes": 10, "usable_fraction": 1, "weight_bytes": 10, "cache_bytes": 1},
        0,
    ),
    # (1 - 0.1) / 0.3 is 2.9999999999999996 or 3: noise takes no sequence away
    (
        "sequences_per_node",
        {"memory_bytes": 1, "usable_fraction": 0.9, "weight_bytes": 0.6, "cache_bytes": 0.1},
        3,
    ),
    ("zero_memory", {"parameters": 1e9, "devices": 64, "stage": 0}, 16e9),
    ("zero_memory", {"parameters": 1e9, "devices": 1, "stage": 3}, 16e9),
    ("all_reduce_time", {"bytes_each": 1e9, "devices": 1, "bytes_per_s": 1e9}, 0),
    ("cuped_variance", {"correlation": -1}, 0),
    ("sample_ratio_mismatch", {"control": 100, "treatment": 100}, 1),
    ("family_wise_error", {"tests": 1, "significance": 0.05}, 0.05),
]
