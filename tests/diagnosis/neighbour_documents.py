"""Parts of the examples, and documents beside them, that several neighbours share; with braces doubled
where something is filled in.
"""

AUTOSCALER = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\nspec: {{minReplicas: {}, maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}}}"
BIG_NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {memory: 1Gi, cpu: 8, pods: 100}}"
BOUND = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: default, uid: u2}\nspec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}\nstatus: {phase: Running}'
CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: data}}\nspec: {{accessModes: [ReadWriteOnce], storageClassName: {}, resources: {{requests: {{storage: 1Gi}}}}}}"
COMMAND = '["python app.py --port 80"]'
DEMAND = 'if [ -z "$DB_HOST" ]; then echo "DB_HOST is not set"; exit 1; fi; exec server'
DOWN = "apiVersion: v1\nkind: Node\nmetadata: {name: node-1, uid: u2}\nstatus: {conditions: [{type: Ready, status: Unknown}]}"
EVENT = "apiVersion: v1\nkind: Event\nmetadata: {{name: web.1, namespace: default, uid: u2}}\ninvolvedObject: {{kind: Pod, namespace: default, name: web}}\ntype: Warning\nreason: {}\nmessage: {}"
GIVEN_ENV = 'env: [{name: JAVA_OPTS, value: "-Xmx1g"}]'
INGRESS = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: shop}}\nspec: {{ingressClassName: {}, defaultBackend: {{service: {{name: web, port: {{number: 80}}}}}}}}"
LIMITS = "apiVersion: v1\nkind: LimitRange\nmetadata: {{name: l}}\nspec: {{limits: [{{type: Container, {}}}]}}"
MANUAL = (
    "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: manual}\nprovisioner: "
)
METRIC = (
    "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}"
)
NODE = "apiVersion: v1\nkind: Node\nmetadata: {name: worker-1, labels: {disktype: hdd}}"
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}"
POD_SECURITY = "pod-security.kubernetes.io"
QUOTA_SMALL = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: small}\nspec: {hard: {requests.memory: 1Gi}}"
SA = "kind: ServiceAccount\nmetadata: {name: agent}"
SERVICE_CATALOG = "apiVersion: v1\nkind: Service\nmetadata: {name: catalog}\nspec: {selector: {app: catalog}, ports: [{port: 8080}]}"
SIZED = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: data}}\nspec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {}}}}}}}"
ZONED = "apiVersion: v1\nkind: Node\nmetadata: {{name: n1, labels: {{topology.kubernetes.io/zone: {}}}}}"
