--! case a new table refers to an old one
--! also foreign-key-missing-index
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
CREATE TABLE visits (id bigint PRIMARY KEY);
ALTER TABLE visits ADD COLUMN user_id bigint REFERENCES users (id);

--! case an old table refers to a new one, and is NULL everywhere
--! also foreign-key-missing-index
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
CREATE TABLE couriers (id bigint PRIMARY KEY);
ALTER TABLE orders ADD COLUMN courier_id bigint REFERENCES couriers (id);

--! case to itself, without a default
--! also foreign-key-missing-index
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN follows bigint REFERENCES orders (id);

--! case the foreign key by itself, not validated
--! also foreign-key-missing-index
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders ADD COLUMN user_id bigint;
ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
