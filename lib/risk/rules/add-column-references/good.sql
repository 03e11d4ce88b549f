--! case a new table refers to an old one
--! before
CREATE TABLE users (id integer PRIMARY KEY);
--! migration
CREATE TABLE visits (id integer PRIMARY KEY);
ALTER TABLE visits ADD COLUMN user_id integer REFERENCES users (id);

--! case an old table refers to a new one, and is NULL everywhere
--! before
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
CREATE TABLE couriers (id integer PRIMARY KEY);
ALTER TABLE orders ADD COLUMN courier_id integer REFERENCES couriers (id);

--! case to itself, without a default
--! before
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN follows integer REFERENCES orders (id);

--! case the foreign key by itself, not validated
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id integer;
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
