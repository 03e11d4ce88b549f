--! case the foreign key was dropped before
--! also cached-plan
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id varchar(10));
--! migration
ALTER TABLE orders ALTER COLUMN user_id TYPE varchar(20);

--! case another column
--! also cached-plan
--! before
CREATE TABLE users (id integer PRIMARY KEY);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer REFERENCES users (id), code varchar(5));
CREATE INDEX ON orders (user_id);
--! migration
ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);
