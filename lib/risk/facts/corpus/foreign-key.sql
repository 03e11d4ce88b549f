--! case add
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);

--! case add without names
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE ON UPDATE CASCADE;

--! case add not valid, validate
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT fk;
ALTER TABLE orders VALIDATE CONSTRAINT fk;

--! case not enforced
--! since 18
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT ENFORCED;

--! case drop
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;

--! case drop and add in one
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey, ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL;

--! case to itself
--! before
CREATE TABLE orders (id int PRIMARY KEY, user_id int, amount int, note text);
--! migration
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES orders (id);
ALTER TABLE orders DROP CONSTRAINT fk;

--! case drop the column that holds one
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders DROP COLUMN user_id;

--! case drop another column
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders DROP COLUMN note;

--! case drop the column that is referenced
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
ALTER TABLE users ADD CONSTRAINT k UNIQUE (email);
--! migration
ALTER TABLE users DROP COLUMN id CASCADE;

--! case drop the primary key that is referenced
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE;

--! case drop the primary key that nobody references
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_pkey;

--! case change to deferrable
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders ALTER CONSTRAINT orders_user_id_fkey DEFERRABLE INITIALLY DEFERRED;

--! case of two columns
--! before
CREATE TABLE users (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE orders (id int, a int, b int);
--! migration
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES users (a, b);
ALTER TABLE orders DROP COLUMN b;

--! case to a partitioned table
--! before
CREATE TABLE events (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (30) TO (100);
INSERT INTO events SELECT generate_series(1, 60);
CREATE TABLE notes (id int, event_id int);
INSERT INTO notes SELECT g, g FROM generate_series(1, 60) g;
--! migration
ALTER TABLE notes ADD CONSTRAINT fk FOREIGN KEY (event_id) REFERENCES events (id);
ALTER TABLE notes DROP CONSTRAINT fk;

--! case of a partitioned table
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE events (id int, user_id int) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (30) TO (100);
INSERT INTO events SELECT g, g FROM generate_series(1, 59) g;
--! migration
ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE events DROP CONSTRAINT fk;

--! case of a partitioned table, not valid
--! since 18
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE events (id int, user_id int) PARTITION BY RANGE (id);
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (30);
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (30) TO (100);
INSERT INTO events SELECT g, g FROM generate_series(1, 59) g;
--! migration
ALTER TABLE events ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE events VALIDATE CONSTRAINT fk;

--! case of a table with children
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
--! migration
ALTER TABLE animals ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES users (id);
ALTER TABLE animals DROP CONSTRAINT fk;

--! case two at once to two tables
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE teams (id int PRIMARY KEY);
CREATE TABLE orders (id int, user_id int, team_id int);
--! migration
ALTER TABLE orders ADD CONSTRAINT a FOREIGN KEY (user_id) REFERENCES users (id), ADD CONSTRAINT b FOREIGN KEY (team_id) REFERENCES teams (id);
ALTER TABLE orders DROP COLUMN user_id, DROP COLUMN team_id;

--! case rename it
--! before
CREATE TABLE users (id int PRIMARY KEY, email text, name varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, user_id int CONSTRAINT orders_user_id_fkey REFERENCES users (id), amount int, note text);
--! migration
ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey TO fk;
