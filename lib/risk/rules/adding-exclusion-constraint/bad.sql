--! case rooms that must not be booked twice
--! before
CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange NOT NULL);
--! migration
ALTER TABLE bookings ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&);
