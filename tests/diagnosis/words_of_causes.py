"""What `check` finds where a word stands in a place in which causes know words: programs, images,
annotations, verbs, classes, finalizers, folders.

Each row of ROWS is documents with WORD in them, and the words; words that are nearly such a word stand
beside it. What is found is written once into tests/data/words_of_causes.txt, read by people, and
compared by a test: `python tests/diagnosis/words_of_causes.py` writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml
from crafting import check

FILE = Path(__file__).parents[1] / "data/words_of_causes.txt"
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, CONTAINER}]}
"""
POD = "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {SPEC}}"
ANNOTATED = '{apiVersion: v1, kind: Service, metadata: {name: web, annotations: {"WORD": x}}, spec: {clusterIP: None, selector: {app: a}}}'
ROLE = (
    "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{RULE}]}"
)
PROGRAMS = """echo printf date true false : cat touch mkdir hostname exit ls env printenv pwd id whoami
uname sync export set cd test [ rm cp mv chmod chown df uptime sleep seq expr dd head grep sed awk cut
sort wc ln tee basename return serve tail sh bash ash dash zsh ksh fish stat source . nginx"""
IMAGES = """nginx busybox alpine ubuntu debian redis postgres mysql mongo mariadb httpd python node golang
rabbitmq memcached wordpress tomcat haproxy traefik consul vault influxdb elasticsearch kibana logstash
zookeeper cassandra nextcloud ghost jenkins registry perl ruby openjdk maven gradle fedora centos drupal
joomla sonarqube neo4j couchdb fluentd telegraf docker bash caddy nats php rust amazonlinux rockylinux
almalinux oraclelinux eclipse-temurin amazoncorretto hello-world buildpack-deps gcc julia valkey"""
EXPECTED = """bash curl python python3 java node npm jq dig git kubectl mysql psql redis-cli mongo mongosh
apt-get apt yum ruby php nginx redis-server systemctl service go perl openssl nmap wget ls"""
READ = {
    "pod-security.kubernetes.io": "enforce audit warn enforce-version warn-version",
    "nginx.ingress.kubernetes.io": """rewrite-target use-regex ssl-redirect force-ssl-redirect
    backend-protocol proxy-body-size proxy-read-timeout proxy-send-timeout canary app-root canary-weight
    canary-by-header auth-type auth-secret auth-url affinity enable-cors cors-allow-origin
    whitelist-source-range configuration-snippet""",
    "kubernetes.io": "ingress.class metadata.name change-cause",
    "sidecar.istio.io": "inject proxyCPU proxyMemory proxyImage",
    "cert-manager.io": "cluster-issuer issuer issuer-kind common-name",
    "prometheus.io": "scrape port path scheme",
    "service.kubernetes.io": "topology-mode headless",
    "storageclass.kubernetes.io": "is-default-class",
    "ingressclass.kubernetes.io": "is-default-class",
    "cluster-autoscaler.kubernetes.io": "safe-to-evict",
    "node-role.kubernetes.io": "control-plane worker",
    "topology.kubernetes.io": "zone region",
}
CLASSES = """nginx traefik haproxy alb gce kong contour istio cilium azure public openshift-default
azure-application-gateway nginx-internal webapprouting standard gp2 gp3 default local-path hostpath
managed-csi managed-premium standard-rwo premium-rwo longhorn do-block-storage nfs-client
microk8s-hostpath mine"""
VERBS = """get list watch create update patch delete deletecollection use bind escalate impersonate approve
sign attest proxy * post put read view write edit modify remove destroy add make"""
FINALIZERS = """kubernetes.io/pvc-protection kubernetes.io/pv-protection foregroundDeletion orphan
service.kubernetes.io/load-balancer-cleanup customresourcecleanup.apiextensions.k8s.io
batch.kubernetes.io/job-tracking example.com/mine"""
FOLDERS = (
    """/var/x /etc/x /run/x /dev /sys /proc /usr/x /lib/x /opt/cni /tmp /data /does-not-exist /"""
)
HOSTS = """localhost host kubernetes metadata docker none null auto true false all any web db stdout
example.com 10.0.0.1 web.shop web.default.svc.cluster.local
kubernetes.default kubernetes.default.svc kubernetes.shop.svc"""
CALLS = """get describe wait rollout patch label annotate set edit apply delete create logs exec scale
cordon version"""
SETTINGS = """MYSQL_ROOT_PASSWORD MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD
MYSQL_ROOT_PASSWORD_FILE MYSQL_ROOT_PASSWORD_HASH MYSQL_ALLOW_EMPTY_ROOT_PASSWORD MARIADB_ROOT_PASSWORD
MARIADB_ALLOW_EMPTY_PASSWORD MARIADB_RANDOM_ROOT_PASSWORD MARIADB_ROOT_PASSWORD_FILE
MARIADB_ROOT_PASSWORD_HASH MARIADB_ALLOW_EMPTY_ROOT_PASSWORD POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE
POSTGRES_HOST_AUTH_METHOD OTHER"""
PORTS = "metrics health admin-x probe prom debug-x monitor http web"
SIZES = "1b 1k 1m 1g 1t 16m 511m 512m 513m 1.5g"
NEEDY = """nginx httpd redis valkey memcached mysql mariadb postgres mongo rabbitmq tomcat wordpress
busybox"""


