--! case the referring column
--! also cached-plan
--! also changing-column-type
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer CONSTRAINT orders_user_id_fkey REFERENCES users (id));
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE orders ALTER COLUMN user_id TYPE bigint;

--! case the referenced column
--! also cached-plan
--! also changing-column-type
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer CONSTRAINT orders_user_id_fkey REFERENCES users (id));
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE users ALTER COLUMN id TYPE bigint;

--! case stored alike, and locked all the same
--! also cached-plan
--! before
CREATE TABLE users (name varchar(10) PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, owner varchar(10) REFERENCES users);
CREATE INDEX ON orders (owner);
--! migration
ALTER TABLE orders ALTER COLUMN owner TYPE varchar(20);
