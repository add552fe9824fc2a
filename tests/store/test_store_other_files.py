"""What is a manifest in a repository, and what only looks like one."""

from pathlib import Path

import pytest

from minik.store import document_heads, other_files

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
MANIFESTS = {
    "a Service": SERVICE,
    "after other documents": f"a: 1\n---\n{SERVICE}",
    "with quoted names": '"apiVersion": "v1"\n"kind": "Service"\n',
    "all of it indented": "  apiVersion: v1\n  kind: Service\n",
    "in braces": "{apiVersion: v1, kind: Service}\n",
    "JSON": '{"kind": "Service", "apiVersion": "v1"}',
    "JSON, cut before its kind": '{"apiVersion": "v1", "items": [{"a": "}',
    "two objects of JSON": '{"a": 1}\n{"apiVersion": "v1", "kind": "Service"}',
    "without apiVersion": "kind: Service\nspec: {}\n",
    "without kind": "apiVersion: v1\nmetadata: {name: web}\n",
    "Kind": "apiVersion: v1\nKind: Service\n",
    "a custom resource": "apiVersion: example.com/v1\nkind: Widget\n",
    "a version that is gone": "apiVersion: extensions/v1beta1\nkind: Ingress\n",
    "a version that never was": "apiVersion: v2\nkind: Service\n",
    "a group that never was": "apiVersion: app/v1\nkind: Deployment\n",
    "with a template of another program in a block": SERVICE
    + "data:\n  text: |\n    {{ range .Alerts }}\n    {{ .Values.x }}\n    {{ end }}\n",
    "with Jinja within a text": SERVICE + "data:\n  text: |\n    {% if x %}\n    {% endif %}\n",
    "with a template in quotes": SERVICE + 'spec: {text: "{{ $labels.pod }}"}\n',
    "with braces": SERVICE + "spec: {selector: {A: b}, x: {NAME}, y: [{A}]}\n",
    "with addresses": SERVICE + "  annotations: {owner: <a@b.c>, x: __main__, y: $(date)}\n",
    "with capitals in its name": SERVICE.replace("web", "Web_Shop"),
    "with a template in capitals in a block": SERVICE + "data:\n  text: |\n    - x: a{{NAME}}\n",
    "with a tab": "apiVersion: v1\nkind: Service\nmetadata:\n\tname: web\n",
    "nothing but comments": "# to come\n",
}
OTHERS = {
    "kinds further down alone": ("a:\n  apiVersion: v1\n  kind: Service\n", other_files.UNKNOWN),
    "a workflow with kinds": ("on: push\njobs:\n  kind: {a: 1}\n", "a workflow"),
    "values with kinds": ("deployment:\n  kind: Deployment\n", other_files.UNKNOWN),
    "an index of charts": ("apiVersion: v1\nentries: {}\n", other_files.UNKNOWN),
    "a list": ("- op: replace\n  kind: Service\n", other_files.UNKNOWN),
    "a list in JSON": ('[{"kind": "Service", "apiVersion": "v1"}]', other_files.UNKNOWN),
    "kinds further down in JSON": ('{"a": {"kind": "b", "apiVersion": "c"}}', other_files.UNKNOWN),
    "a description of an API": ('{"kind": "discovery#rest", "id": "dns:v1"}', other_files.UNKNOWN),
    "datasources": ("apiVersion: 1\ndatasources: []\n", other_files.UNKNOWN),
    "a transformer": ("apiVersion: builtin\nkind: LabelTransformer\n", other_files.FOREIGN),
    "another program": ("apiVersion: skaffold/v4beta1\nkind: Config\n", other_files.FOREIGN),
    "another program, v1alpha1": ("apiVersion: v1alpha1\nkind: Talos\n", other_files.FOREIGN),
    "a kubeconfig": ("apiVersion: v1\nkind: Config\nclusters: []\n", other_files.FOREIGN),
    "a patch that deletes": ("$patch: delete\n" + SERVICE, other_files.PART),
    "a template": (SERVICE + "spec: {{ toYaml .x }}\n", other_files.TEMPLATE),
    "a template in quotes": (SERVICE + 'spec: "{{ .Values.x }}"\n', other_files.HELM),
    "a name to be filled in": (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n  name: a-{{uid}}\n",
        other_files.TEMPLATE,
    ),
    **{
        f"a name with {placeholder}": (
            f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a-{placeholder}\n",
            other_files.TEMPLATE,
        )
        for placeholder in (
            *("<node>", "$$name$$", "@NAME@", "__NAME__", "$(NAME)", "%NAME%"),
            *("NODE_NAME", "REPLACEME", "CHANGEME-b", "NODE_NAME-b"),
        )
    },
    "a name in braces": (
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{POD_NAME}"\n',
        other_files.TEMPLATE,
    ),
    "a host to be filled in": (
        SERVICE + 'spec:\n  rules:\n  - host: "web.{{ YOUR_DOMAIN }}"\n',
        other_files.TEMPLATE,
    ),
    "a condition of a chart": (
        "{{- if .Values.on }}\n" + SERVICE + "{{- end }}\n",
        other_files.HELM,
    ),
    "a template of Jinja": (f"{{% raw %}}\n{SERVICE}{{% endraw %}}\n", other_files.TEMPLATE),
    "a template with a condition": (f"{SERVICE}spec:\n  {{% if x %}}\n", other_files.TEMPLATE),
    "a value that no YAML can have": (SERVICE + "x: @NAME@\n", other_files.TEMPLATE),
    "an address to be filled in": (
        SERVICE + "spec:\n  clusterIP: {PREFIX}.16\n",
        other_files.TEMPLATE,
    ),
    "a name from the environment": (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: ${NAMESPACE}\n",
        other_files.TEMPLATE,
    ),
}


