"""What is wrong with a pod as a whole: where it runs, how it is named, and as whom it runs."""
from typing import Any

import pytest

from minik import kinds
from minik.kinds.pod.template import default_template, template_problems
from minik.model.object import Object

NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
SUBDOMAIN = ("a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
             "an alphanumeric character (e.g. 'example.com', regex used for validation is "
             "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")
LABEL = ("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
         "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')")
TERMS = "requiredDuringSchedulingIgnoredDuringExecution"
WISHES = "preferredDuringSchedulingIgnoredDuringExecution"
Case = tuple[Object, list[str]]

POLICIES: list[Case] = [
    ({"restartPolicy": "Maybe"}, ['.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"']),
    ({"dnsPolicy": "Maybe"},
     ['.dnsPolicy: Unsupported value: "Maybe": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"']),
    ({"activeDeadlineSeconds": 0}, [".activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"]),
    ({"terminationGracePeriodSeconds": -1}, []),
    ({"preemptionPolicy": "Maybe"},
     ['.preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never"']),
    ({"os": {"name": "beos"}}, ['.os: Unsupported value: "beos": supported values: "linux", "windows"']),
    ({"os": {}}, [".os.name: Required value"]),
]
NAMES: list[Case] = [
    ({"hostname": "Web"}, [f'.hostname: Invalid value: "Web": {LABEL}']),
    ({"subdomain": "a.b"}, ['.subdomain: Invalid value: "a.b": must not contain dots']),
    ({"serviceAccountName": "A"}, [f'.serviceAccountName: Invalid value: "A": {SUBDOMAIN}']),
    ({"nodeName": "A"}, [f'.nodeName: Invalid value: "A": {SUBDOMAIN}']),
    ({"priorityClassName": "A"}, [f'.priorityClassName: Invalid value: "A": {SUBDOMAIN}']),
    ({"hostnameOverride": "a", "setHostnameAsFQDN": True},
     [".hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true"]),
    ({"hostnameOverride": "a" * 65}, [".hostnameOverride: Too long: may not be more than 64 bytes"]),
    ({"readinessGates": [{"conditionType": "a/b/c"}]},
     ['.readinessGates[0].conditionType: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters, \'-\', \'_\' '
      "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
      "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' "
      "(e.g. 'example.com/MyName')"]),
]
NETWORK: list[Case] = [
    ({"dnsPolicy": "None"}, [".dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
    ({"dnsPolicy": "None", "dnsConfig": {"searches": ["a"]}},
     [".dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"]),
    ({"dnsConfig": {"nameservers": ["1.1.1.1"] * 4}},
     ['.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.1","1.1.1.1","1.1.1.1"]: must not have more than 3 nameservers']),
    ({"dnsConfig": {"nameservers": ["1.1.1.256"]}}, [f'.dnsConfig.nameservers[0]: Invalid value: "1.1.1.256": {NO_ADDRESS}']),
    ({"dnsConfig": {"searches": ["."], "options": [{"value": "2"}]}}, [".dnsConfig.options[0]: Required value: must not be empty"]),
    ({"hostAliases": [{"ip": "10.0.0.300", "hostnames": ["A"]}]},
     [f'.hostAliases[0].ip: Invalid value: "10.0.0.300": {NO_ADDRESS}', f'.hostAliases[0].hostnames[0]: Invalid value: "A": {SUBDOMAIN}']),
    ({"hostNetwork": True, "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80, "hostPort": 81}]}]},
     [".containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"]),
    ({"hostUsers": False, "hostNetwork": True}, [".hostNetwork: Forbidden: when `hostUsers` is false"]),
    ({"hostUsers": False, "hostPID": True}, [".HostPID: Forbidden: when `hostUsers` is false"]),
]
TOLERATIONS: list[Case] = [
    ({"tolerations": [{"operator": "Equal"}]},
     ['.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and '
      'all keys"']),
    ({"tolerations": [{"key": "a", "operator": "Exists", "value": "b"}]},
     ['.tolerations[0].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'']),
    ({"tolerations": [{"key": "a", "operator": "Near"}]},
     ['.tolerations[0].operator: Unsupported value: "Near": supported values: "Equal", "Exists"']),
    ({"tolerations": [{"key": "a", "operator": "Exists", "effect": "Never"}]},
     ['.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']),
    ({"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 5}]},
     [".tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set"]),
]
AFFINITY: list[Case] = [
    ({"affinity": {"nodeAffinity": {TERMS: {"nodeSelectorTerms": []}}}},
     [f".affinity.nodeAffinity.{TERMS}.nodeSelectorTerms: Required value: must have at least one node selector term"]),
    ({"affinity": {"nodeAffinity": {TERMS: {"nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "In"}]}]}}}},
     [f".affinity.nodeAffinity.{TERMS}.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified when "
      "`operator` is 'In' or 'NotIn'"]),
    ({"affinity": {"nodeAffinity": {WISHES: [{"weight": 101, "preference": {}}]}}},
     [f".affinity.nodeAffinity.{WISHES}[0].weight: Invalid value: 101: must be in the range 1-100"]),
    ({"affinity": {"nodeAffinity": {WISHES: [
        {"weight": 1, "preference": {"matchExpressions": [{"key": "a", "operator": "In", "values": ["-"]}]}}]}}}, []),
    ({"affinity": {"podAffinity": {TERMS: [{"labelSelector": {}}]}}},
     [f".affinity.podAffinity.{TERMS}[0].topologyKey: Required value: can not be empty",
      f'.affinity.podAffinity.{TERMS}[0].topologyKey: Invalid value: "": name part must be non-empty',
      f'.affinity.podAffinity.{TERMS}[0].topologyKey: Invalid value: "": name part must consist of alphanumeric characters, \'-\', \'_\' '
      "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
      "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]),
    ({"affinity": {"podAntiAffinity": {TERMS: [{"topologyKey": "zone", "matchLabelKeys": ["a"]}]}}},
     [f".affinity.podAntiAffinity.{TERMS}[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"]),
    ({"affinity": {"podAntiAffinity": {TERMS: [
        {"topologyKey": "zone", "labelSelector": {}, "matchLabelKeys": ["a"], "mismatchLabelKeys": ["a"]}]}}},
     [f'.affinity.podAntiAffinity.{TERMS}[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys']),
]
SPREAD: list[Case] = [
    ({"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "", "whenUnsatisfiable": "Cry"}]},
     [".topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
      ".topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
      '.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Cry": supported values: "DoNotSchedule", "ScheduleAnyway"']),
    ({"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}] * 2},
     ['.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, ScheduleAnyway}"']),
    ({"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway", "minDomains": 2}]},
     [".topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, "
      "not ScheduleAnyway"]),
    ({"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "minDomains": 2,
                                     "labelSelector": {"matchLabels": {"a": "b"}}}]}, []),
]
GATES: list[Case] = [
    ({"schedulingGates": [{"name": "a"}, {"name": "a"}]}, ['.schedulingGates[1]: Duplicate value: "a"']),
    ({"schedulingGates": [{"name": "a"}], "nodeName": "node-1"},
     [".nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"]),
]
SECURITY: list[Case] = [
    ({"securityContext": {"runAsUser": -1, "supplementalGroups": [2**31]}},
     [".securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive",
      ".securityContext.supplementalGroups[0]: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive"]),
    ({"securityContext": {"fsGroupChangePolicy": "Maybe"}},
     ['.securityContext.fsGroupChangePolicy: Unsupported value: "Maybe": supported values: "Always", "OnRootMismatch"']),
    ({"shareProcessNamespace": True, "hostPID": True},
     [".securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"]),
    ({"hostIPC": True, "securityContext": {"sysctls": [{"name": "kernel.shmmax", "value": "1"}]}},
     ['.securityContext.sysctls[0].name: Invalid value: "kernel.shmmax": may not be specified when \'hostIPC\' is true']),
    ({"securityContext": {"sysctls": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]}},
     ['.securityContext.sysctls[1].name: Duplicate value: "a"']),
    ({"securityContext": {"seccompProfile": {"type": "Localhost"}}},
     [".securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost"]),
    ({"securityContext": {"seccompProfile": {}}},
     [".securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set"]),
    ({"securityContext": {"seccompProfile": {"type": "Unconfined", "localhostProfile": "a"}}},
     ['.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"Unconfined","LocalhostProfile":"a"}: can only be set '
      "when seccomp type is Localhost"]),
    ({"securityContext": {"appArmorProfile": {"type": "Localhost", "localhostProfile": " a"}}},
     ['.securityContext.appArmorProfile.localhostProfile: Invalid value: " a": must not be padded with whitespace']),
    ({"containers": [{"name": "c", "image": "i", "securityContext": {"procMount": "Unmasked"}}]},
     ['.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`']),
    ({"hostUsers": False, "containers": [{"name": "c", "image": "i", "securityContext": {"procMount": "Unmasked"}}]}, []),
]
WINDOWS: list[Case] = [
    ({"os": {"name": "linux"}, "securityContext": {"windowsOptions": {"runAsUserName": "me"}}},
     [".securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"]),
    ({"os": {"name": "windows"}, "hostPID": True, "securityContext": {"runAsUser": 1}},
     [".hostPID: Forbidden: cannot be set for a windows pod", ".securityContext.runAsUser: Forbidden: cannot be set for a windows pod"]),
    ({"os": {"name": "windows"}, "securityContext": {"windowsOptions": {"hostProcess": True}}},
     [".hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers"]),
    ({"securityContext": {"windowsOptions": {"runAsUserName": "a\\b\\c"}}},
     ['.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash']),
    ({"securityContext": {"windowsOptions": {"runAsUserName": "NT AUTHORITY\\NETWORK SERVICE"}}}, []),
    ({"securityContext": {"windowsOptions": {"runAsUserName": "..."}}},
     ['.securityContext.windowsOptions.runAsUserName: Invalid value: "...": runAsUserName\'s User cannot contain only periods or spaces']),
]
WHOLE_RESOURCES: list[Case] = [
    ({"resources": {"requests": {"ephemeral-storage": "1Gi"}}},
     ['.resources.requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"']),
    ({"resources": {"requests": {"cpu": "1"}}, "containers": [{"name": "c", "image": "i", "resources": {"requests": {"cpu": "2"}}}]},
     ['.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2']),
    ({"resources": {"limits": {"cpu": "1"}}, "containers": [{"name": "c", "image": "i", "resources": {"limits": {"cpu": "1"}}}]}, []),
    ({"resourceClaims": [{"name": "gpu", "resourceClaimName": "a"}, {"name": "gpu", "resourceClaimName": "b"}]},
     ['.resourceClaims[1].name: Duplicate value: "gpu"']),
    ({"resourceClaims": [{"name": "gpu"}]},
     ['.resourceClaims[0]: Invalid value: {"Name":"gpu","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: '
      "`resourceClaimName`, `resourceClaimTemplateName`"]),
]
SHARED = [*POLICIES, *NAMES, *NETWORK, *TOLERATIONS, *AFFINITY, *SPREAD, *SECURITY, *WINDOWS, *WHOLE_RESOURCES]


def filled(spec: Object) -> Object:
    return {"containers": [{"name": "web", "image": "nginx"}], **spec}


def problems(spec: Object, **metadata: Any) -> list[str]:
    kind = kinds.typed("v1", "Pod")
    assert kind is not None
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default", **metadata}, "spec": filled(spec)}
    return list(map(str, kind.problems(kind.default(pod))))


@pytest.mark.parametrize(("spec", "expected"), [*SHARED, *GATES])
def test_what_is_wrong_with_a_pod_is_told(spec: Object, expected: list[str]) -> None:
    assert problems(spec) == [f"spec{told}" for told in expected]


@pytest.mark.parametrize(("spec", "expected"), SHARED)
def test_a_template_is_judged_as_the_pods_that_it_makes(spec: Object, expected: list[str]) -> None:
    found = template_problems(default_template({"spec": filled(spec)}), "spec.template")
    assert list(map(str, found)) == [f"spec.template.spec{told}" for told in expected]


def test_a_template_may_leave_open_which_host_port_its_pods_take() -> None:
    spec = filled({"hostNetwork": True, "containers": [{"name": "c", "image": "i", "ports": [{"containerPort": 80}]}]})
    assert list(template_problems(default_template({"spec": spec}), "spec.template")) == []
    assert problems(spec) == []


@pytest.mark.parametrize(("annotations", "expected"), [
    ({"kubernetes.io/config.mirror": "x"},
     ['metadata.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set']),
    ({"controller.kubernetes.io/pod-deletion-cost": "+5"},
     ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+5": must be a 32bit integer']),
    ({"controller.kubernetes.io/pod-deletion-cost": "-5"}, []),
    ({"seccomp.security.alpha.kubernetes.io/pod": "strict"},
     ['metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "strict": must be a valid seccomp profile']),
    ({"container.apparmor.security.beta.kubernetes.io/who": "runtime/default"},
     ['metadata.annotations[container.apparmor.security.beta.kubernetes.io/who]: Invalid value: "who": container not found']),
    ({"container.apparmor.security.beta.kubernetes.io/web": "strict"},
     ['metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]: Invalid value: "strict": invalid AppArmor profile name: '
      '"strict"']),
])
def test_annotations_that_mean_something_are_judged(annotations: dict[str, str], expected: list[str]) -> None:
    assert problems({}, annotations=annotations) == expected


def test_an_annotation_and_the_field_that_took_its_place_agree() -> None:
    spec = {"securityContext": {"seccompProfile": {"type": "Unconfined"}}}
    assert problems(spec, annotations={"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}) == []
    assert problems(spec, annotations={"seccomp.security.alpha.kubernetes.io/pod": "runtime/default"}) == [
        "spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match"]
