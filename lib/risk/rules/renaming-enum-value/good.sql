--! case a new value
--! before
CREATE TYPE state AS ENUM ('open', 'closed');
--! migration
ALTER TYPE state ADD VALUE 'late' AFTER 'open';

--! case a type of the same script
--! migration
CREATE TYPE state AS ENUM ('open', 'closed');
ALTER TYPE state RENAME VALUE 'closed' TO 'done';
