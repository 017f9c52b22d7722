-- Who was erased. Their row stays under its number, emptied: accounts of what was sent go on to balance, and name nobody.
CREATE TABLE erasure (
  person_id   bigint PRIMARY KEY REFERENCES person,
  erased_at   timestamptz NOT NULL,
  erased_by   text NOT NULL,
  because     text NOT NULL CHECK (because IN ('wish', 'purpose over', 'mistake')),
  -- What the law has kept, sealed; null: its time is over.
  kept_cipher bytea,
  -- The last day on which it is kept.
  kept_until  date NOT NULL
);
CREATE INDEX erasure_kept ON erasure (kept_until) WHERE kept_cipher IS NOT NULL;

-- An emptied row says of nobody who they were, and stays so. The condition is evaluated in the executor: others cost nothing.
CREATE FUNCTION keep_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'person % was erased', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER person_erased BEFORE UPDATE ON person FOR EACH ROW
WHEN (OLD.name = '') EXECUTE FUNCTION keep_erased();
