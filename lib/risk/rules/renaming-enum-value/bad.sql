--! case a value in use
--! before
CREATE TYPE state AS ENUM ('open', 'closed');
--! migration
ALTER TYPE state RENAME VALUE 'closed' TO 'done';

--! case a type that nobody has shown
--! not-executed: the type is not there
--! migration
ALTER TYPE app."State" RENAME VALUE 'CLOSED' TO 'DONE';
