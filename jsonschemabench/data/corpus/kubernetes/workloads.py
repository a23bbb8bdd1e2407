"""What runs pods."""

from __future__ import annotations

from jsonschemabench.data.corpus.kubernetes.parts import (
    CLAIM_SPEC,
    METADATA,
    NAME,
    POD_SPEC,
    REPLICAS,
    SECONDS,
    SELECTOR,
    SHARE,
    TEMPLATE,
    thing,
)
from jsonschemabench.data.corpus.shapes import Shape, choice, flag, integer, listing, named, nullable, record, union
from jsonschemabench.data.corpus.words import CRON


def workloads_shapes() -> dict[str, Shape]:
    """What runs pods."""
    job = record(
        {"template": TEMPLATE},
        {
            "parallelism": REPLICAS,
            "completions": nullable(REPLICAS),
            "backoffLimit": integer(6, 0, minimum=0),
            "activeDeadlineSeconds": SECONDS,
        },
    )
    rolling = record({}, {"maxSurge": SHARE, "maxUnavailable": SHARE})
    strategy = union(
        "oneOf",
        record({"type": choice("Recreate")}),
        record({"type": choice("RollingUpdate")}, {"rollingUpdate": rolling}),
    )
    claim = record({"metadata": METADATA, "spec": CLAIM_SPEC})
    return {
        "pod": thing("Pod", "v1", {"spec": POD_SPEC}),
        "deployment": thing(
            "Deployment",
            "apps/v1",
            {
                "spec": record(
                    {"selector": SELECTOR, "template": TEMPLATE},
                    {"replicas": REPLICAS, "strategy": strategy, "revisionHistoryLimit": REPLICAS, "paused": flag()},
                )
            },
        ),
        "stateful-set": thing(
            "StatefulSet",
            "apps/v1",
            {
                "spec": record(
                    {"serviceName": NAME, "selector": SELECTOR, "template": TEMPLATE},
                    {
                        "replicas": REPLICAS,
                        "volumeClaimTemplates": listing(claim),
                        "podManagementPolicy": choice("OrderedReady", "Parallel"),
                    },
                )
            },
        ),
        "daemon-set": thing(
            "DaemonSet",
            "apps/v1",
            {
                "spec": record(
                    {"selector": SELECTOR, "template": TEMPLATE},
                    {
                        "minReadySeconds": SECONDS,
                        "updateStrategy": record(
                            {"type": choice("OnDelete", "RollingUpdate")}, {"rollingUpdate": rolling}
                        ),
                    },
                )
            },
        ),
        "job": thing("Job", "batch/v1", {"spec": job}),
        "cron-job": thing(
            "CronJob",
            "batch/v1",
            {
                "spec": record(
                    {"schedule": CRON, "jobTemplate": record({"spec": named("jobSpec", job)})},
                    {
                        "concurrencyPolicy": choice("Allow", "Forbid", "Replace"),
                        "suspend": flag(),
                        "startingDeadlineSeconds": SECONDS,
                    },
                )
            },
        ),
        "replica-set": thing(
            "ReplicaSet",
            "apps/v1",
            {"spec": record({"selector": SELECTOR}, {"replicas": REPLICAS, "template": TEMPLATE})},
        ),
    }
