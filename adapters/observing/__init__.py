"""What happens, for operators: the journal as log lines and as Prometheus metrics."""
