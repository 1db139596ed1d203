CREATE UNLOGGED TABLE rate_limits (
    bucket TEXT NOT NULL,
    tokens DOUBLE PRECISION NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_rate_limits PRIMARY KEY (bucket)
)

CREATE TABLE idempotency_keys (
    owner_id UUID NOT NULL,
    key TEXT NOT NULL,
    claim UUID NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER,
    location TEXT,
    body BYTEA,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (owner_id, key),
    CONSTRAINT uq_idempotency_keys_claim UNIQUE (claim),
    CONSTRAINT ck_idempotency_keys_kept
        CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (location IS NULL))
)

CREATE INDEX ix_idempotency_keys_claimed_at ON idempotency_keys (claimed_at)

CREATE FUNCTION courseport_tell_job_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('courseport_jobs', NEW.id::text);
    RETURN NULL;
END
$$

CREATE TRIGGER courseport_job_written AFTER UPDATE OF status, progress_percent, metadata ON lms_import_jobs
    FOR EACH ROW EXECUTE FUNCTION courseport_tell_job_written()
