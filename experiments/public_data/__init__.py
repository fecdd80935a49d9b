"""The method checked on inspections that are not ours, where these files are present beside the repository.

Everything is chosen by forward figures inside the training part. The test part is opened only when asked for, and every
look at it is counted in `looks.yaml`: a figure that was looked at often is worth less.
"""
