-- Beside a broker: up to where a partition is read again without deciding, and which alerts an earlier store had decided.
ALTER TABLE offsets ADD COLUMN replay_until BIGINT;
ALTER TABLE alerts ADD COLUMN replayed BOOLEAN DEFAULT false;
