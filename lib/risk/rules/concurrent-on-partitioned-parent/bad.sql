--! case built
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
--! migration
CREATE INDEX CONCURRENTLY events_at_idx ON events (at);

--! case dropped
--! not-executed: PostgreSQL refuses it
--! before
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_at_idx ON events (at);
--! migration
DROP INDEX CONCURRENTLY events_at_idx;

--! case a partitioned table of the same script
--! also table-without-primary-key transaction-model
--! not-executed: PostgreSQL refuses it
--! migration
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX CONCURRENTLY events_at_idx ON events (at);
