--! case text to a number
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, age text);
--! migration
ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;

--! case text to an enum
--! also cached-plan, changing-column-type
--! before
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE users (id int PRIMARY KEY, state varchar(20));
--! migration
ALTER TABLE users ALTER COLUMN state TYPE state USING state::state;

--! case text to json
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, data text);
--! migration
ALTER TABLE users ALTER COLUMN data TYPE jsonb USING data::jsonb;

--! case text to a uuid, by way of an expression
--! also cached-plan, changing-column-type
--! before
CREATE TABLE users (id int PRIMARY KEY, ref text);
--! migration
ALTER TABLE users ALTER COLUMN ref TYPE uuid USING nullif(ref, '')::uuid;

--! case the old type is not known
--! not-executed: the table is not there
--! also cached-plan, changing-column-type
--! migration
ALTER TABLE users ALTER COLUMN age TYPE integer USING age::integer;
