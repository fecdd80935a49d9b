"""The benchmark of the server: `python -m serving.bench.load FOLDER`, or `make bench-serve`.

A real server (`mingcha serve`) and `mlflow models serve` of the same model, one after the other and several times in
turn, are asked the same awards by wrk. Whatever else the machine does meanwhile falls on both.
"""
