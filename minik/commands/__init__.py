"""One verb each. A command loads, makes one pure call, saves and echoes; it is imported only when
it is called.

The module's name is the verb (`api_resources` is `api-resources`, `import_` is `import`); the first
line of its docstring is its help line.
"""
