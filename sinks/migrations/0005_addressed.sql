-- What a delivery is, where it goes, what it hangs on, and where it stands since it was sent.
ALTER TABLE outbox ADD COLUMN kind VARCHAR DEFAULT 'alert';
ALTER TABLE outbox ADD COLUMN destination VARCHAR;
ALTER TABLE outbox ADD COLUMN account VARCHAR;
ALTER TABLE outbox ADD COLUMN signal UUID;
ALTER TABLE outbox ADD COLUMN made_at TIMESTAMPTZ;
ALTER TABLE outbox ADD COLUMN thread UUID;
ALTER TABLE outbox ADD COLUMN broadcast BOOLEAN DEFAULT false;
ALTER TABLE outbox ADD COLUMN part_of UUID;
ALTER TABLE outbox ADD COLUMN receiver VARCHAR;
ALTER TABLE outbox ADD COLUMN from_at TIMESTAMPTZ;
ALTER TABLE outbox ADD COLUMN to_at TIMESTAMPTZ;
ALTER TABLE outbox ADD COLUMN channel VARCHAR;
ALTER TABLE outbox ADD COLUMN ts VARCHAR;
