--! case no condition
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET note = 'x';

--! case a condition that is always true, two columns
--! before
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total numeric(10,2) NOT NULL DEFAULT 0, note text, state text NOT NULL DEFAULT 'open');
--! migration
UPDATE orders SET note = 'x', total = 0 WHERE true;

--! case a table that nobody has shown
--! not-executed: the table is not there
--! migration
UPDATE users SET active = true;
