-- Answers: told twice they are one, how long a snooze lasts, and by which way they came.
ALTER TABLE feedback ADD COLUMN id UUID;
ALTER TABLE feedback ADD COLUMN days INTEGER;
ALTER TABLE feedback ADD COLUMN via VARCHAR;
