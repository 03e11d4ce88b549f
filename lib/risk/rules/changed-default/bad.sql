--! case another value
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'new';

--! case none, where NULL is refused
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;

--! case no identity any more
--! before
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
--! migration
ALTER TABLE t ALTER COLUMN id DROP IDENTITY;

--! case no numbers any more
--! before
CREATE TABLE t (id serial PRIMARY KEY);
--! migration
ALTER TABLE t ALTER COLUMN id DROP DEFAULT;
