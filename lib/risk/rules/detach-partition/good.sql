--! case concurrently
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;

--! case a parent of the same script
--! migration
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
ALTER TABLE events DETACH PARTITION events_2026;
