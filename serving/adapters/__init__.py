"""The model in use for those who already speak MLflow's /invocations or the Open Inference Protocol; off by default.

`MINGCHA_ADAPTERS=true` turns them on. They take rows of the feature table, which the caller has to compute, and know
nothing of awards, hits or evidence: `/v1/scores` and `/v1/checks` are what a payment system wants.
"""
