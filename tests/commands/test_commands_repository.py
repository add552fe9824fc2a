"""The files of a real repository: what is no manifest is passed over, one bad file hides nothing."""

import json
from pathlib import Path

import pytest
from typing_in import Terminal

SERVICE = """apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: wbe}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
"""
CRONTAB = """apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: nightly}
spec: {replicas: three}
"""
DEFINITION = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object,
      properties: {replicas: {type: integer}}}}}}
"""
OTHERS = {
    "kustomization.yaml": ("resources: [web.yaml]\n", "a kustomization"),
    "chart/Chart.yaml": (
        "apiVersion: v2\nname: x\nversion: 1.0.0\n",
        "the description of a Helm chart",
    ),
    "chart/values.yaml": ("replicas: 1\n", "values of a Helm chart"),
    "chart/templates/web.yaml": (
        "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}}\n",
        "a template of a Helm chart",
    ),
    "docker-compose.yml": ("services:\n  web: {image: web}\n", "a compose file"),
    ".github/workflows/ci.yml": ("on: push\njobs: {}\n", "a workflow"),
    "prices.json": ('{"bread": 3}', "without a Kubernetes object"),
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, (text, _) in OTHERS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "web.yaml").write_text(SERVICE)
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    return tmp_path


@pytest.mark.parametrize("line", ["check -R -f .", "check . -R"])
def test_a_folder_is_read_without_what_is_no_manifest(
    repository: Path, terminal: Terminal, line: str
) -> None:
    said = terminal(f"minik {line}")
    assert said.exit == 1 and "selector-matches-nothing" in said.out
    assert "1 finding in 2 documents" in said.out
    assert said.err.startswith("passed over 8 files that are no manifests: ")
    assert terminal("minik validate -R -f .").out == "2 documents: 2 valid, 0 invalid.\n"


def test_a_folder_without_f_is_read_with_all_that_is_in_it(
    repository: Path, terminal: Terminal
) -> None:
    (repository / "sub").mkdir()
    (repository / "web.yaml").rename(repository / "sub/web.yaml")
    assert "1 finding in 2 documents" in terminal("minik check .").out
    assert terminal("minik validate .").out == "2 documents: 2 valid, 0 invalid.\n"
    shallow = terminal("minik check -f .")
    assert shallow.exit == 2 and shallow.err.endswith(
        "error: no manifest in .\n  -R reads the folders in it, too\n"
    )


def test_what_a_server_recorded_long_ago_is_one_finding(
    repository: Path, terminal: Terminal
) -> None:
    (repository / "old.yaml").write_text(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\n"
        "metadata: {name: a, uid: b, creationTimestamp: 2018-09-20T06:47:27Z}\n"
        "spec: {rules: [{http: {paths: [{backend: {serviceName: a}}]}}]}\n"
    )
    said = terminal("minik check .")
    assert said.exit == 1 and "pathType is missing" in said.out
    assert "selector-matches-nothing" in said.out


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, (_, what) in OTHERS.items()])
def test_who_names_one_is_told_what_it_is(
    repository: Path, terminal: Terminal, name: str, what: str
) -> None:
    said = terminal(f"minik check -f {name}")
    assert said.exit == 1 and "document-refused" in said.out
    if what != "without a Kubernetes object":
        assert f"{name} is {what}, no manifest" in said.out
        assert f"{name} is {what}, no manifest" in terminal(f"minik validate {name}").out


@pytest.mark.parametrize(
    "bad",
    [
        "kind: Service\napiVersion: v1\nmetadata: {\n",
        "kind: Service\n",
        "apiVersion: v1\nkind: 1\n",
    ],
)
def test_one_bad_file_is_one_finding(repository: Path, terminal: Terminal, bad: str) -> None:
    (repository / "bad.yaml").write_text(bad)
    report = json.loads(terminal("minik check -f . -o json").out)
    found = {(finding["code"], finding["source"]["file"]) for finding in report["findings"]}
    assert found == {
        ("document-refused", "./bad.yaml"),
        ("selector-matches-nothing", "./web.yaml"),
    }
    terminal("minik init")
    differs = terminal("minik diff -f web.yaml -f bad.yaml")
    assert differs.exit == 2 and "+kind: Service" in differs.out and "bad.yaml" in differs.err


@pytest.mark.parametrize("order", [(CRONTAB, DEFINITION), (DEFINITION, CRONTAB)])
def test_a_definition_makes_its_resources_known(
    tmp_path: Path, terminal: Terminal, order: tuple[str, str]
) -> None:
    (tmp_path / "all.yaml").write_text("---\n".join(order))
    refused = terminal("minik validate all.yaml")
    assert refused.exit == 1 and "spec.replicas in body must be of type integer" in refused.out
    assert "2 documents: 1 valid, 1 invalid" in refused.out
    assert "spec.replicas in body must be of type integer" in terminal("minik check all.yaml").out


def test_unknown_kinds_are_skipped_when_asked(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "one.yaml").write_text(CRONTAB)
    (tmp_path / "crd.yaml").write_text(DEFINITION)
    assert terminal("minik validate one.yaml").exit == 1
    for option in (
        "--ignore-missing-schemas",
        "--skip CronTab",
        "--skip stable.example.com/v1/CronTab",
    ):
        said = terminal(f"minik validate one.yaml {option}")
        assert said.exit == 0 and "not judged" in said.out
    known = terminal("minik validate one.yaml --schema-location crd.yaml")
    assert known.exit == 1 and "must be of type integer" in known.out


def test_a_json_schema_judges_kinds_that_nobody_defines(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "one.yaml").write_text(CRONTAB)
    (tmp_path / "schemas").mkdir()
    schema = {"properties": {"spec": {"properties": {"replicas": {"type": "integer"}}}}}
    (tmp_path / "schemas/crontab_v1.json").write_text(json.dumps(schema))
    location = "'schemas/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json'"
    line = f"minik validate one.yaml --schema-location {location}"
    known = terminal(line)
    assert known.exit == 1 and known.out.startswith(
        'one.yaml:4: CronTab nightly: CronTab "nightly" is invalid: '
        "spec.replicas: 'three' is not of type 'integer'\n"
    )
    assert "FieldValueInvalid" in terminal(f"{line} -o json").out
    (tmp_path / "one.yaml").write_text(CRONTAB.replace("three", "3"))
    assert terminal(line).exit == 0
    fetched = terminal("minik validate one.yaml --schema-location https://example.com/x")
    assert fetched.exit == 1 and "minik fetches nothing" in fetched.err


def test_findings_are_chosen(repository: Path, terminal: Terminal) -> None:
    code = "selector-matches-nothing"
    for options, status in {
        "--ignore named-port-missing": 1,
        f"--ignore {code}": 0,
        f"--ignore {code}:svc/web": 0,
        f"--ignore {code}:default/web": 0,
        f"--ignore {code}:web": 0,
        f"--ignore {code}:svc/api": 1,
        "--only named-port-missing": 0,
        f"--only {code}": 1,
        "--fail-on error": 1,
    }.items():
        assert terminal(f"minik check web.yaml {options}").exit == status, options
    assert terminal("minik check web.yaml --ignore nonsense").exit == 2
    (repository / "minik.yaml").write_text(f"ignore: [{code}]\n")
    ignored = terminal("minik check web.yaml")
    assert ignored.exit == 0 and ignored.err.startswith("1 finding left out")
    (repository / "minik.yaml").write_text("ingore: []\n")
    assert terminal("minik check web.yaml").exit == 2
    said = terminal("minik check -f web.yaml")
    assert said.err.endswith(": not ingore\n  at minik.yaml:1: ingore\n  did you mean: ignore\n")
    (repository / "minik.yaml").write_text("check:\n  fail-on: error\n")
    assert "  did you mean: failOn\n" in terminal("minik check -f web.yaml").err


def test_an_annotation_ignores_with_a_reason(repository: Path, terminal: Terminal) -> None:
    annotated = SERVICE.replace(
        "{name: web}",
        '{name: web, annotations: {minik.dev/ignore: "selector-matches-nothing: pods come later"}}',
        1,
    )
    (repository / "web.yaml").write_text(annotated)
    assert terminal("minik check web.yaml").exit == 0


def test_an_old_repository_starts_today(repository: Path, terminal: Terminal) -> None:
    written = terminal("minik check web.yaml --write-baseline known.json")
    assert (written.exit, written.out) == (0, "1 finding written to known.json\n")
    assert terminal("minik check web.yaml --baseline known.json").exit == 0
    (repository / "new.yaml").write_text(SERVICE.replace("name: web", "name: api", 1))
    assert terminal("minik check web.yaml new.yaml --baseline known.json").exit == 1


def test_a_chart_is_built_by_helm(
    repository: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository / "bin"))
    said = terminal("minik check chart")
    assert (
        said.exit == 2 and "no helm is on the PATH: helm template chart | minik check" in said.err
    )
    (repository / "bin").mkdir()
    program = repository / "bin" / "helm"
    program.write_text('#!/bin/sh\nwhile read -r line; do echo "$line"; done < web.flow\n')
    program.chmod(0o755)
    (repository / "web.flow").write_text(
        '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"x"},"ports":[{"port":80}]}}\n'
    )
    built = terminal("minik check chart --severity info")
    assert built.exit == 1 and "Service default/web" in built.out


@pytest.mark.parametrize("verb", ["check", "validate"])
def test_the_errors_of_other_programs_are_told_as_theirs(
    repository: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("PATH", str(repository / "bin"))
    (repository / "bin").mkdir()
    for name in ("helm", "kustomize"):
        program = repository / "bin" / name
        program.write_text('#!/bin/sh\necho "Error: function nope is not defined" >&2\nexit 1\n')
        program.chmod(0o755)
    for words, program_line in (
        ("chart", "helm template --include-crds release chart"),
        ("-k chart", "kustomize build chart"),
    ):
        said = terminal(f"minik {verb} {words}")
        assert said.exit == (2 if verb == "check" else 1)
        assert said.err == f"error: function nope is not defined\n  so says {program_line}\n"


def test_warnings_are_errors_when_asked(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "one.yaml").write_text(CRONTAB)
    line = "minik validate one.yaml --ignore-missing-schemas"
    assert terminal(line).exit == 0
    strict = terminal(f"{line} --warnings-as-errors")
    assert (strict.exit, strict.err) == (1, "error: 1 warning received\n")


def test_what_tools_add_to_a_cluster_is_in_nobodys_way(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "class.yaml").write_text(
        "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: standard}\nprovisioner: a.b/c\n"
    )
    assert terminal("minik validate class.yaml").exit == 0
    assert terminal("minik check class.yaml").exit == 0


def test_in_json_every_document_stands_alone(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "all.yaml").write_text(f"{DEFINITION}---\n{CRONTAB}")
    lines = terminal("minik validate all.yaml -o json").out.splitlines()
    assert [json.loads(line)["reason"] for line in lines if "reason" in line][-1:] == ["NotFound"]


def test_in_json_a_definition_of_another_file_counts(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "one.yaml").write_text(CRONTAB)
    (tmp_path / "two.yaml").write_text(DEFINITION)
    line = terminal("minik validate . -o json").out.splitlines()[0]
    assert json.loads(line)["reason"] == "Invalid"


@pytest.mark.parametrize(
    ("text", "told", "not_told"),
    [
        ("apiVersion: v1\nkind: Pod\nkind: Pod\n", 'unmarshal errors: line 3: key "kind"', "^J"),
        (
            "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: a}\n",
            "Pod Security Admission",
            "kind: Pod\n",
        ),
    ],
)
def test_a_refusal_is_one_line_and_suggests_nothing_else(
    tmp_path: Path, terminal: Terminal, text: str, told: str, not_told: str
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    said = terminal("minik check bad.yaml").out
    assert told in said and not_told not in said


@pytest.mark.parametrize(
    ("kustomization", "level"),
    [("namespace: a\nresources: [./one.yaml]\n", "warning"), ("resources: []\n", "error")],
)
def test_what_a_kustomization_may_complete_is_no_error(
    tmp_path: Path, terminal: Terminal, kustomization: str, level: str
) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/kustomization.yaml").write_text(kustomization)
    (tmp_path / "base/one.yaml").write_text(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\n"
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
        "subjects: [{kind: ServiceAccount, name: default}]\n"
    )
    (finding,) = [
        found
        for found in json.loads(terminal("minik check . -o json").out)["findings"]
        if found["code"] == "document-refused"
    ]
    assert finding["severity"] == level
    assert ("minik check -k base" in finding["fix"]) == (level == "warning")
    broken = "apiVersion: v1\nkind: Service\nmetadata: {name: A}\nspec: {ports: [{port: 80}]}\n"
    (tmp_path / "base/one.yaml").write_text(broken)
    assert "error    document-refused" in terminal("minik check .").out


def test_what_a_kustomization_generates_is_there(tmp_path: Path, terminal: Terminal) -> None:
    (tmp_path / "pod.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n    image: i\n"
        "    env:\n    - {name: A, valueFrom: {configMapKeyRef: {name: one, key: KEY}}}\n"
        "    - {name: B, valueFrom: {secretKeyRef: {name: two, key: b}}}\n"
        "    - {name: C, valueFrom: {configMapKeyRef: {name: three, key: conf}}}\n"
    )
    assert "configuration-missing" in terminal("minik check .").out
    (tmp_path / "a.env").write_text("KEY=1\n")
    (tmp_path / "kustomization.yaml").write_text(
        "resources: [pod.yaml]\n"
        "configMapGenerator: [{name: one, envs: [a.env]}, {name: three, files: [conf=x/y.z]}]\n"
        "secretGenerator: [{name: two, literals: [b=c]}]\n"
    )
    said = terminal("minik check .")
    assert "configuration" not in said.out and "in 1 document" in said.out


BASE = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: c, image: "web:1", envFrom: [{configMapRef: {name: settings}}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: system}
spec: {ports: [{port: 80}]}
"""


