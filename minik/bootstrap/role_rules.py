"""What the roles allow that every cluster begins with.

A rule is written `groups:resources:verbs`, with `:names` where it is about some objects only, or
`url:paths:verbs`; R is get, list and watch, W all verbs that write, E the rule on events.
Upstream facts: `bootstrappolicy`.
"""

VERBS = {
    "R": "get,list,watch",
    "L": "list,watch",
    "W": "create,delete,deletecollection,patch,update",
}
EVENTS = ",events.k8s.io:events:create,patch,update"
APPS, BOTH = "apps", "apps,extensions"
AUTHENTICATION, AUTHORIZATION = "authentication.k8s.io", "authorization.k8s.io"
LEASES, RBAC = "coordination.k8s.io:leases", "rbac.authorization.k8s.io"
SIGNING, SLICES, STORAGE = (
    "certificates.k8s.io",
    "discovery.k8s.io:endpointslices",
    "storage.k8s.io",
)
NETWORK, ADMISSION = "networking.k8s.io", "admissionregistration.k8s.io"
SIGNERS = f"{SIGNING}:signers"
CLIENT, KUBELET = (
    "kubernetes.io/kube-apiserver-client",
    "kubernetes.io/kube-apiserver-client-kubelet",
)
SERVING, LEGACY = "kubernetes.io/kubelet-serving", "kubernetes.io/legacy-unknown"
LEADER = "{0}:create {0}:get,update:{1}"
PODS = "pods/attach,pods/exec,pods/portforward,pods/proxy"
SCALED = (
    "daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale"
)
WATCHED = "daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status"

