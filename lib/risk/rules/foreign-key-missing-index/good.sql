--! case the index comes later in the script
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX items_order_id_idx ON items (order_id, id);

--! case the primary key begins with it
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (order_id bigint REFERENCES orders, line int, PRIMARY KEY (order_id, line));

--! case a unique constraint in another order
--! before
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
--! migration
CREATE TABLE c (id bigint PRIMARY KEY, a int, b int, UNIQUE (b, a), FOREIGN KEY (a, b) REFERENCES p);

--! case an index that leaves out NULL
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX ON items (order_id) WHERE order_id IS NOT NULL;

--! case an old column of a table that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;

--! case another index takes its place
--! also transaction-model
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users);
CREATE INDEX orders_user_id_idx ON orders (user_id);
--! migration
CREATE INDEX CONCURRENTLY orders_user_id_id_idx ON orders (user_id, id);
DROP INDEX CONCURRENTLY orders_user_id_idx;
