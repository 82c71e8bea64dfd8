"""Spans → claims → observations: what each number counts, whose it is, where and when it held."""

from pipelines.join.observe import observe

__all__ = ["observe"]