def container(fields: str) -> str:
    """Return a Deployment with one container."""
    return DEPLOYMENT.replace("CONTAINER", fields)


def shell(line: str) -> str:
    """Return a Deployment of busybox that runs a line of the shell."""
    return container(f'image: busybox, command: ["sh", "-c", "{line}"]')


def pod(spec: str) -> str:
    """Return a pod."""
    return POD.replace("SPEC", spec)


def words(text: str) -> list[str]:
    return text.split()


def slips(text: str) -> list[str]:
    """Return words, and each with its last letter twice."""
    return [form for word in words(text) for form in (word, word + word[-1])]


def swapped(word: str) -> str:
    """Return a word with two letters in the place of each other."""
    return word[:1] + word[2] + word[1] + word[3:]


ROWS: list[tuple[str, str | list[str]]] = [
    (shell("WORD x"), PROGRAMS),
    (shell("WORD /does/not/exist"), PROGRAMS),
    (shell("sleep 9; WORD /tmp/x"), "tail wait pause cat server"),
    (
        shell("WORD sleep 5"),
        [
            "while",
            "until",
            "do",
            "then",
            "else",
            "elif",
            "if",
            "!",
            "{",
            "(",
            "time",
            "nohup",
            "exec",
        ]
        + [
            "done",
            "fi",
            "esac",
            "}",
            ")",
            "X=1",
            "env",
            "case",
            "for",
            "trap",
            "select",
            "function",
        ],
    ),
    (shell("sleep WORD"), "5 5s 1m 119 120 121 2m 1h 1d inf infinity 1.5 x"),
    (container('image: "web:1", command: ["WORD"]'), PROGRAMS),
    (
        container('image: "web:1", command: [serve, "WORD", log]'),
        "&& || | ; > >> 2>&1 < & -",
    ),
    (
        container('image: "web:1", command: ["WORD"]'),
        [
            *map(
                swapped, words("sleep bash echo python python3 nginx redis-server mysqld postgres")
            ),
            *map(swapped, words("mongod httpd java node curl wget tail printf kubectl gunicorn")),
        ],
    ),
    (container('image: "WORD:1"'), IMAGES),
    (container('image: "WORD:1", command: [serve]'), [swapped(word) for word in words(IMAGES)]),
    (
        container('image: "WORD", command: [serve]'),
        [
            "<image>",
            "${IMAGE}",
            "{{image}}",
            "your-image",
            "yourcompany/web",
            "IMAGE",
            "REPLACE_ME:1",
        ]
        + ["CHANGE_ME", "TODO", "web:latset", "your_registry/web", "my-image", "user/your-app:1"],
    ),
    *((container(f"image: {image}, command: [WORD]"), EXPECTED) for image in ("alpine", "busybox")),
    (
        container("image: busybox, command: [WORD]"),
        "/bin/curl /sbin/curl /usr/bin/curl /usr/sbin/curl /opt/curl /bin/ls",
    ),
    *(
        (ANNOTATED.replace("WORD", f"{prefix}/WORD"), slips(names))
        for prefix, names in READ.items()
    ),
    (
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {ingressClassName: WORD, defaultBackend: {resource: {kind: Bucket, name: b}}}}",
        slips(CLASSES),
    ),
    (
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {accessModes: [ReadWriteOnce], storageClassName: WORD, resources: {requests: {storage: 1Gi}}}}",
        slips(CLASSES),
    ),
    (
        pod("priorityClassName: WORD, containers: [{name: web, image: web}]"),
        slips("system-cluster-critical system-node-critical high"),
    ),
    (ROLE.replace("RULE", 'apiGroups: [""], resources: [pods], verbs: ["WORD"]'), slips(VERBS)),
    (
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, uid: u, creationTimestamp: "2020-01-01T00:00:00Z", deletionTimestamp: "2020-01-01T00:00:00Z", finalizers: [WORD]}}',
        FINALIZERS,
    ),
    *(
        (
            pod(
                f"volumes: [{{name: v, hostPath: {{path: WORD, type: {kind}}}}}], containers: [{{name: web, image: web}}]"
            ),
            FOLDERS,
        )
        for kind in ("Directory", "DirectoryOrCreate")
    ),
    (
        pod(
            "volumes: [{name: v, hostPath: {path: /data, type: WORD}}], containers: [{name: web, image: web}]"
        ),
        "Directory File Socket CharDevice BlockDevice DirectoryOrCreate FileOrCreate",
    ),
    (
        container('image: "web:1", env: [{name: URL, value: "http://WORD:80/"}]'),
        HOSTS,
    ),
    (
        container('image: kubectl, command: ["sh", "-c", "kubectl WORD pods x -n shop"]'),
        CALLS,
    ),
    (
        container(
            'image: curl, command: ["sh", "-c", "curl -X WORD https://kubernetes.default/api/v1/namespaces/shop/pods"]'
        ),
        "GET POST PUT PATCH DELETE HEAD",
    ),
    *(
        (container(f'image: "{image}:1", env: [{{name: WORD, value: x}}]'), SETTINGS)
        for image in ("mysql", "mariadb", "postgres")
    ),
    (container('image: "WORD:1", ports: [{containerPort: 1}]'), NEEDY),
    *(
        (container(f'image: "WORD:1", resources: {{limits: {{memory: {size}Mi}}}}'), NEEDY)
        for size in (15, 17, 47, 49, 63, 65, 127, 129)
    ),
    (
        container(
            'image: "WORD:1", ports: [{containerPort: 80}], securityContext: {runAsNonRoot: true}'
        ),
        NEEDY,
    ),
    *(
        (
            container(
                f'image: "web:1", args: ["{option}"], resources: {{limits: {{memory: 512Mi}}}}'
            ),
            SIZES,
        )
        for option in ("-XmxWORD", "--vm-bytes WORD", "head -c WORD /dev/zero | tail")
    ),
    (
        container('image: "web:1", args: ["bytearray(WORD)"], resources: {limits: {memory: 1Mi}}'),
        ["1048576", "1048577", "1024*1024", "2 * 1024 * 1024", "2**20", "2**21", "1_048_577"],
    ),
    (
        container(
            'image: "web:1", args: ["--max-old-space-size=WORD"], resources: {limits: {memory: 512Mi}}'
        ),
        "511 512 513",
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: WORD}]}}\n---"
        + container(
            'image: "web:1", ports: [{containerPort: 80, name: http}, {containerPort: 90, name: metrics}]'
        ),
        "80 90 91 http htpp metrics web",
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}\n---"
        + container('image: "web:1", ports: [{containerPort: 90, name: WORD}]'),
        PORTS,
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 1}]}}\n---"
        + container('image: "WORD:1"'),
        "nginx httpd redis valkey memcached mysql mariadb postgres mongo rabbitmq tomcat wordpress busybox",
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}\n---"
        + container(
            'image: "web:1", readinessProbe: {tcpSocket: {port: 80}}, env: [{name: WORD, value: "127.0.0.1"}]'
        ),
        "HOST BIND LISTEN BIND_ADDR APP_BIND_ADDRESS LISTEN_HOST SERVER_LISTEN_IP DB_HOST BINDING HOSTNAME",
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}\n---"
        + container(
            'image: "web:1", readinessProbe: {tcpSocket: {port: 80}}, env: [{name: HOST, value: "WORD"}]'
        ),
        "127.0.0.1 localhost 127.0.0.1:80 localhost:8080 0.0.0.0 127.0.0.2 localhosts 10.0.0.1",
    ),
    (
        "{apiVersion: v1, kind: Service, metadata: {name: WORD}, spec: {selector: {app: web}, ports: [{port: 80}]}}",
        "svc cluster local default pod pods services web",
    ),
    (
        container('image: kubectl, command: ["sh", "-c", "kubectl get WORD shop pods"]'),
        "-n --namespace -o --output -l --selector -f -c --sort-by -A --all-namespaces --watch --namespace=x",
    ),
]


def text() -> str:
    """Return every row: its documents, and each word with what is found."""
    return "".join(line + "\n" for row in ROWS for line in lines(*row))


def lines(template: str, several: str | list[str]) -> Iterator[str]:
    yield f"==== {' '.join(template.split())}"
    for word in words(several) if isinstance(several, str) else several:
        found = check(yaml.safe_load_all(template.replace("WORD", word)))
        yield f"{word}:" + "".join(
            f" +{one.severity} {one.code.name} {one.field}: {one.because} [{one.fix}]"
            for one in found
        )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
