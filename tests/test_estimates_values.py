"""Hand-checked values and limits of every estimate function."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from macros.estimates import FORMULAS, calculate, value_text
from tests.estimate_cases import MODEL_CASES, MODEL_LIMITS, Case

# Name, arguments, value (computed by hand in the comment), text.
CASES: list[Case] = [
    # 1e9 / 86,400 = 11,574.07; times 3 = 34,722.22
    ("average_rate", {"events_per_day": 1e9}, 11_574.07407, "11,600 requests/s"),
    ("peak_rate", {"events_per_day": 1e9, "peak_factor": 3}, 34_722.22222, "34,700 requests/s"),
    # 35,000 x 0.05 = 1,750; / (8 x 0.6 = 4.8) = 364.58
    ("in_flight", {"rate_per_s": 35_000, "latency_s": 0.05}, 1750, "1,750 requests"),
    (
        "replicas",
        {"rate_per_s": 35_000, "latency_s": 0.05, "concurrency": 8, "target_utilization": 0.6},
        365,
        "365 replicas",
    ),
    # 10 ms / 0.2 = 50 ms
    ("mm1_response", {"service_s": 0.01, "utilization": 0.8}, 0.05, "50 ms"),
    # The Tail at Scale: 1 in 100 slow, 100 servers: 63%
    ("fan_out_tail", {"slow_fraction": 0.01, "calls": 100}, 0.6339677, "63.4%"),
    # 0.999 x 0.9995 = 0.9985005; x 0.99 = 0.988515495
    ("series_availability", {"availabilities": [0.999, 0.9995, 0.99]}, 0.988515495, "98.9%"),
    ("parallel_availability", {"availability": 0.99, "copies": 2}, 0.9999, "99.99%"),
    # 1e9 x 500 = 5e11 a day; x 90 = 4.5e13; x 3 = 1.35e14
    ("storage", {"events_per_day": 1e9, "bytes_per_event": 500, "days": 90, "copies": 3}, 1.35e14, "135 TB"),
    ("storage", {"events_per_day": 1e9, "bytes_per_event": 500, "days": 90}, 4.5e13, "45 TB"),
    ("bandwidth", {"rate_per_s": 35_000, "bytes_each": 2000}, 7e7, "70 MB/s"),
    # 10,000 x 1,800 = 1.8e7 items; x 200 = 3.6e9
    ("join_state", {"rate_per_s": 10_000, "window_s": 1800, "bytes_each": 200}, 3.6e9, "3.6 GB"),
    ("partitions", {"bytes_per_s": 2.55e8, "bytes_per_s_per_partition": 1e7}, 26, "26 partitions"),
    ("partitions", {"bytes_per_s": 2.5e8, "bytes_per_s_per_partition": 1e7, "consumers": 40}, 40, "40 partitions"),
    # 1e8 x (64 x 4 + 4) = 2.6e10
    (
        "embedding_table",
        {"rows": 1e8, "dimensions": 64, "bytes_per_value": 4, "optimizer_bytes_per_row": 4},
        2.6e10,
        "26 GB",
    ),
    ("flat_index", {"vectors": 1e8, "dimensions": 256, "bytes_per_value": 4}, 1.024e11, "102 GB"),
    # 6 x 175e9 x 300e9 = 3.15e23 (GPT-3: 3.14e23)
    ("training_flops", {"parameters": 175e9, "tokens": 300e9}, 3.15e23, "3.15 × 10²³ FLOP"),
    # 8.4e22 / (256 x 989e12 x 0.4 = 1.012736e17) = 829,436 s = 9.59996 days
    (
        "training_days",
        {"parameters": 7e9, "tokens": 2e12, "devices": 256, "flops_per_s": 9.89e14, "utilization": 0.4},
        9.599957,
        "9.6 days",
    ),
    # ZeRO, section 3.1: a model of 1.5 billion parameters needs at least 24 GB
    ("adam_memory", {"parameters": 1.5e9}, 2.4e10, "24 GB"),
    # 1 / (0.05 + 0.95 / 16 = 0.109375) = 9.142857
    ("amdahl", {"parallel_fraction": 0.95, "speedup": 16}, 9.142857, "9.14 times"),
    # 7 / 39
    ("pipeline_bubble", {"stages": 8, "microbatches": 32}, 0.1794872, "17.9%"),
    # sqrt(2 x 60 x 36,000 = 4,320,000) = 2,078.46 s = 34.64 min
    ("checkpoint_interval", {"checkpoint_s": 60, "mean_time_between_failures_s": 36_000}, 2078.461, "34.6 min"),
    # 989 / 3.35 = 295.22
    ("roofline_ridge", {"flops_per_s": 9.89e14, "bytes_per_s": 3.35e12}, 295.2239, "295 FLOP/byte"),
    # 2 x 32 x 8 x 128 x 2 = 131,072 bytes a token; x 8,192 = 2^30
    (
        "kv_cache",
        {"layers": 32, "kv_heads": 8, "head_dimension": 128, "bytes_per_value": 2, "tokens": 8192},
        1_073_741_824,
        "1.07 GB",
    ),
    # 16e9 / 3.35e12 = 4.776 ms
    ("decode_floor", {"weight_bytes": 16e9, "bytes_per_s": 3.35e12}, 0.004776119, "4.78 ms"),
    # 1,500 x 3,600 = 5.4 million tokens an hour; 2.5 / 5.4 = 0.46296
    ("cost_per_million_tokens", {"usd_per_hour": 2.5, "tokens_per_s": 1500}, 0.4629630, "USD 0.463"),
    ("cascade_cost", {"cheap_cost": 0.001, "pass_fraction": 0.1, "expensive_cost": 0.02}, 0.003, "0.003"),
    # (1.959964 + 0.841621)^2 = 7.848880; 0.1 x 0.9 + 0.11 x 0.89 = 0.1879; 7.848880 x 1,879 = 14,748.05
    ("sample_size_proportion", {"baseline": 0.1, "minimum_effect": 0.01}, 14_749, "14,749 users per arm"),
    # (2.575829 + 1.281552)^2 = 14.879387; 0.05 x 0.95 + 0.06 x 0.94 = 0.1039; x 1,039 = 15,459.68
    (
        "sample_size_proportion",
        {"baseline": 0.05, "minimum_effect": 0.01, "significance": 0.01, "power": 0.9},
        15_460,
        "15,460 users per arm",
    ),
    # 29,498 / 14,000 = 2.107
    ("experiment_weeks", {"per_arm": 14_749, "arms": 2, "eligible_per_day": 2000}, 3, "3 weeks"),
    # exactly two weeks stay two
    ("experiment_weeks", {"per_arm": 14_000, "arms": 2, "eligible_per_day": 2000}, 2, "2 weeks"),
    # 0.0009 / (0.0009 + 0.00999) = 0.0826446
    (
        "precision_at_base_rate",
        {"prevalence": 0.001, "recall": 0.9, "false_positive_rate": 0.01},
        0.0826446,
        "8.26%",
    ),
    # 5 / 105
    ("cost_threshold", {"false_positive_cost": 5, "false_negative_cost": 100}, 0.0476190, "4.76%"),
    # 0.5 / (0.5 + 50) = 0.00990099
    ("undo_downsampling", {"probability": 0.5, "keep_rate": 0.01}, 0.00990099, "0.99%"),
    # 0.1 ln 2 + 0.1 ln 1.5 = 0.0693147 + 0.0405465
    ("psi", {"expected": [0.1, 0.2, 0.3, 0.4], "actual": [0.2, 0.2, 0.2, 0.4]}, 0.1098612, "0.11"),
    ("expected_false_alarms", {"checks_per_day": 200, "false_alarm_rate": 0.01, "days": 30}, 60, "60 alarms"),
    # 1.959964 x sqrt(0.0475 / 1,000 = 4.75e-5) = 1.959964 x 0.00689202
    ("prevalence_margin", {"prevalence": 0.05, "samples": 1000}, 0.01350812, "1.35 percentage points"),
    ("cohen_kappa", {"observed_agreement": 0.8, "chance_agreement": 0.5}, 0.6, "0.6"),
    # 0.95^5 = 0.7737809; squared = 0.5987369
    ("success_chain", {"step_success": 0.95, "steps": 10}, 0.5987369, "59.9%"),
    ("selection_ratio", {"lower_rate": 0.3, "higher_rate": 0.5}, 0.6, "0.6"),
    # 3/7 x 3/7 x 0.8 = 7.2 / 49
    (
        "implied_false_positive_rate",
        {"prevalence": 0.3, "precision": 0.7, "false_negative_rate": 0.2},
        0.1469388,
        "14.7%",
    ),
    # 100 x 720 = 72,000 kWh; x 1.2 x 0.35 = 30,240
    ("carbon", {"power_kw": 100, "hours": 720, "pue": 1.2, "kg_per_kwh": 0.35}, 30_240, "30.2 t CO2e"),
    *MODEL_CASES,
]
EXAMPLES: dict[str, dict[str, Any]] = {name: arguments for name, arguments, _, _ in reversed(CASES)}


@pytest.mark.parametrize(("name", "arguments", "value", "text"), CASES)
def test_hand_checked_value(name: str, arguments: dict[str, Any], value: float, text: str) -> None:
    assert calculate(name, arguments) == pytest.approx(value, rel=2e-6)
    assert value_text(name, arguments) == text


def test_every_function_has_a_hand_checked_value() -> None:
    assert set(EXAMPLES) == set(FORMULAS)


WHOLE = "replicas partitions sample_size_proportion sample_size_mean experiment_weeks sequences_per_node llm_fleet"


@pytest.mark.parametrize("name", WHOLE.split())
def test_what_is_counted_is_whole(name: str) -> None:
    assert isinstance(calculate(name, EXAMPLES[name]), int)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=lambda f: f.name)
def test_the_docstring_names_a_source_and_arguments_are_keywords(formula: Any) -> None:
    assert "Source: " in formula.function.__doc__
    kinds = {parameter.kind for parameter in inspect.signature(formula.function).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


LIMITS: list[tuple[str, dict[str, Any], float]] = [
    ("mm1_response", {"service_s": 0.01, "utilization": 0}, 0.01),
    ("fan_out_tail", {"slow_fraction": 0, "calls": 100}, 0),
    ("fan_out_tail", {"slow_fraction": 0.2, "calls": 1}, 0.2),
    ("series_availability", {"availabilities": [0.9]}, 0.9),
    ("parallel_availability", {"availability": 0.9, "copies": 1}, 0.9),
    ("replicas", {"rate_per_s": 1e-9, "latency_s": 1e-9, "concurrency": 1, "target_utilization": 1}, 1),
    # 0.1 x 3 is 0.30000000000000004: noise is not a fourth replica
    ("replicas", {"rate_per_s": 3, "latency_s": 0.1, "concurrency": 0.1, "target_utilization": 1}, 3),
    ("amdahl", {"parallel_fraction": 0, "speedup": 1e9}, 1),
    ("amdahl", {"parallel_fraction": 1, "speedup": 8}, 8),
    ("amdahl", {"parallel_fraction": 0.75, "speedup": 1e15}, 4),
    ("pipeline_bubble", {"stages": 1, "microbatches": 7}, 0),
    ("pipeline_bubble", {"stages": 4, "microbatches": 1}, 0.75),
    ("cascade_cost", {"cheap_cost": 2, "pass_fraction": 0, "expensive_cost": 9}, 2),
    ("precision_at_base_rate", {"prevalence": 1, "recall": 0.5, "false_positive_rate": 0.5}, 1),
    ("precision_at_base_rate", {"prevalence": 0.3, "recall": 0.5, "false_positive_rate": 0.5}, 0.3),
    ("cost_threshold", {"false_positive_cost": 7, "false_negative_cost": 7}, 0.5),
    ("undo_downsampling", {"probability": 0.37, "keep_rate": 1}, 0.37),
    ("undo_downsampling", {"probability": 0, "keep_rate": 0.1}, 0),
    ("undo_downsampling", {"probability": 1, "keep_rate": 0.1}, 1),
    ("psi", {"expected": [0.25] * 4, "actual": [0.25] * 4}, 0),
    ("cohen_kappa", {"observed_agreement": 1, "chance_agreement": 0.9}, 1),
    ("cohen_kappa", {"observed_agreement": 0, "chance_agreement": 0.5}, -1),
    ("success_chain", {"step_success": 1, "steps": 50}, 1),
    ("selection_ratio", {"lower_rate": 0, "higher_rate": 0.5}, 0),
    ("implied_false_positive_rate", {"prevalence": 0.3, "precision": 1, "false_negative_rate": 0.2}, 0),
    *MODEL_LIMITS,
]


@pytest.mark.parametrize(("name", "arguments", "value"), LIMITS)
def test_limit(name: str, arguments: dict[str, Any], value: float) -> None:
    assert calculate(name, arguments) == pytest.approx(value, rel=1e-12, abs=1e-12)
