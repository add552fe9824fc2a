"""Admission webhooks: programs outside of the cluster that change or refuse what is stored.

Which of them a request meets is found here (`hooks`), what they are asked (`reviews`), what their
answers mean (`verdicts`), and what becomes of the request (`validating`, `mutating`). Nobody is called
from here: see `model/outside.py`. Nothing here is imported where a cluster has no configuration of one.

Upstream rule: apiserver `pkg/admission/plugin/webhook`.
"""
