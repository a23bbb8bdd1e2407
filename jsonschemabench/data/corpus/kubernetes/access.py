"""Who may do what, and how much of it."""

from __future__ import annotations

from jsonschemabench.data.corpus.kubernetes.parts import (
    NAME,
    PEER,
    PORT_OR_NAME,
    QUANTITY,
    RULE,
    SELECTOR,
    SHARE,
    SUBJECT,
    thing,
)
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    nullable,
    number,
    record,
    union,
)


def access_shapes() -> dict[str, Shape]:
    """Who may do what, and how much of it."""
    role_ref = record(
        {"apiGroup": choice("rbac.authorization.k8s.io"), "kind": choice("Role", "ClusterRole"), "name": NAME}
    )
    ports = listing(record({}, {"port": PORT_OR_NAME, "protocol": choice("TCP", "UDP")}))
    metric = record(
        {
            "type": choice("Resource"),
            "resource": record(
                {
                    "name": choice("cpu", "memory"),
                    "target": record(
                        {
                            "type": choice("Utilization"),
                            "averageUtilization": integer(80, 1, 100, minimum=1, maximum=100),
                        }
                    ),
                }
            ),
        }
    )
    scaled = record(
        {
            "maxReplicas": integer(10, 1, minimum=1),
            "scaleTargetRef": record({"kind": choice("Deployment", "StatefulSet"), "name": NAME}),
        },
        {"minReplicas": integer(2, 1, minimum=0), "metrics": listing(metric)},
    )
    return {
        "service-account": thing(
            "ServiceAccount",
            "v1",
            {},
            {"imagePullSecrets": listing(record({"name": NAME})), "automountServiceAccountToken": flag()},
        ),
        "role": thing("Role", "rbac.authorization.k8s.io/v1", {"rules": listing(RULE)}),
        "cluster-role": thing(
            "ClusterRole",
            "rbac.authorization.k8s.io/v1",
            {"rules": nullable(listing(RULE))},
            {"aggregationRule": record({"clusterRoleSelectors": listing(SELECTOR, minItems=1)})},
        ),
        "role-binding": thing(
            "RoleBinding",
            "rbac.authorization.k8s.io/v1",
            {"roleRef": role_ref, "subjects": listing(SUBJECT, minItems=1)},
        ),
        "network-policy": thing(
            "NetworkPolicy",
            "networking.k8s.io/v1",
            {
                "spec": record(
                    {"podSelector": SELECTOR},
                    {
                        "policyTypes": listing(choice("Ingress", "Egress"), uniqueItems=True, maxItems=2),
                        "ingress": listing(record({}, {"from": listing(PEER), "ports": ports})),
                        "egress": listing(record({}, {"to": listing(PEER), "ports": ports})),
                    },
                )
            },
        ),
        "autoscaler": thing("HorizontalPodAutoscaler", "autoscaling/v2", {"spec": scaled}),
        "disruption-budget": thing(
            "PodDisruptionBudget",
            "policy/v1",
            {
                "spec": union(
                    "oneOf",
                    record({"selector": SELECTOR, "minAvailable": SHARE}),
                    record({"selector": SELECTOR, "maxUnavailable": SHARE}),
                )
            },
        ),
        "resource-quota": thing(
            "ResourceQuota",
            "v1",
            {
                "spec": record(
                    {"hard": mapping(QUANTITY, ["requests.cpu", "pods"], minProperties=1)},
                    {"scopes": listing(choice("BestEffort", "NotBestEffort"), uniqueItems=True)},
                )
            },
        ),
        "limit-range": thing(
            "LimitRange",
            "v1",
            {
                "spec": record(
                    {
                        "limits": listing(
                            record(
                                {"type": choice("Container", "Pod")},
                                {
                                    "default": mapping(QUANTITY, ["cpu"]),
                                    "max": mapping(QUANTITY, ["memory"]),
                                    "maxLimitRequestRatio": mapping(number(2, 1.5, minimum=1), ["cpu"]),
                                },
                            ),
                            minItems=1,
                        )
                    }
                )
            },
        ),
        "priority-class": thing(
            "PriorityClass",
            "scheduling.k8s.io/v1",
            {"value": integer(1000, -5, minimum=-2147483648, maximum=1000000000)},
            {"globalDefault": flag(), "preemptionPolicy": choice("Never", "PreemptLowerPriority")},
        ),
    }
