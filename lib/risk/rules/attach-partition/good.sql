--! case a table of the same script
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
CREATE TABLE events_2027 (id bigint NOT NULL, year int NOT NULL);
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES IN (2027);

--! case a validated check proves it
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
ALTER TABLE events_2026 ADD CONSTRAINT bounds CHECK (year IS NOT NULL AND year = 2026);
--! migration
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);

--! case a validated check proves a range
--! before
CREATE TABLE logs (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 (at date NOT NULL);
ALTER TABLE logs_2026 ADD CONSTRAINT bounds CHECK (at >= '2026-01-01' AND at < '2027-01-01');
--! migration
ALTER TABLE logs ATTACH PARTITION logs_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

--! case the index of a partition
--! before
CREATE TABLE logs (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX logs_at_idx ON ONLY logs (at);
CREATE INDEX logs_2026_at_idx ON logs_2026 (at);
--! migration
ALTER INDEX logs_at_idx ATTACH PARTITION logs_2026_at_idx;
