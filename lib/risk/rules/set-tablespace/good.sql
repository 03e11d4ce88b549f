--! case a table of the same script
--! not-executed: the tablespace is not there
--! migration
CREATE TABLE orders (id bigint PRIMARY KEY);
ALTER TABLE orders SET TABLESPACE fast;

--! case the head of partitions
--! not-executed: the tablespace is not there
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
ALTER TABLE events SET TABLESPACE fast;
