-- Phones people had before. A text went to the phone of its day: its receipt comes back under that one, and the carrier
-- knows the call under that one. Nothing is ever sent to a former phone. Erased with the person.
CREATE TABLE former_phone (
  person_id    bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  phone_hash   bytea NOT NULL,
  phone_cipher bytea NOT NULL,
  -- When it was last replaced, by the database's clock: tells the newest, and is compared with no instant of ours.
  until        timestamptz NOT NULL,
  PRIMARY KEY (person_id, phone_hash)
);
CREATE INDEX former_phone_hash ON former_phone (phone_hash);

-- A trigger, so that no import and no clerk's correction can forget it.
CREATE FUNCTION keep_former_phone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO former_phone (person_id, phone_hash, phone_cipher, until)
  VALUES (OLD.id, OLD.phone_hash, OLD.phone_cipher, clock_timestamp())
  ON CONFLICT (person_id, phone_hash) DO UPDATE SET until = excluded.until;
  RETURN NULL;
END $$;
-- The condition is evaluated in the executor: whoever keeps their phone costs nothing.
CREATE TRIGGER person_phone_changed AFTER UPDATE OF phone_hash ON person FOR EACH ROW
WHEN (OLD.phone_hash IS NOT NULL AND OLD.phone_hash IS DISTINCT FROM NEW.phone_hash)
EXECUTE FUNCTION keep_former_phone();

-- What a query finds out settles messages; a try keeps the outcome it had.
ALTER TABLE attempt DROP CONSTRAINT attempt_outcome_check,
  ADD CONSTRAINT attempt_outcome_check CHECK (outcome IN ('accepted', 'rejected', 'throttled', 'unknown', 'abandoned'));
