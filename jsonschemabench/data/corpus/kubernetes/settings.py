"""What pods are given: addresses, files, storage."""

from __future__ import annotations

from jsonschemabench.data.corpus.kubernetes.parts import CLAIM_SPEC, LABELS, NAME, PORT_OR_NAME, QUANTITY, thing
from jsonschemabench.data.corpus.shapes import (
    Shape,
    choice,
    flag,
    integer,
    listing,
    mapping,
    named,
    record,
    text,
    union,
)
from jsonschemabench.data.corpus.words import IPV4, PORT


def settings_shapes() -> dict[str, Shape]:
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
