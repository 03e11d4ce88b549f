--! case no key at all
--! migration
CREATE TABLE events (at timestamptz NOT NULL, what text);

--! case made of a query
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
CREATE TABLE copies AS SELECT id FROM users;

--! case a unique key that may be NULL
--! migration
CREATE TABLE events (code text UNIQUE);
