"""Go's text/template, as far as kubectl users need it.

It knows values and text only, nothing of Kubernetes.

text → lexing → tokens → parsing → nodes → running → text; `functions` are what a template may call.
"""
