"""Go's text/template, as far as a person types it at kubectl. It knows values and text only, nothing of Kubernetes.

text → lexing → tokens → parsing → nodes → running → text; functions are what a template may call.
"""
