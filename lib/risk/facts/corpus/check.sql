--! case check
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);

--! case check, not valid, then validated
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT c;
ALTER TABLE orders VALIDATE CONSTRAINT c;

--! case check without a name
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CHECK (amount > 0 AND note <> '');

--! case not enforced
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT ENFORCED;

--! case drop
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
--! migration
ALTER TABLE orders DROP CONSTRAINT c;
ALTER TABLE orders DROP CONSTRAINT IF EXISTS c;

--! case drop and add in one
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
--! migration
ALTER TABLE orders DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (amount > -1);

--! case on a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT c CHECK (id > 0);
ALTER TABLE animals DROP CONSTRAINT c;

--! case on a family, no inherit
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT c CHECK (id > 0) NO INHERIT;
ALTER TABLE animals DROP CONSTRAINT c;

--! case on a family, later
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT c CHECK (id > 0) NOT VALID;
ALTER TABLE animals VALIDATE CONSTRAINT c;

--! case on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0);
ALTER TABLE events DROP CONSTRAINT c;

--! case on a partitioned table, later
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0) NOT VALID;
ALTER TABLE events VALIDATE CONSTRAINT c;

--! case and a fast command
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID, ALTER note SET STATISTICS 100;
