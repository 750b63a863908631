"""HTTP and only HTTP: requests in, calls of the pipeline, answers out."""
