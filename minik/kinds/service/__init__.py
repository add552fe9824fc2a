"""Services: a name and an address for whoever carries the right labels. Where a Service keeps what is said by `fields`."""
from minik.kinds.service import allocation, columns, defaults, description, fields, rules, status, updates, warnings
from minik.model.kind import Kind

KIND = Kind(
    "Service", default=defaults.default, allocate=allocation.allocate, prepare=status.prepare, problems=rules.problems,
    update_problems=updates.update_problems, whole_update=True, warnings=warnings.warnings, columns=columns.COLUMNS,
    describe=description.describe,
    has_status=False, selectable={"spec.clusterIP": fields.cluster_ip, "spec.type": fields.service_type},
)
