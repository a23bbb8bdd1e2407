"""What several of these schemas have in common."""

from __future__ import annotations

from collections.abc import Mapping

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import MOMENT, PORT

LABEL_NAME = "^[a-z0-9]([a-z0-9./-]*[a-z0-9])?$"


NAME = text("web", "orders-db", "a1", bad=["Web", "-web"], pattern="^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", maxLength=63)


LABELS = named(
    "labels",
    mapping(text("web", "prod", "", maxLength=63), ["app", "example.org/tier"], pattern=LABEL_NAME, wrong="-app"),
)


METADATA = named(
    "metadata",
    record(
        {"name": NAME},
        {
            "namespace": NAME,
            "labels": LABELS,
            "annotations": mapping(text("by hand", "{}"), ["note"]),
            "uid": text("1f", "2a"),
        },
    ),
)


QUANTITY = named(
    "quantity",
    union(
        "anyOf",
        text("500m", "1.5Gi", "64Mi", bad=["much", "1 Gi"], pattern="^[0-9]+(\\.[0-9]+)?(m|k|Ki|Mi|Gi|Ti)?$"),
        integer(2, 0, minimum=0),
    ),
)


PORT_OR_NAME = named(
    "portOrName", union("oneOf", PORT, text("http", "metrics", bad=["HTTP"], pattern="^[a-z][a-z0-9-]*$"))
)


SELECTOR = named(
    "selector",
    record(
        {},
        {
            "matchLabels": LABELS,
            "matchExpressions": listing(
                record(
                    {"key": text("app", "tier"), "operator": choice("In", "NotIn", "Exists", "DoesNotExist")},
                    {"values": listing(text("web", "db"))},
                )
            ),
        },
        minProperties=1,
    ),
)


SECONDS = integer(10, 1, 3600, minimum=0, maximum=86400, format="int32")


PROBE = named(
    "probe",
    union(
        "oneOf",
        record(
            {"httpGet": record({"port": PORT_OR_NAME}, {"path": text("/healthz", "/", bad=["healthz"], pattern="^/")})},
            {"periodSeconds": SECONDS},
        ),
        record(
            {"tcpSocket": record({"port": PORT_OR_NAME})},
            {"periodSeconds": SECONDS, "failureThreshold": integer(3, 1, minimum=1)},
        ),
        record({"exec": record({"command": listing(text("cat", "/tmp/ok"), minItems=1)})}),
    ),
)


RESOURCES = named(
    "resources",
    record({}, {"limits": mapping(QUANTITY, ["cpu", "memory"]), "requests": mapping(QUANTITY, ["cpu", "memory"])}),
)


ENV = named(
    "env",
    union(
        "oneOf",
        record({"name": text("MODE", "A"), "value": text("fast", "")}),
        record(
            {
                "name": text("TOKEN", "B"),
                "valueFrom": record(
                    {"secretKeyRef": record({"name": NAME, "key": text("token", "k")}, {"optional": flag()})}
                ),
            }
        ),
    ),
)


MOUNT = record(
    {"name": NAME, "mountPath": text("/data", "/etc/web", bad=["data"], pattern="^/")},
    {"readOnly": flag(), "subPath": text("web", "x/y")},
)


IMAGE = text("registry.example/web:1.4", "nginx", bad=["", "a b"], pattern="^[^\\s]+$")


CONTAINER = named(
    "container",
    record(
        {"name": NAME, "image": IMAGE},
        {
            "command": listing(text("serve", "--fast")),
            "ports": listing(record({"containerPort": PORT}, {"name": NAME, "protocol": choice("TCP", "UDP", "SCTP")})),
            "env": listing(ENV),
            "resources": RESOURCES,
            "livenessProbe": PROBE,
            "readinessProbe": PROBE,
            "volumeMounts": listing(MOUNT),
            "imagePullPolicy": choice("Always", "IfNotPresent", "Never"),
        },
    ),
)


VOLUME = named(
    "volume",
    union(
        "oneOf",
        record({"name": NAME, "emptyDir": record({}, {"sizeLimit": QUANTITY, "medium": choice("Memory", "")})}),
        record({"name": NAME, "configMap": record({"name": NAME}, {"optional": flag()})}),
        record(
            {
                "name": NAME,
                "secret": record({"secretName": NAME}, {"defaultMode": integer(420, 256, minimum=0, maximum=511)}),
            }
        ),
        record({"name": NAME, "persistentVolumeClaim": record({"claimName": NAME}, {"readOnly": flag()})}),
    ),
)


TOLERATION = record(
    {},
    {
        "key": text("gpu", "spot"),
        "operator": choice("Exists", "Equal"),
        "effect": choice("NoSchedule", "NoExecute"),
        "tolerationSeconds": SECONDS,
    },
)


POD_SPEC = named(
    "podSpec",
    record(
        {"containers": listing(CONTAINER, minItems=1)},
        {
            "initContainers": listing(CONTAINER),
            "volumes": listing(VOLUME),
            "restartPolicy": choice("Always", "OnFailure", "Never"),
            "nodeSelector": mapping(text("ssd", "eu"), ["disk", "zone"]),
            "tolerations": listing(TOLERATION),
            "serviceAccountName": NAME,
            "terminationGracePeriodSeconds": SECONDS,
        },
    ),
)


TEMPLATE = named("podTemplate", record({"spec": POD_SPEC}, {"metadata": METADATA}))


REPLICAS = integer(3, 0, 12, minimum=0, maximum=10000, format="int32")


SHARE = named(
    "intOrPercent",
    union("anyOf", integer(1, 2, minimum=0), text("25%", "100%", bad=["25 %", "%"], pattern="^[0-9]+%$")),
)


CLAIM_SPEC = record(
    {
        "accessModes": listing(choice("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"), minItems=1, uniqueItems=True),
        "resources": RESOURCES,
    },
    {"storageClassName": nullable(NAME), "volumeMode": choice("Filesystem", "Block")},
)


SUBJECT = record({"kind": choice("User", "Group", "ServiceAccount"), "name": NAME}, {"namespace": NAME})


RULE = record(
    {"verbs": listing(choice("get", "list", "watch", "create", "delete", "*"), minItems=1)},
    {
        "apiGroups": listing(text("", "apps")),
        "resources": listing(text("pods", "pods/log")),
        "resourceNames": listing(NAME),
    },
)


PEER = union(
    "anyOf",
    record({"podSelector": SELECTOR}, {"namespaceSelector": SELECTOR}),
    record(
        {"ipBlock": record({"cidr": text("10.0.0.0/8", "192.0.2.0/24", bad=["10.0.0.0"], pattern="^[0-9.]+/[0-9]+$")})}
    ),
)


CONDITION = record(
    {"type": choice("Available", "Progressing", "Ready"), "status": choice("True", "False", "Unknown")},
    {
        "reason": text("MinimumReplicas", "Started", bad=["no reason"], pattern="^[A-Za-z]+$"),
        "lastTransitionTime": MOMENT,
        "message": text("ok", ""),
    },
)


def thing(kind: str, version: str, required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object of the API: its version, its kind and its metadata come first."""
    head = {"apiVersion": choice(version), "kind": choice(kind), "metadata": METADATA}
    return record({**head, **required}, optional)
