"""The job engine: PgQueuer behind the `JobQueue` port, and the worker that drives jobs."""
