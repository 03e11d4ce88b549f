--! case set not null
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;

--! case set not null twice
--! before
CREATE TABLE orders (id int, note text NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case of the primary key
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ALTER id SET NOT NULL;

--! case with a validated check
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check that is not valid
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL) NOT VALID;
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check that was validated later
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT c;
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT c;

--! case with a check that says more, joined by AND
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0 AND note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check joined by OR
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0 OR note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check that only implies it
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (length(note) > 0);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check of another column
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case with a check that compares
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0);
--! migration
ALTER TABLE orders ALTER amount SET NOT NULL;

--! case with NOT (x IS NULL)
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (NOT (amount IS NULL));
--! migration
ALTER TABLE orders ALTER amount SET NOT NULL;

--! case two columns, one proven
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL, ALTER amount SET NOT NULL;

--! case the check is dropped in the same statement
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL);
--! migration
ALTER TABLE orders ALTER note SET NOT NULL, DROP CONSTRAINT c;

--! case drop not null
--! before
CREATE TABLE orders (id int, note text NOT NULL);
--! migration
ALTER TABLE orders ALTER note DROP NOT NULL;

--! case set and drop on a family
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ALTER name SET NOT NULL;
ALTER TABLE animals ALTER name DROP NOT NULL;

--! case on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ALTER kind SET NOT NULL;
ALTER TABLE events ALTER kind DROP NOT NULL;

--! case ONLY a partition
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE ONLY events_2024 ALTER kind SET NOT NULL;

--! case constraint of its own
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT n NOT NULL note;

--! case constraint of its own, not valid, then validated
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT n NOT NULL note NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT n;
ALTER TABLE orders ALTER note SET NOT NULL;

--! case set not null over a constraint that is not valid
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT n NOT NULL note NOT VALID;
--! migration
ALTER TABLE orders ALTER note SET NOT NULL;

--! case a not null constraint dropped by its name
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT n NOT NULL note;
--! migration
ALTER TABLE orders DROP CONSTRAINT n;

--! case a not null constraint where a check proves it
--! since 18
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL);
--! migration
ALTER TABLE orders ADD CONSTRAINT n NOT NULL note;

--! case a not valid one on a family
--! since 18
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT n NOT NULL name NOT VALID;
ALTER TABLE animals VALIDATE CONSTRAINT n;

--! case a not valid one on a partitioned table
--! since 18
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD CONSTRAINT n NOT NULL kind NOT VALID;
ALTER TABLE events VALIDATE CONSTRAINT n;
