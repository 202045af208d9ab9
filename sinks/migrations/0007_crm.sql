-- What CRMs tell: how far each was read, its records, the accounts made of them, deals, and headcounts over time.
CREATE TABLE crm_state (
    crm VARCHAR NOT NULL,
    cursor JSON NOT NULL,
    rules JSON NOT NULL,
    began_at TIMESTAMPTZ,
    tried_at TIMESTAMPTZ,
    read_at TIMESTAMPTZ,
    full_at TIMESTAMPTZ,
    trouble VARCHAR
);
CREATE TABLE crm_companies (
    crm VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    domains VARCHAR[] NOT NULL,
    words VARCHAR[] NOT NULL,
    parent VARCHAR,
    owner VARCHAR,
    modified_at TIMESTAMPTZ,
    seen_at TIMESTAMPTZ NOT NULL,
    gone BOOLEAN NOT NULL,
    accounts VARCHAR[] NOT NULL,
    body JSON
);
CREATE TABLE deals (
    crm VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    account VARCHAR,
    company VARCHAR,
    stage VARCHAR,
    amount DOUBLE,
    currency VARCHAR,
    opened_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    outcome VARCHAR,
    owner VARCHAR,
    modified_at TIMESTAMPTZ,
    seen_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE crm_owners (crm VARCHAR NOT NULL, id VARCHAR NOT NULL, email VARCHAR NOT NULL);
CREATE TABLE crm_pending (crm VARCHAR NOT NULL, id VARCHAR NOT NULL);
CREATE TABLE crm_accounts (
    domain VARCHAR NOT NULL,
    crm VARCHAR NOT NULL,
    whole BOOLEAN NOT NULL,
    body JSON NOT NULL,
    base JSON,
    base_source VARCHAR
);
CREATE TABLE headcounts (
    account VARCHAR NOT NULL,
    employees BIGINT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    weighed BOOLEAN NOT NULL
);
