--! case a table with rows
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);

--! case the check is not validated
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
ALTER TABLE events_2026 ADD CONSTRAINT bounds CHECK (year IS NOT NULL AND year = 2026) NOT VALID;
--! migration
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);

--! case the check says something else
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
ALTER TABLE events_2026 ADD CONSTRAINT bounds CHECK (year > 0);
--! migration
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);

--! case a range
--! before
CREATE TABLE logs (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 (at date NOT NULL);
--! migration
ALTER TABLE logs ATTACH PARTITION logs_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

--! case a default partition is read for an empty new one
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
CREATE TABLE events_other PARTITION OF events DEFAULT;
--! migration
CREATE TABLE events_2027 (id bigint NOT NULL, year int NOT NULL);
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES IN (2027);

--! case tables of which nothing is known
--! not-executed: the tables are not there
--! migration
ALTER TABLE measurements ATTACH PARTITION measurements_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
