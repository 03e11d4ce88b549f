--! case unique
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT k UNIQUE (note);

--! case unique without a name
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD UNIQUE (note, amount);

--! case unique using an index
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
CREATE UNIQUE INDEX i ON orders (note);
--! migration
ALTER TABLE orders ADD CONSTRAINT k UNIQUE USING INDEX i;

--! case unique, deferrable
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT k UNIQUE (note) DEFERRABLE;

--! case primary key on nullable columns
--! before
CREATE TABLE orders (id int, note text);
--! migration
ALTER TABLE orders ADD PRIMARY KEY (id);

--! case primary key on a NOT NULL column
--! before
CREATE TABLE orders (id int NOT NULL, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY (id);

--! case primary key using an index, nullable
--! before
CREATE TABLE orders (id int, note text);
CREATE UNIQUE INDEX i ON orders (id);
--! migration
ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;

--! case primary key using an index, not null
--! before
CREATE TABLE orders (id int NOT NULL, note text);
CREATE UNIQUE INDEX i ON orders (id);
--! migration
ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;

--! case primary key using an index, proven by a check
--! before
CREATE TABLE orders (id int, note text, CONSTRAINT c CHECK (id IS NOT NULL));
CREATE UNIQUE INDEX i ON orders (id);
--! migration
ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;

--! case another primary key
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY (id, amount);

--! case exclusion
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT x EXCLUDE (amount WITH =);

--! case exclusion by gist
--! before
CREATE TABLE stays (id int, during tsrange);
--! migration
ALTER TABLE stays ADD EXCLUDE USING gist (during WITH &&);

--! case drop unique
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT k UNIQUE (note);
--! migration
ALTER TABLE orders DROP CONSTRAINT k;

--! case drop exclusion
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
ALTER TABLE orders ADD CONSTRAINT x EXCLUDE (amount WITH =);
--! migration
ALTER TABLE orders DROP CONSTRAINT x;

--! case on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD CONSTRAINT k UNIQUE (id, at);
ALTER TABLE events DROP CONSTRAINT k;

--! case primary key on a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD PRIMARY KEY (id, at);

--! case primary key on nullable columns of a partitioned table
--! before
CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
--! migration
ALTER TABLE events ADD PRIMARY KEY (kind, at);

--! case unique on a table with children
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT k UNIQUE (id);
ALTER TABLE animals DROP CONSTRAINT k;

--! case primary key on a table with children
--! before
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD PRIMARY KEY (id);

--! case rename a primary key
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO pk;

--! case nulls not distinct
--! since 15
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (note);
