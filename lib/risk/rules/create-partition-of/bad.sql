--! case a parent in use
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
CREATE TABLE events_2027 PARTITION OF events FOR VALUES IN (2027);

--! case beside a default partition
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
CREATE TABLE events_other PARTITION OF events DEFAULT;
--! migration
CREATE TABLE events_2027 PARTITION OF events FOR VALUES IN (2027);

--! case a parent of which nothing is known
--! not-executed: the parent is not there
--! migration
CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
