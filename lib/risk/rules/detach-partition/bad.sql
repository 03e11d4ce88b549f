--! case a partition in use
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
ALTER TABLE events DETACH PARTITION events_2025;

--! case beside a default partition, where there is no other way
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
CREATE TABLE events_other PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events DETACH PARTITION events_2025;

--! case tables of which nothing is known
--! not-executed: the tables are not there
--! migration
ALTER TABLE measurements DETACH PARTITION measurements_2019;
