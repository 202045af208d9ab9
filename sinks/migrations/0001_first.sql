-- Truth: what was taken in, in the order of seq. Ids are 128 bits that begin with the day, in the shape of UUIDs.
CREATE TABLE signals (
    id UUID PRIMARY KEY,
    seq BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    account VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    occurred_at TIMESTAMPTZ,
    observed_at TIMESTAMPTZ NOT NULL,
    company JSON NOT NULL,
    evidence JSON NOT NULL,
    details JSON NOT NULL,
    confidence DOUBLE NOT NULL,
    seeded BOOLEAN NOT NULL,
    method VARCHAR NOT NULL,
    match_confidence DOUBLE NOT NULL,
    verdict VARCHAR NOT NULL,
    batch BIGINT NOT NULL,
    stored_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX signals_by_account ON signals (account);
CREATE TABLE entries (seq BIGINT PRIMARY KEY, kind VARCHAR NOT NULL, body JSON NOT NULL, made_at TIMESTAMPTZ NOT NULL);
CREATE TABLE decisions (
    signal UUID NOT NULL,
    seq BIGINT NOT NULL,
    account VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    fit DOUBLE NOT NULL,
    intent DOUBLE NOT NULL,
    priority VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    cause VARCHAR,
    profile VARCHAR NOT NULL,
    fit_version VARCHAR NOT NULL,
    policy VARCHAR NOT NULL,
    engine INTEGER NOT NULL
);
CREATE TABLE account_versions (seq BIGINT NOT NULL, domain VARCHAR NOT NULL, body JSON);
CREATE TABLE profile_versions (seq BIGINT NOT NULL, version VARCHAR NOT NULL, body JSON NOT NULL);
CREATE TABLE policy_versions (seq BIGINT NOT NULL, version VARCHAR NOT NULL, body JSON NOT NULL);
CREATE TABLE offsets (
    cluster VARCHAR, topic VARCHAR, topic_id VARCHAR, "partition" INTEGER, next BIGINT NOT NULL,
    PRIMARY KEY (cluster, topic, topic_id, "partition")
);
CREATE TABLE dead_letters (
    id UUID PRIMARY KEY,
    source VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    cause VARCHAR NOT NULL,
    raw BLOB NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE unresolved (
    id UUID PRIMARY KEY,
    name VARCHAR,
    kind VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    candidates VARCHAR[],
    source VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    signal JSON NOT NULL
);
CREATE TABLE feedback (seq BIGINT PRIMARY KEY, account VARCHAR, alert UUID, answer VARCHAR, reason VARCHAR, person VARCHAR, made_at TIMESTAMPTZ);
CREATE TABLE accounts (
    domain VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    aliases VARCHAR[],
    industry VARCHAR,
    employees BIGINT,
    revenue DOUBLE,
    country VARCHAR,
    region VARCHAR,
    technologies VARCHAR[],
    founded INTEGER,
    funding_stage VARCHAR,
    owner VARCHAR,
    status VARCHAR NOT NULL,
    domains VARCHAR[],
    parent VARCHAR,
    crm_url VARCHAR,
    last_activity VARCHAR,
    deal_stage VARCHAR,
    csm VARCHAR,
    strategic BOOLEAN,
    attributes JSON,
    source VARCHAR NOT NULL,
    body JSON NOT NULL
);
-- Decided: what was told to people, and how far it got.
CREATE TABLE alerts (
    id UUID PRIMARY KEY,
    account VARCHAR NOT NULL,
    signal UUID NOT NULL,
    kind VARCHAR NOT NULL,
    decided_at TIMESTAMPTZ NOT NULL,
    priority VARCHAR NOT NULL,
    fit DOUBLE NOT NULL,
    tier VARCHAR NOT NULL,
    intent DOUBLE NOT NULL,
    level VARCHAR NOT NULL,
    escalates UUID,
    profile VARCHAR NOT NULL,
    policy VARCHAR NOT NULL,
    engine INTEGER NOT NULL,
    fit_reasons JSON NOT NULL,
    intent_reasons JSON NOT NULL
);
CREATE INDEX alerts_by_account ON alerts (account);
CREATE TABLE outbox (
    id UUID PRIMARY KEY,
    alert UUID,
    sink VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    note VARCHAR
);
CREATE TABLE deliveries (outbox UUID NOT NULL, state VARCHAR NOT NULL, made_at TIMESTAMPTZ NOT NULL, note VARCHAR);
CREATE TABLE digests (receiver VARCHAR NOT NULL, from_at TIMESTAMPTZ NOT NULL, to_at TIMESTAMPTZ NOT NULL, sent_at TIMESTAMPTZ NOT NULL);
-- Derived: rebuilt from truth whenever profile, policy or accounts ask for it.
CREATE TABLE fits (
    account VARCHAR NOT NULL,
    profile VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    fit DOUBLE NOT NULL,
    tier VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    known DOUBLE NOT NULL,
    known_mandatory INTEGER NOT NULL,
    best BOOLEAN NOT NULL,
    reasons JSON NOT NULL,
    PRIMARY KEY (account, profile)
);
CREATE TABLE triggers (
    id UUID PRIMARY KEY,
    account VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    "at" TIMESTAMPTZ NOT NULL,
    confidence DOUBLE NOT NULL,
    points DOUBLE NOT NULL,
    signals INTEGER NOT NULL,
    anchor UUID NOT NULL,
    details JSON NOT NULL
);
CREATE TABLE intents (
    account VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    as_of TIMESTAMPTZ NOT NULL,
    points DOUBLE NOT NULL,
    PRIMARY KEY (account, kind)
);
CREATE TABLE settings (name VARCHAR PRIMARY KEY, value JSON NOT NULL);
CREATE TABLE kind_rules (kind VARCHAR PRIMARY KEY, half_life_s DOUBLE NOT NULL, cap DOUBLE NOT NULL);
