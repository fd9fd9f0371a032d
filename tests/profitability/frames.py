"""The same columns as a frame of each engine, and back."""

import os
import shutil

import pytest

WHY = {
    "pandas": "pandas is not installed, so its frames cannot be tried",
    "polars": "polars is not installed, so its frames cannot be tried",
    "pyarrow": "pyarrow is not installed, so neither its tables nor frames that are collected into them can be tried",
    "duckdb": "duckdb is not installed, so its relations cannot be tried",
    "pyspark": "pyspark is not installed, so its frames cannot be tried",
}
QUICK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Settings for a few rows: most of the time would go into preparing for many."""
IN_PROCESS = ("pandas", "polars", "lazy polars", "pyarrow", "duckdb")


def engine(name):
    """Import an engine, or skip and say which one is missing."""
    return pytest.importorskip(name, reason=WHY[name])


def frame(name, columns):
    """Make a frame of an engine that runs in this process."""
    if name == "pandas":
        return engine("pandas").DataFrame(columns)
    if name == "polars":
        return engine("polars").DataFrame(columns, strict=False)
    if name == "lazy polars":
        return engine("polars").LazyFrame(columns, strict=False)
    table = engine("pyarrow").table(columns)
    return table if name == "pyarrow" else engine("duckdb").from_arrow(table)


def columns_of(native):
    """Read a frame of any engine: name → cells."""
    import narwhals.stable.v2 as nw

    taken = nw.from_native(native)
    return (taken.collect() if isinstance(taken, nw.LazyFrame) else taken).to_dict(as_series=False)


def skip_without_java():
    """Skip, and say so, where Spark could not be started."""
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("Java is not installed, so Spark cannot be started")


def spark_session():
    """Start Spark in this process, or skip and say what is missing."""
    sql = engine("pyspark").sql
    engine("pyarrow")
    skip_without_java()
    builder = sql.SparkSession.builder.master("local[2]")
    for option, value in QUICK.items():
        builder = builder.config(option, value)
    return builder.getOrCreate()
