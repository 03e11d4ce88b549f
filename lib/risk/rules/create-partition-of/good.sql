--! case a parent of the same script
--! migration
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES IN (2026);
CREATE TABLE events_other PARTITION OF events DEFAULT;

--! case made apart, then attached
--! before
CREATE TABLE events (id bigint NOT NULL, year int NOT NULL) PARTITION BY LIST (year);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES IN (2025);
CREATE TABLE events_2026 (id bigint NOT NULL, year int NOT NULL);
--! migration
CREATE TABLE events_2027 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES IN (2027);

--! case inheritance of another kind
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
CREATE TABLE special_orders (extra text) INHERITS (orders);
