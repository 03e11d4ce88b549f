--! case a minute
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET lock_timeout = '1min';
ALTER TABLE orders ADD COLUMN region text;

--! case in milliseconds
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET LOCAL lock_timeout TO 30000;
ALTER TABLE orders ADD COLUMN region text;

--! case by a function
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SELECT set_config('lock_timeout', '20s', false);
ALTER TABLE orders ADD COLUMN region text;

--! case without end, where a shorter one held
--! before
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric NOT NULL DEFAULT 0, note text);
--! migration
SET lock_timeout = 0;
ALTER TABLE orders ADD COLUMN region text;
