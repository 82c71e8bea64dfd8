"""Web archives of any size and make: WARC files → the few pages that matter → readings, in one pass over each file.

sift.py sets aside what cannot matter and reads the rest, parts.py keeps what was read in Parquet files, spread.py lets
other processes and machines do it. pipelines/warc.py cuts the files into records.
"""
