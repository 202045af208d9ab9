-- Published: accounts with fit and intent above the bar, at this instant (the last recorded one under a recorded clock).
CREATE VIEW workspace_now AS
SELECT CASE
    WHEN (SELECT value ->> '$' FROM settings WHERE name = 'clock') = 'recorded'
    THEN coalesce((SELECT max(observed_at) FROM signals), now())
    ELSE now()
END AS instant;
CREATE VIEW live_intents AS
WITH parts AS (
    SELECT t.account, t.kind, r.cap,
        t.points * t.confidence * pow(0.5, (epoch(n.instant) - epoch(t."at")) / r.half_life_s) AS share
    FROM triggers AS t
    JOIN kind_rules AS r ON r.kind = t.kind
    CROSS JOIN workspace_now AS n
    WHERE t."at" <= n.instant AND epoch(n.instant) - epoch(t."at") < 10 * r.half_life_s
),
kinds AS (SELECT account, kind, least(any_value(cap), sum(share)) AS points FROM parts GROUP BY account, kind)
SELECT account, round(least(100.0, sum(points)), 6) AS intent, max_by(kind, points) AS strongest
FROM kinds GROUP BY account;
CREATE VIEW qualified_accounts AS
SELECT a.domain AS account, a.name, a.owner, a.status, f.profile, f.fit, f.tier, i.intent,
    CASE WHEN i.intent >= (SELECT (value ->> '$')::DOUBLE FROM settings WHERE name = 'hot') THEN 'hot' ELSE 'warm' END AS level,
    i.strongest
FROM live_intents AS i
JOIN accounts AS a ON a.domain = i.account
JOIN fits AS f ON f.account = i.account AND f.best
WHERE f.verdict = 'qualifies'
    AND a.status IN ('prospect', 'discovered')
    AND f.fit >= (SELECT (value ->> '$')::DOUBLE FROM settings WHERE name = 'fit_bar')
    AND i.intent >= (SELECT (value ->> '$')::DOUBLE FROM settings WHERE name = 'intent_bar');
CREATE VIEW yesterday_visitors AS
WITH days AS (
    SELECT (instant AT TIME ZONE (SELECT value ->> '$' FROM settings WHERE name = 'timezone'))::DATE AS today FROM workspace_now
)
SELECT s.account, a.name, a.owner, f.fit, f.tier, count(*) AS visits,
    count(DISTINCT s.details ->> '$.visitor') AS people,
    min(coalesce(s.occurred_at, s.observed_at)) AS first_visit, max(coalesce(s.occurred_at, s.observed_at)) AS last_visit
FROM signals AS s
JOIN accounts AS a ON a.domain = s.account
JOIN fits AS f ON f.account = s.account AND f.best
CROSS JOIN days AS d
WHERE s.kind = 'visit' AND s.verdict = 'pass'
    AND (coalesce(s.occurred_at, s.observed_at) AT TIME ZONE (SELECT value ->> '$' FROM settings WHERE name = 'timezone'))::DATE = d.today - 1
GROUP BY ALL;