def test_a_base_is_judged_with_what_its_kustomizations_give_to_it(
    tmp_path: Path, terminal: Terminal
) -> None:
    for name, text in {
        "base/web.yaml": BASE,
        "base/kustomization.yaml": "commonLabels: {app: web}\nresources: [web.yaml]\n",
        "prod/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n",
        "prod/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: prod}\n",
        "prod/kustomization.yaml": "namespace: prod\nresources: [../base, namespace.yaml]\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert terminal("minik check .").out.startswith("no findings in 4 documents")
    alone = terminal("minik check base -o json")
    found = json.loads(alone.out)["findings"]
    assert "configuration-missing" in {one["code"] for one in found}


COFFEE = """apiVersion: v1
kind: Service
metadata: {name: coffee}
spec: {selector: {app: coffee}, ports: [{port: PORT}]}
"""
TEA = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: tea}
spec: {ingressClassName: nginx, rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: coffee, port: {number: 80}}}}]}}]}
"""


@pytest.mark.parametrize(("second", "levels"), [("8080", set()), ("81", {"error"})])
def test_what_examples_define_differently_decides_nothing(
    second: str, levels: set[str], tmp_path: Path, terminal: Terminal
) -> None:
    """Each folder of examples has a Service `coffee` of its own: nobody applies them all."""
    first = "80" if second == "8080" else second
    for name, text in {
        "a/coffee.yaml": COFFEE.replace("PORT", first),
        "a/tea.yaml": TEA,
        "b/coffee.yaml": COFFEE.replace("PORT", second),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = json.loads(terminal("minik check . -o json --only backend-missing").out)["findings"]
    assert {one["severity"] for one in found} == levels


def test_fields_of_the_experimental_channel_are_not_refused(
    tmp_path: Path, terminal: Terminal
) -> None:
    """minik brings along the standard channel of Gateway API; a misspelt field is told all the same."""
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: NAME}\n"
        "spec: {rules: [{FIELD: {}}]}\n---\n"
    )
    names = ("sessionPersistence", "retry", "matchez")
    texts = [route.replace("NAME", name.lower()).replace("FIELD", name) for name in names]
    (tmp_path / "routes.yaml").write_text("".join(texts))
    found = json.loads(terminal("minik check . -o json --only document-refused").out)["findings"]
    assert [one["object"]["name"] for one in found] == ["matchez"]


@pytest.mark.parametrize(
    ("folder", "name", "levels"),
    [("base", "web", {"info"}), ("base/patches", "web", set()), ("base", "wbe", {"error"})],
)
def test_a_patch_that_is_switched_off_is_no_error(
    folder: str, name: str, levels: set[str], tmp_path: Path, terminal: Terminal
) -> None:
    patch = (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}}}\n"
        "spec: {template: {spec: {containers: [{name: c, resources: {limits: {cpu: 1}}}]}}}\n"
    )
    for path, text in {
        "base/kustomization.yaml": "resources: [web.yaml]\n# patches: [{path: cpu.yaml}]\n",
        "base/web.yaml": SERVICE,
        f"{folder}/cpu.yaml": patch,
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    said = terminal("minik check . -o json --severity info --only document-refused").out
    found = json.loads(said)["findings"]
    assert {one["severity"] for one in found} == levels


def test_what_operators_and_other_clusters_bring_is_no_finding(
    tmp_path: Path, terminal: Terminal
) -> None:
    texts = {
        "namespaces.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-public, labels: {a: b}}\n",
        "address.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\n"
        "spec: {clusterIP: 10.32.0.10, ports: [{port: 53}]}\n",
        "kibana.yaml": "apiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\nmetadata: {name: shop}\n",
        "ingress.yaml": "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop}\n"
        "spec: {defaultBackend: {service: {name: shop-kb-http, port: {number: 80}}}}\n",
        "other.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {type: ExternalName, externalName: example.com}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    said = terminal("minik check .")
    assert said.exit == 0, said.out
    hints = terminal("minik check . --severity info").out
    assert "cluster-ip-unavailable" in hints and "backend-missing" in hints
    (tmp_path / "kibana.yaml").unlink()
    assert "backend-missing" in terminal("minik check .").out


def test_alternatives_in_different_folders_do_not_change_each_other(
    tmp_path: Path, terminal: Terminal
) -> None:
    plain = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{port: 80}]}\n"
    headless = plain.replace("{ports", "{clusterIP: None, ports")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a/db.yaml").write_text(headless)
    (tmp_path / "b/db.yaml").write_text(plain)
    assert "headless-stays-headless" not in terminal("minik check .").out
    (tmp_path / "a/later.yaml").write_text(plain)
    assert "headless-stays-headless" in terminal("minik check a").out
