--! case create a partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case create a partition beside a default one
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case create the default partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
CREATE TABLE events_rest PARTITION OF events DEFAULT;

--! case create a partition with a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE events (id int, user_id int REFERENCES users) PARTITION BY RANGE (id);
--! migration
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);

--! case create a partition of a referenced table
--! before
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE notes (id int, event_id int REFERENCES events);
--! migration
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);

--! case attach
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach with a matching check
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
ALTER TABLE events_2025 ADD CONSTRAINT c CHECK (at >= '2025-01-01' AND at < '2026-01-01');
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach with a narrower check
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
ALTER TABLE events_2025 ADD CONSTRAINT c CHECK (at >= '2025-01-05' AND at < '2025-12-01');
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach with a check that is too wide
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
ALTER TABLE events_2025 ADD CONSTRAINT c CHECK (at >= '2020-01-05');
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach with a check that is not valid
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
ALTER TABLE events_2025 ADD CONSTRAINT c CHECK (at >= '2025-01-01' AND at < '2026-01-01') NOT VALID;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach beside a default partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
INSERT INTO events_rest SELECT g, '2010-01-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach where the default partition has a check
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
INSERT INTO events_rest SELECT g, '2010-01-01', 'x' FROM generate_series(1, 500) g;
ALTER TABLE events_rest ADD CONSTRAINT c CHECK (at < '2025-01-01' OR at >= '2026-01-01');
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach as default
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2030-02-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 DEFAULT;

--! case attach where the parent has an index
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX i ON events (kind);
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach where parent and partition have the index
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX i ON events (kind);
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
CREATE INDEX j ON events_2025 (kind);
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach where the parent has a primary key
--! before
CREATE TABLE events (id int, at date, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach where the parent has a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
INSERT INTO users SELECT g, g::text, 'x' FROM generate_series(1, 500) g;
CREATE TABLE events (id int REFERENCES users, at date, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2025 (id int NOT NULL, at date NOT NULL, kind text);
INSERT INTO events_2025 SELECT g, '2025-02-01', 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

--! case attach a list partition
--! before
CREATE TABLE events (id int, kind text) PARTITION BY LIST (kind);
CREATE TABLE events_x (id int, kind text);
INSERT INTO events_x SELECT g, 'x' FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_x FOR VALUES IN ('x');

--! case attach a hash partition
--! before
CREATE TABLE events (id int) PARTITION BY HASH (id);
CREATE TABLE events_x (id int);
INSERT INTO events_x SELECT 1 FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_x FOR VALUES WITH (MODULUS 1, REMAINDER 0);

--! case attach a partitioned one
--! before
CREATE TABLE events (id int, n int) PARTITION BY RANGE (id);
CREATE TABLE events_a (id int, n int) PARTITION BY RANGE (n);
CREATE TABLE events_a1 PARTITION OF events_a FOR VALUES FROM (0) TO (1000);
INSERT INTO events_a SELECT g % 10, g FROM generate_series(1, 500) g;
--! migration
ALTER TABLE events ATTACH PARTITION events_a FOR VALUES FROM (0) TO (100);

--! case detach
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
ALTER TABLE events DETACH PARTITION events_2023;

--! case detach beside a default partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events DETACH PARTITION events_2023;

--! case detach the default partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events DETACH PARTITION events_rest;

--! case detach concurrently
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
--! migration
ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;

--! case detach with a foreign key
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE events (id int, user_id int REFERENCES users) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
--! migration
ALTER TABLE events DETACH PARTITION events_a;

--! case detach from a referenced table
--! before
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
CREATE TABLE notes (id int, event_id int REFERENCES events);
--! migration
ALTER TABLE events DETACH PARTITION events_a;

--! case drop a partition of a table with an index
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX i ON events (kind);
--! migration
DROP TABLE events_2024;
