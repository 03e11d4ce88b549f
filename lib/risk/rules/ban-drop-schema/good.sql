--! case a schema of the same script
--! migration
CREATE SCHEMA app;
DROP SCHEMA app;

--! case a schema that is not there
--! before
CREATE TABLE users (id bigint PRIMARY KEY);
--! migration
DROP SCHEMA IF EXISTS app CASCADE;
