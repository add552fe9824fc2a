"""The enum values of Go types."""
CLUSTER_OR_LOCAL = ("Cluster", "Local")
PULL = ("Always", "IfNotPresent", "Never")
OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")
VALUES: dict[str, tuple[str, ...]] = {
    # Services and endpoints
    "AddressType": ("FQDN", "IPv4", "IPv6"), "IPFamily": ("IPv4", "IPv6"), "LoadBalancerIPMode": ("Proxy", "VIP"),
    "IPFamilyPolicy": ("PreferDualStack", "RequireDualStack", "SingleStack"), "Protocol": ("SCTP", "TCP", "UDP"),
    "ServiceAffinity": ("ClientIP", "None"), "ServiceType": ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    "ServiceExternalTrafficPolicy": CLUSTER_OR_LOCAL, "ServiceInternalTrafficPolicy": CLUSTER_OR_LOCAL,
    "PathType": ("Exact", "ImplementationSpecific", "Prefix"), "PolicyType": ("Egress", "Ingress"),
    # pods
    "AppArmorProfileType": ("Localhost", "RuntimeDefault", "Unconfined"), "ConditionStatus": ("False", "True", "Unknown"),
    "ContainerRestartPolicy": ("Always", "Never", "OnFailure"), "ContainerRestartRuleAction": ("Restart", "RestartAllContainers"),
    "ContainerRestartRuleOnExitCodesOperator": ("In", "NotIn"),
    "DNSPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    "LabelSelectorOperator": OPERATORS, "NodeInclusionPolicy": ("Honor", "Ignore"),
    "NodeSelectorOperator": ("DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"), "OSName": ("linux", "windows"),
    "PodFSGroupChangePolicy": ("Always", "OnRootMismatch"), "PodPhase": ("Failed", "Pending", "Running", "Succeeded", "Unknown"),
    "PodQOSClass": ("BestEffort", "Burstable", "Guaranteed"), "PodResizeStatus": ("Deferred", "InProgress", "Infeasible", "Proposed"),
    "PodSELinuxChangePolicy": ("MountOption", "Recursive"), "PreemptionPolicy": ("Never", "PreemptLowerPriority"),
    "ProcMountType": ("Default", "Unmasked"), "PullPolicy": PULL, "ResourceHealthStatus": ("Healthy", "Unhealthy", "Unknown"),
    "ResourceResizeRestartPolicy": ("NotRequired", "RestartContainer"), "RestartPolicy": ("Always", "Never", "OnFailure"),
    "SeccompProfileType": ("Localhost", "RuntimeDefault", "Unconfined"), "SupplementalGroupsPolicy": ("Merge", "Strict"),
    "TaintEffect": ("NoExecute", "NoSchedule", "PreferNoSchedule"), "TerminationMessagePolicy": ("FallbackToLogsOnError", "File"),
    "TolerationOperator": ("Equal", "Exists", "Gt", "Lt"), "UnsatisfiableConstraintAction": ("DoNotSchedule", "ScheduleAnyway"),
    "URIScheme": ("HTTP", "HTTPS"), "ManagedFieldsOperationType": ("Apply", "Update"),
    # volumes
    "AzureDataDiskCachingMode": ("None", "ReadOnly", "ReadWrite"), "AzureDataDiskKind": ("Dedicated", "Managed", "Shared"),
    "HostPathType": ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"),
    "MountPropagationMode": ("Bidirectional", "HostToContainer", "None"), "RecursiveReadOnlyMode": ("Disabled", "Enabled", "IfPossible"),
    "PersistentVolumeAccessMode": ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"),
    "PersistentVolumeClaimModifyVolumeStatus": ("InProgress", "Infeasible", "Pending"),
    "PersistentVolumeClaimPhase": ("Bound", "Lost", "Pending"), "PersistentVolumeMode": ("Block", "Filesystem"),
    "PersistentVolumePhase": ("Available", "Bound", "Failed", "Pending", "Released"),
    "PersistentVolumeReclaimPolicy": ("Delete", "Recycle", "Retain"), "VolumeBindingMode": ("Immediate", "WaitForFirstConsumer"),
    # workloads
    "CompletionMode": ("Indexed", "NonIndexed"), "ConcurrencyPolicy": ("Allow", "Forbid", "Replace"),
    "DaemonSetUpdateStrategyType": ("OnDelete", "RollingUpdate"), "DeploymentStrategyType": ("Recreate", "RollingUpdate"),
    "PersistentVolumeClaimRetentionPolicyType": ("Delete", "Retain"), "PodManagementPolicyType": ("OrderedReady", "Parallel"),
    "PodFailurePolicyAction": ("Count", "FailIndex", "FailJob", "Ignore"), "PodFailurePolicyOnExitCodesOperator": ("In", "NotIn"),
    "PodReplacementPolicy": ("Failed", "TerminatingOrFailed"), "StatefulSetUpdateStrategyType": ("OnDelete", "RollingUpdate"),
    "UnhealthyPodEvictionPolicyType": ("AlwaysAllow", "IfHealthyBudget"),
    "MetricSourceType": ("ContainerResource", "External", "Object", "Pods", "Resource"),
    "MetricTargetType": ("AverageValue", "Utilization", "Value"), "ScalingPolicySelect": ("Disabled", "Max", "Min"),
    "HPAScalingPolicyType": ("Percent", "Pods"),
    # the rest of the cluster
    "NamespacePhase": ("Active", "Terminating"), "LimitType": ("Container", "PersistentVolumeClaim", "Pod"),
    "ScopeSelectorOperator": OPERATORS, "FailurePolicyType": ("Fail", "Ignore"), "MatchPolicyType": ("Equivalent", "Exact"),
    "ReinvocationPolicyType": ("IfNeeded", "Never"), "SideEffectClass": ("None", "NoneOnDryRun", "Some", "Unknown"),
    "ResourceScope": ("Cluster", "Namespaced"), "ConversionStrategyType": ("None", "Webhook"),
    "FSGroupPolicy": ("File", "None", "ReadWriteOnceWithFSType"), "VolumeLifecycleMode": ("Ephemeral", "Persistent"),
    "LimitResponseType": ("Queue", "Reject"), "PriorityLevelEnablement": ("Exempt", "Limited"),
    "DeviceAllocationMode": ("All", "ExactCount"), "DeviceTolerationOperator": ("Equal", "Exists"),
    "DeviceTaintEffect": ("NoExecute", "NoSchedule", "None"), "ParameterNotFoundActionType": ("Allow", "Deny"),
    "PatchType": ("ApplyConfiguration", "JSONPatch"), "ValidationAction": ("Audit", "Deny", "Warn"),
}