@pytest.mark.parametrize("text", MANIFESTS.values(), ids=MANIFESTS)
def test_what_was_meant_as_a_manifest_is_one(text: str) -> None:
    assert other_files.describe("some.yaml", text) == ""


@pytest.mark.parametrize(("text", "what"), OTHERS.values(), ids=OTHERS)
def test_what_is_none_is_told(text: str, what: str) -> None:
    assert other_files.describe("some.yaml", text) == what


PATCH = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, tty: true}]}\n"
)
SCALED = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\n"


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        ("kind/patches/scheduler.yaml", PATCH, other_files.PART),
        ("scale-patch.yaml", SCALED, other_files.PART),
        ("patch_scale.yaml", SCALED, other_files.PART),
        ("patch.yaml", SCALED, other_files.PART),
        ("scale.yaml", SCALED, ""),
        ("dispatch.yaml", SCALED, ""),
        ("patches/whole.yaml", PATCH.replace("tty: true", "image: i"), ""),
        ("job-patch/account.yaml", "apiVersion: v1\nkind: ServiceAccount\n", ""),
    ],
)
def test_a_part_of_a_workload_that_calls_itself_a_patch_is_one(
    path: str, text: str, what: str
) -> None:
    assert other_files.describe(path, text) == what


def test_what_tests_read_is_read_only_when_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "pkg" / "testdata"
    folder.mkdir(parents=True)
    (folder / "web.yaml").write_text(SERVICE)
    paths, others = other_files.sort_out([str(tmp_path)], recursive=True)
    assert paths == [] and [one.what for one in others] == [other_files.TEST_DATA]
    assert other_files.sort_out([str(folder)], recursive=True) == ([str(folder / "web.yaml")], [])


