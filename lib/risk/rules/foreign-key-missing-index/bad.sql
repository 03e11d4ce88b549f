--! case a new table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);

--! case a new column of an old table
--! also add-column-references
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN seller_id bigint REFERENCES users;

--! case the index covers a part of it
--! before
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX ON c (a, id);
--! migration
ALTER TABLE c ADD FOREIGN KEY (a, b) REFERENCES p NOT VALID;

--! case the index goes
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
DROP INDEX CONCURRENTLY orders_user_id_idx;

--! case an index for some rows alone
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders, state text);
CREATE INDEX ON items (order_id) WHERE state = 'open';

--! case a new column of a table that nobody has shown
--! not-executed: the table is not there
--! also add-column-references
--! migration
ALTER TABLE orders ADD COLUMN seller_id bigint REFERENCES users (id);
