-- Visitors that turned out to be of a company, by daily hash; unresolved signals are found by the same hash.
CREATE TABLE identities (
    visitor VARCHAR PRIMARY KEY,
    domain VARCHAR NOT NULL,
    method VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE unresolved_before AS SELECT * FROM unresolved;
DROP TABLE unresolved;
CREATE TABLE unresolved (
    id UUID PRIMARY KEY,
    name VARCHAR,
    kind VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    candidates VARCHAR[],
    source VARCHAR NOT NULL,
    observed_at TIMESTAMPTZ NOT NULL,
    signal JSON NOT NULL,
    visitor VARCHAR
);
INSERT INTO unresolved
SELECT *, CASE WHEN json_type(signal, '$.details.visitor') = 'VARCHAR' THEN signal ->> '$.details.visitor' END
FROM unresolved_before;
DROP TABLE unresolved_before;
CREATE INDEX unresolved_by_visitor ON unresolved (visitor);
-- Ids of signals that were erased: what is offered again is not taken again.
CREATE TABLE erased (id UUID PRIMARY KEY);
