"""Objects of a cluster: metadata everywhere, references to shared parts, lists in records in lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    nullable,
    number,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import CRON, IPV4, MOMENT, PORT, SHA256

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


def shapes() -> Iterator[tuple[str, str, Shape]]:
    """Name, draft and shape of each case."""
    for name, shape in {**workloads(), **settings(), **access(), **_others()}.items():
        yield name, "draft7" if name.endswith(("set", "map", "role")) else "", shape


def workloads() -> dict[str, Shape]:
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


def settings() -> dict[str, Shape]:
    """What pods are given: addresses, files, storage."""
    service_port = record(
        {"port": PORT},
        {
            "name": NAME,
            "targetPort": PORT_OR_NAME,
            "nodePort": integer(30080, 32767, minimum=30000, maximum=32767),
            "protocol": choice("TCP", "UDP"),
        },
    )
    service = record(
        {"ports": listing(service_port, minItems=1)},
        {
            "selector": LABELS,
            "type": choice("ClusterIP", "NodePort", "LoadBalancer"),
            "externalIPs": listing(IPV4),
            "sessionAffinity": choice("None", "ClientIP"),
        },
    )
    backend = named(
        "backend",
        record(
            {
                "service": record(
                    {"name": NAME, "port": union("oneOf", record({"number": PORT}), record({"name": NAME}))}
                )
            }
        ),
    )
    path = record(
        {
            "path": text("/", "/api", bad=["api"], pattern="^/"),
            "pathType": choice("Exact", "Prefix"),
            "backend": backend,
        }
    )
    rule = record(
        {"http": record({"paths": listing(path, minItems=1)})},
        {
            "host": text(
                "shop.example", "*.shop.example", bad=["shop..example"], pattern="^(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)*$"
            )
        },
    )
    key = "^[A-Za-z0-9._-]+$"
    return {
        "service": thing("Service", "v1", {"spec": service}),
        "ingress": thing(
            "Ingress",
            "networking.k8s.io/v1",
            {
                "spec": record(
                    {"rules": listing(rule, minItems=1)},
                    {
                        "tls": listing(
                            record({"hosts": listing(text("shop.example", "www.example"))}, {"secretName": NAME})
                        ),
                        "defaultBackend": backend,
                    },
                )
            },
        ),
        "config-map": thing(
            "ConfigMap",
            "v1",
            {},
            {
                "data": mapping(text("a=1\n", "{}"), ["app.properties", "mode"], pattern=key, wrong="two words"),
                "immutable": flag(),
            },
        ),
        "secret": thing(
            "Secret",
            "v1",
            {},
            {
                "data": mapping(
                    text("c2VjcmV0", "YQ==", bad=["?"], pattern="^[A-Za-z0-9+/]*={0,2}$"),
                    ["token"],
                    pattern=key,
                    wrong="a b",
                ),
                "type": text("Opaque", "kubernetes.io/tls"),
            },
        ),
        "claim": thing("PersistentVolumeClaim", "v1", {"spec": CLAIM_SPEC}),
        "volume": thing(
            "PersistentVolume",
            "v1",
            {
                "spec": record(
                    {
                        "capacity": mapping(QUANTITY, ["storage"]),
                        "accessModes": listing(choice("ReadWriteOnce", "ReadOnlyMany"), minItems=1),
                    },
                    {
                        "persistentVolumeReclaimPolicy": choice("Retain", "Delete"),
                        "hostPath": record({"path": text("/srv", "/data", bad=["srv"], pattern="^/")}),
                    },
                )
            },
        ),
        "storage-class": thing(
            "StorageClass",
            "storage.k8s.io/v1",
            {"provisioner": text("disk.example/ssd", "none")},
            {"parameters": mapping(text("fast", "2"), ["tier"]), "allowVolumeExpansion": flag()},
        ),
        "endpoints": thing(
            "Endpoints",
            "v1",
            {},
            {
                "subsets": listing(
                    record(
                        {
                            "addresses": listing(record({"ip": IPV4}, {"nodeName": NAME}), minItems=1),
                            "ports": listing(record({"port": PORT}, {"name": NAME})),
                        }
                    )
                )
            },
        ),
    }


def access() -> dict[str, Shape]:
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


def _others() -> dict[str, Shape]:
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
