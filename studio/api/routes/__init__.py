"""The routes by noun. Each opens one transaction, calls the pipeline, and sends messages after the commit."""