# name → its rules
ROLES = {
    "cluster-admin": "*:*:* url:*:*",
    "system:aggregate-to-admin": f"{AUTHORIZATION}:localsubjectaccessreviews:create "
    f"{RBAC}:rolebindings,roles:R,W",
    "system:aggregate-to-edit": f":{PODS},secrets,services/proxy:R :serviceaccounts:impersonate "
    f":pods,{PODS}:W :pods/eviction:create :configmaps,events,persistentvolumeclaims,"
    "replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy:W "
    f":serviceaccounts/token:create {APPS}:{SCALED},statefulsets,statefulsets/scale:W "
    "autoscaling:horizontalpodautoscalers:W batch:cronjobs,jobs:W "
    f"extensions:{SCALED},ingresses,networkpolicies,replicationcontrollers/scale:W "
    f"policy:poddisruptionbudgets:W {NETWORK}:ingresses,networkpolicies:W {LEASES}:R,W",
    "system:aggregate-to-view": ":configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,"
    "pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status:R "
    ":bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,"
    f"resourcequotas,resourcequotas/status:R :namespaces:R {SLICES}:R "
    f"{APPS}:controllerrevisions,{WATCHED},statefulsets,statefulsets/scale,statefulsets/status:R "
    "autoscaling:horizontalpodautoscalers,horizontalpodautoscalers/status:R "
    "batch:cronjobs,cronjobs/status,jobs,jobs/status:R "
    f"extensions:{WATCHED},ingresses,ingresses/status,networkpolicies,replicationcontrollers/scale:R "
    f"policy:poddisruptionbudgets,poddisruptionbudgets/status:R {NETWORK}:ingresses,ingresses/status,networkpolicies:R",
    "system:auth-delegator": f"{AUTHENTICATION}:tokenreviews:create {AUTHORIZATION}:subjectaccessreviews:create",
    "system:basic-user": f"{AUTHORIZATION}:selfsubjectaccessreviews,selfsubjectrulesreviews:create "
    f"{AUTHENTICATION}:selfsubjectreviews:create",
    "system:certificates.k8s.io:certificatesigningrequests:nodeclient": f"{SIGNING}:certificatesigningrequests/nodeclient:create",
    "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient": f"{SIGNING}:certificatesigningrequests/selfnodeclient:create",
    "system:certificates.k8s.io:kube-apiserver-client-approver": f"{SIGNERS}:approve:{CLIENT}",
    "system:certificates.k8s.io:kube-apiserver-client-kubelet-approver": f"{SIGNERS}:approve:{KUBELET}",
    "system:certificates.k8s.io:kubelet-serving-approver": f"{SIGNERS}:approve:{SERVING}",
    "system:certificates.k8s.io:legacy-unknown-approver": f"{SIGNERS}:approve:{LEGACY}",
    "system:discovery": "url:/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/:get",
    "system:heapster": ":events,namespaces,nodes,pods:R extensions:deployments:R",
    "system:kube-aggregator": ":endpoints,services:R",
    "system:kube-controller-manager": f"E {LEADER.format(LEASES, 'kube-controller-manager')} "
    ":secrets,serviceaccounts:create :secrets:delete :configmaps,namespaces,secrets,serviceaccounts:get "
    f":secrets,serviceaccounts:update {AUTHENTICATION}:tokenreviews:create "
    f"{AUTHORIZATION}:subjectaccessreviews:create *:*:L :serviceaccounts/token:create",
    "system:kube-dns": ":endpoints,services:L",
    "system:kube-scheduler": f"E {LEADER.format(LEASES, 'kube-scheduler')} :nodes:R :pods:R,delete "
    ":bindings,pods/binding:create :pods/status:patch,update :replicationcontrollers,services:R "
    f"{BOTH}:replicasets:R {APPS}:statefulsets:R policy:poddisruptionbudgets:R "
    f":persistentvolumeclaims,persistentvolumes:R {AUTHENTICATION}:tokenreviews:create "
    f"{AUTHORIZATION}:subjectaccessreviews:create {STORAGE}:csinodes:R :namespaces:R {STORAGE}:csidrivers:R "
    f"{STORAGE}:csistoragecapacities:R",
    "system:kubelet-api-admin": ":nodes:R :nodes:proxy :nodes/log,nodes/metrics,nodes/proxy,nodes/stats:*",
    "system:monitoring": "url:/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*:get",
    "system:node": f"{AUTHENTICATION}:tokenreviews:create {AUTHORIZATION}:localsubjectaccessreviews,subjectaccessreviews:create "
    ":services:R :nodes:R,create :nodes/status:patch,update :nodes:patch,update :events:create,patch,update "
    ":pods:R :pods:create,delete :pods/status:patch,update :pods/eviction:create :configmaps,secrets:R "
    f":persistentvolumeclaims,persistentvolumes:get :endpoints:get {SIGNING}:certificatesigningrequests:R,create "
    f"{LEASES}:create,delete,get,patch,update {STORAGE}:volumeattachments:get :serviceaccounts/token:create "
    f":persistentvolumeclaims/status:get,patch,update {STORAGE}:csidrivers:R "
    f"{STORAGE}:csinodes:create,delete,get,patch,update node.k8s.io:runtimeclasses:R",
    "system:node-bootstrapper": f"{SIGNING}:certificatesigningrequests:R,create",
    "system:node-problem-detector": ":nodes:get :nodes/status:patch E",
    "system:node-proxier": f":endpoints,services:L :nodes:R E {SLICES}:L",
    "system:persistent-volume-provisioner": ":persistentvolumes:R,create,delete :persistentvolumeclaims:R,update "
    f"{STORAGE}:storageclasses:R :events:watch E",
    "system:public-info-viewer": "url:/healthz,/livez,/readyz,/version,/version/:get",
    "system:service-account-issuer-discovery": "url:/.well-known/openid-configuration,/openid/v1/jwks:get",
    "system:volume-scheduler": f":persistentvolumes:R,patch,update {STORAGE}:storageclasses:R "
    ":persistentvolumeclaims:R,patch,update",
}
# controller → the rules of `system:controller:NAME`
CONTROLLERS = {
    "attachdetach-controller": ":persistentvolumeclaims,persistentvolumes:L :nodes:R :nodes/status:patch,update "
    f":pods:L E {STORAGE}:volumeattachments:R,create,delete {STORAGE}:csidrivers:R {STORAGE}:csinodes:R",
    "certificate-controller": f"{SIGNING}:certificatesigningrequests:R,delete "
    f"{SIGNING}:certificatesigningrequests/approval,certificatesigningrequests/status:update "
    f"{SIGNERS}:approve:{KUBELET} {SIGNERS}:sign:{CLIENT},{KUBELET},{SERVING},{LEGACY} "
    f"{AUTHORIZATION}:subjectaccessreviews:create E",
    "clusterrole-aggregation-controller": f"{RBAC}:clusterroles:R,escalate,patch,update",
    "cronjob-controller": "batch:cronjobs:R,update batch:jobs:R,create,delete,patch,update batch:cronjobs/status:update "
    "batch:cronjobs/finalizers:update :pods:L,delete E",
    "daemon-set-controller": f"{BOTH}:daemonsets:R {BOTH}:daemonsets/status:update {BOTH}:daemonsets/finalizers:update "
    f":nodes:L :pods:L,create,delete,patch :pods/binding:create {APPS}:controllerrevisions:R,create,delete,patch,update E",
    "deployment-controller": f"{BOTH}:deployments:R,update {BOTH}:deployments/status:update {BOTH}:deployments/finalizers:update "
    f"{BOTH}:replicasets:R,create,delete,patch,update :pods:R,update E",
    "disruption-controller": f"{BOTH}:deployments:R {BOTH}:replicasets:R :replicationcontrollers:R policy:poddisruptionbudgets:R "
    f"{APPS}:statefulsets:R policy:poddisruptionbudgets/status:update :pods/status:patch,update *:*/scale:get E",
    "endpoint-controller": ":pods,services:R :endpoints:R,create,delete,update :endpoints/restricted:create E",
    "endpointslice-controller": f":nodes,pods,services:R :services/finalizers:update {SLICES}:R,create,delete,update E",
    "endpointslicemirroring-controller": ":endpoints,services:R :services/finalizers:update :endpoints/finalizers:update "
    f"{SLICES}:R,create,delete,update E",
    "ephemeral-volume-controller": ":pods:R :pods/finalizers:update :persistentvolumeclaims:R,create E",
    "expand-controller": ":persistentvolumes:R,patch,update :persistentvolumeclaims/status:patch,update "
    ":persistentvolumeclaims:R E :services:get",
    "generic-garbage-collector": "*:*:R,delete,patch,update E",
    "horizontal-pod-autoscaler": "autoscaling:horizontalpodautoscalers:R autoscaling:horizontalpodautoscalers/status:update "
    "*:*/scale:get,update :pods:L metrics.k8s.io:pods:L custom.metrics.k8s.io:*:R external.metrics.k8s.io:*:R E",
    "job-controller": "batch:jobs:R,patch,update batch:jobs/status:update batch:jobs/finalizers:update :pods:L,create,delete,patch E",
    "legacy-service-account-token-cleaner": ":configmaps:get:kube-apiserver-legacy-service-account-token-tracking :secrets:delete,patch",
    "namespace-controller": ":namespaces:R,delete :namespaces/finalize,namespaces/status:update *:*:R,delete,deletecollection",
    "node-controller": ":nodes:R,delete,patch,update :nodes/status:patch,update :pods/status:patch,update :pods:R,delete E",
    "persistent-volume-binder": ":persistentvolumes:R,create,delete,update :persistentvolumes/status:update "
    ":persistentvolumeclaims:R,update :persistentvolumeclaims/status:update :pods:R,create,delete "
    f"{STORAGE}:storageclasses:R :nodes:L E :events:watch :services:get",
    "pod-garbage-collector": ":pods:L,delete :nodes:R :pods/status:patch",
    "pv-protection-controller": ":persistentvolumes:R,update E",
    "pvc-protection-controller": ":persistentvolumeclaims:R,update :pods:R E",
    "replicaset-controller": f"{BOTH}:replicasets:R,update {BOTH}:replicasets/status:update {BOTH}:replicasets/finalizers:update "
    ":pods:L,create,delete,patch E",
    "replication-controller": ":replicationcontrollers:R,update :replicationcontrollers/status:update "
    ":replicationcontrollers/finalizers:update :pods:L,create,delete,patch E",
    "resource-claim-controller": ":pods:R :pods/finalizers:update resource.k8s.io:resourceclaims:R,create,delete "
    "resource.k8s.io:resourceclaims,resourceclaims/status:patch,update :pods/status:patch,update E",
    "resourcequota-controller": "*:*:L :resourcequotas/status:update E",
    "root-ca-cert-publisher": ":configmaps:create,update E",
    "route-controller": ":nodes:L :nodes/status:patch E",
    "selinux-warning-controller": f"E :persistentvolumes:R :persistentvolumeclaims:R :pods:R {STORAGE}:csidrivers:R",
    "service-account-controller": ":serviceaccounts:create E",
    "service-cidrs-controller": f"{NETWORK}:servicecidrs:R,patch,update {NETWORK}:servicecidrs/finalizers:patch,update "
    f"{NETWORK}:servicecidrs/status:patch,update {NETWORK}:ipaddresses:R E",
    "service-controller": ":services:R :services/status:patch,update :nodes:L E",
    "statefulset-controller": f":pods:L {APPS}:statefulsets:R {APPS}:statefulsets/status:update "
    f"{APPS}:statefulsets/finalizers:update :pods:create,delete,get,patch,update "
    f"{APPS}:controllerrevisions:R,create,delete,patch,update :persistentvolumeclaims:R,create "
    ":persistentvolumeclaims:delete,update :pods/finalizers:update E",
    "ttl-after-finished-controller": "batch:jobs:R,delete E",
    "ttl-controller": ":nodes:L,patch,update E",
    "validatingadmissionpolicy-status-controller": f"{ADMISSION}:validatingadmissionpolicies:R "
    f"{ADMISSION}:validatingadmissionpolicies/status:get,patch,update E",
    "volumeattributesclass-protection-controller": ":persistentvolumeclaims:R :persistentvolumes:R "
    f"{STORAGE}:volumeattributesclasses:R,update E",
}
# role → who has it everywhere: groups, users (`user:`)
BINDINGS = {
    "cluster-admin": "system:masters",
    "system:basic-user": "system:authenticated",
    "system:discovery": "system:authenticated",
    "system:kube-controller-manager": "user:system:kube-controller-manager",
    "system:kube-dns": "account:kube-dns",
    "system:kube-scheduler": "user:system:kube-scheduler",
    "system:monitoring": "system:monitoring",
    "system:node": "",
    "system:node-proxier": "user:system:kube-proxy",
    "system:public-info-viewer": "system:authenticated system:unauthenticated",
    "system:service-account-issuer-discovery": "system:serviceaccounts",
    "system:volume-scheduler": "user:system:kube-scheduler",
}
AGGREGATED = {"admin": "", "edit": "admin", "view": "edit"}  # role → to which it is added itself
