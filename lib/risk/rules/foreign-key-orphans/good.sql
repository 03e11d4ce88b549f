--! case not to be proved now
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;

--! case a new column
--! also adding-foreign-key-constraint, transaction-model
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ADD COLUMN seller_id bigint;
CREATE INDEX CONCURRENTLY ON orders (seller_id);
ALTER TABLE orders ADD FOREIGN KEY (seller_id) REFERENCES users (id);

--! case a new table
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
CREATE TABLE items (id int PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX ON items (order_id);

--! case it held until the script dropped it
--! also adding-foreign-key-constraint, foreign-key-churn
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

--! case it held under another name of the table
--! also adding-foreign-key-constraint, drop-takes-parent-lock, renaming-column, renaming-table, statement-after-exclusive-lock
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);
--! migration
ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;
ALTER TABLE orders RENAME TO purchases;
ALTER TABLE purchases RENAME COLUMN user_id TO buyer_id;
ALTER TABLE purchases ADD FOREIGN KEY (buyer_id) REFERENCES users (id);

--! case the script removes them
--! also adding-foreign-key-constraint, unbatched-backfill
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
CREATE INDEX ON orders (user_id);
--! migration
DELETE FROM orders WHERE user_id NOT IN (SELECT id FROM users);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);

--! case the proof of one that nobody has shown
--! not-executed: the table is not there
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;

--! case the proof done right, where no database is there to answer
--! static
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX ON orders (user_id);
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
--! migration
ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;