def test_folders_are_read_without_what_is_somebody_else_s(tmp_path: Path) -> None:
    for name in ("web.yaml", "node_modules/a/web.yaml", "vendor/web.yaml", "sub/vendor.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SERVICE)
    root = str(tmp_path)
    found: tuple[list[str], list[other_files.OtherFile]] = (
        [f"{root}/sub/vendor.yaml", f"{root}/web.yaml"],
        [],
    )
    assert other_files.sort_out([root], True) == found
    assert other_files.sort_out([], False, [root]) == found
    assert other_files.sort_out([root], False) == ([f"{root}/web.yaml"], [])


KUSTOMIZATION = """
resources: [web.yaml]
patches: [{path: ./one.yaml}, {patch: "- op: add"}, ten.yaml]
patchesStrategicMerge:
- two.yaml
- |
  kind: Service
replacements: [{path: three.yaml}]
configurations: [four.yaml]
configMapGenerator: [{name: a, files: [key=../five.yaml, six.yaml], env: seven.yaml}]
transformers: [eight.yaml]
helmCharts: [{valuesFile: nine.yaml}]
"""


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_what_a_kustomization_uses_is_no_manifest(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / name).write_text(KUSTOMIZATION)
    parts = ["one", "two", "three", "four", "../five", "six", "seven", "eight", "nine", "ten"]
    for part in ["web", *parts]:
        (folder / f"{part}.yaml").write_text(SERVICE)
    paths, others = other_files.sort_out([str(tmp_path)], True)
    assert paths == [f"{folder}/web.yaml"]
    assert sum(other.what == other_files.PART for other in others) == len(parts)


@pytest.mark.parametrize("text", ["", "- a\n", "patches: 1\nconfigMapGenerator: [1]\n", "{{ x }}"])
def test_a_kustomization_that_cannot_be_read_uses_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "kustomization.yaml").write_text(text)
    (tmp_path / "web.yaml").write_text(SERVICE)
    assert other_files.sort_out([str(tmp_path)], True)[0] == [f"{tmp_path}/web.yaml"]


def test_what_stands_among_the_templates_of_a_chart_is_one(tmp_path: Path) -> None:
    (tmp_path / "templates/sub").mkdir(parents=True)
    for name in ("templates/web.yaml", "templates/sub/api.yaml", "crds.yaml"):
        (tmp_path / name).write_text(SERVICE)
    assert len(other_files.sort_out([str(tmp_path)], True)[0]) == 3
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: x\n")
    assert other_files.sort_out([str(tmp_path)], True)[0] == [f"{tmp_path}/crds.yaml"]


def test_a_large_file_may_say_its_kind_further_down(tmp_path: Path) -> None:
    for name, first in (
        ("map", "apiVersion: v1\n"),
        ("values", ""),
        ("index", "apiVersion: v1\nentries: {}\n"),
    ):
        text = f"{first}data:\n" + "  a: b\n" * other_files.SNIFFED + "kind: ConfigMap\n"
        (tmp_path / f"{name}.yaml").write_text(text)
    assert other_files.sort_out([str(tmp_path)], True)[0] == [f"{tmp_path}/map.yaml"]


def test_values_may_have_a_kind(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("kind: Deployment\n")
    assert other_files.sort_out([str(tmp_path)], True)[0] == [f"{tmp_path}/values.yaml"]
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: x\n")
    assert other_files.sort_out([str(tmp_path)], True)[0] == []


def test_heads_are_read_in_linear_time() -> None:
    text = "metadata:\n" + "  a: b\n" * 9000 + "x: {{y\n"
    assert other_files.describe("some.yaml", text) == other_files.TEMPLATE
    assert len(list(document_heads.read("---\na: 1\n" * 1000))) == 1000


def test_a_text_that_is_cut_within_a_string_is_read_once() -> None:
    """A CustomResourceDefinition with itself as an annotation took twenty seconds."""
    escaped = '\\"type\\":\\"string\\",' * 3000
    text = '{"kind": "Pod", "apiVersion": "v1", "metadata": {"annotations": {"a": "' + escaped
    for cut in (len(text), len(text) - 1, len(text) - 2):
        tokens = document_heads.TOKEN.findall(text[:cut])
        assert len(tokens) < 30 and len(tokens[-1]) > 1000
        [head] = document_heads.read(text[:cut], is_cut=True)
        assert (head.kind, head.api_version, head.is_cut) == ("Pod", "v1", True)
