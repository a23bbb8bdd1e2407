"""Nodes, lists, states and patches."""

from __future__ import annotations

from jsonschemabench.data.corpus.kubernetes.parts import (
    CONDITION,
    IMAGE,
    METADATA,
    NAME,
    POD_SPEC,
    QUANTITY,
    REPLICAS,
    SECONDS,
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
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import MOMENT, SHA256


def others_shapes() -> dict[str, Shape]:
    status = record(
        {"observedGeneration": integer(4, 1, minimum=0)}, {"conditions": listing(CONDITION), "readyReplicas": REPLICAS}
    )
    item = record({"metadata": METADATA, "spec": POD_SPEC})
    return {
        "namespace": thing(
            "Namespace",
            "v1",
            {},
            {
                "spec": record({}, {"finalizers": listing(text("kubernetes", "a/b"))}),
                "status": record({}, {"phase": choice("Active", "Terminating")}),
            },
        ),
        "pod-list": record(
            {"apiVersion": choice("v1"), "kind": choice("PodList"), "items": listing(item, maxItems=500)},
            {"metadata": record({}, {"continue": text("abc", ""), "remainingItemCount": integer(7, 0, minimum=0)})},
        ),
        "deployment-status": record({"status": status}, {"kind": nullable(choice("Deployment"))}),
        "event": thing(
            "Event",
            "v1",
            {
                "involvedObject": record({"kind": text("Pod", "Node"), "name": NAME}),
                "type": choice("Normal", "Warning"),
            },
            {
                "count": integer(1, 9, minimum=1),
                "lastTimestamp": nullable(MOMENT),
                "message": text("Back-off", "Pulled", maxLength=1024),
            },
        ),
        "lease": thing(
            "Lease",
            "coordination.k8s.io/v1",
            {"spec": record({}, {"holderIdentity": NAME, "leaseDurationSeconds": SECONDS, "renewTime": MOMENT})},
        ),
        "node": thing(
            "Node",
            "v1",
            {
                "spec": record(
                    {},
                    {
                        "podCIDR": text("10.1.0.0/24", "10.2.0.0/16", bad=["10.1"], pattern="/[0-9]{1,2}$"),
                        "unschedulable": flag(),
                        "taints": listing(
                            record(
                                {
                                    "key": text("gpu", "spot"),
                                    "effect": choice("NoSchedule", "PreferNoSchedule", "NoExecute"),
                                },
                                {"value": text("a", "")},
                            )
                        ),
                    },
                )
            },
            {
                "status": record(
                    {},
                    {
                        "capacity": mapping(QUANTITY, ["cpu", "pods"]),
                        "images": listing(
                            record(
                                {"names": listing(IMAGE, minItems=1)},
                                {"sizeBytes": integer(1048576, 1, minimum=0, format="int64")},
                            ),
                            maxItems=50,
                        ),
                        "digest": SHA256,
                    },
                )
            },
        ),
        "patch": listing(
            union(
                "oneOf",
                record(
                    {
                        "op": choice("add", "replace", "test"),
                        "path": text("/spec/replicas", "", bad=["spec"], format="json-pointer"),
                        "value": union("anyOf", integer(2, 4), text("x", "y")),
                    }
                ),
                record({"op": choice("remove"), "path": text("/a", "/b/0", bad=["a"], format="json-pointer")}),
                record({"op": choice("move", "copy"), "from": text("/a", "/c"), "path": text("/b", "/d")}),
            ),
            minItems=1,
        ),
    }
