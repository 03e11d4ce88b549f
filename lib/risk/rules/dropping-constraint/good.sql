--! case another takes its place
--! before
CREATE TABLE orders (id integer PRIMARY KEY, total integer CONSTRAINT sane CHECK (total >= 0));
--! migration
ALTER TABLE orders DROP CONSTRAINT sane, ADD CONSTRAINT sane CHECK (total >= 1) NOT VALID;

--! case it proved NOT NULL and is done
--! postgres 16
--! before
CREATE TABLE orders (id integer PRIMARY KEY, note text NOT NULL CONSTRAINT note_is_there CHECK (note IS NOT NULL));
--! migration
ALTER TABLE orders DROP CONSTRAINT note_is_there;

--! case a new table
--! migration
CREATE TABLE visits (id integer PRIMARY KEY, pieces integer CONSTRAINT sane CHECK (pieces > 0));
ALTER TABLE visits DROP CONSTRAINT sane;

--! case one that is not there
--! before
CREATE TABLE orders (id integer PRIMARY KEY, note text, total integer NOT NULL DEFAULT 0);
--! migration
ALTER TABLE orders DROP CONSTRAINT IF EXISTS sane;
