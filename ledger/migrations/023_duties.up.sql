-- What committees owe, how they are reminded of it, and what they hand in.

CREATE TYPE duty_state AS ENUM ('owed', 'submitted', 'returned', 'accepted', 'excused', 'locked');

-- One report that one debtor owes in one run.
CREATE TABLE duty (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id        bigint NOT NULL REFERENCES run,
  -- Which of the run's plan it is.
  key           text NOT NULL,
  -- Who owes it.
  committee_id  integer NOT NULL REFERENCES committee,
  -- What it is about; all null: the committee as a whole.
  project_id    integer REFERENCES project,
  activity_id   integer REFERENCES activity,
  term_id       integer REFERENCES term,
  title         text NOT NULL,
  -- The last moment that is in time, extended or not.
  due_at        timestamptz NOT NULL,
  -- From then on nothing is taken; null: it stays open.
  lock_at       timestamptz,
  -- Its day may still move: a year's holidays are not announced.
  provisional   boolean NOT NULL DEFAULT false,
  state         duty_state NOT NULL DEFAULT 'owed',
  since         timestamptz NOT NULL,
  -- The first that was handed in, and whether that was in time.
  first_submitted_at timestamptz,
  in_time       boolean,
  times_returned smallint NOT NULL DEFAULT 0,
  extended      boolean NOT NULL DEFAULT false,
  CHECK (lock_at >= due_at),
  CHECK ((first_submitted_at IS NULL) = (in_time IS NULL)),
  UNIQUE NULLS NOT DISTINCT (run_id, key, committee_id, project_id, activity_id, term_id)
);
CREATE INDEX duty_open ON duty (committee_id) WHERE state IN ('owed', 'returned');
CREATE INDEX duty_committee ON duty (committee_id, due_at);

CREATE FUNCTION guard_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
    ('owed', 'submitted'), ('owed', 'excused'), ('owed', 'locked'),
    ('submitted', 'returned'), ('submitted', 'accepted'), ('submitted', 'excused'),
    ('returned', 'submitted'), ('returned', 'excused'), ('returned', 'locked'),
    ('accepted', 'returned'), ('excused', 'owed'), ('locked', 'owed'), ('locked', 'returned'), ('locked', 'excused'))
  THEN RAISE EXCEPTION 'duty % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duty_moves BEFORE UPDATE OF state ON duty FOR EACH ROW
WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION guard_duty();

-- The rungs of its ladder, each with its instant; told, passed over, or still to come.
CREATE TABLE duty_rung (
  duty_id  bigint NOT NULL REFERENCES duty,
  -- Counts the ladders of a duty: an extension or a return lays out another.
  ladder   smallint NOT NULL DEFAULT 1,
  rung     text NOT NULL,
  at       timestamptz NOT NULL,
  side     text NOT NULL CHECK (side IN ('debtor', 'superior', 'office')),
  roles    text[] NOT NULL,
  -- The digest it was told in; null with an outcome: nobody was told.
  occurrence_id integer REFERENCES occurrence,
  -- `passed`: a later one fell due with it; `over`: the report was there, or the ladder was replaced.
  outcome  text CHECK (outcome IN ('told', 'passed', 'over')),
  settled_at timestamptz,
  PRIMARY KEY (duty_id, ladder, rung),
  CHECK ((outcome = 'told') = (occurrence_id IS NOT NULL)),
  CHECK ((outcome IS NULL) = (settled_at IS NULL))
);
-- By duty: of what is owed there is little; by instant the planner would go through all that was settled since the last vacuum.
CREATE INDEX duty_rung_ahead ON duty_rung (duty_id, at) WHERE outcome IS NULL;
CREATE INDEX duty_rung_told ON duty_rung (occurrence_id) WHERE occurrence_id IS NOT NULL;

-- Who was told of which rung: one digest tells a person of many.
CREATE TABLE duty_told (
  occurrence_id integer NOT NULL REFERENCES occurrence,
  person_id     bigint NOT NULL,
  duty_id       bigint NOT NULL REFERENCES duty,
  rung          text NOT NULL,
  PRIMARY KEY (occurrence_id, person_id, duty_id, rung)
);
CREATE INDEX duty_told_duty ON duty_told (duty_id);

-- What a firing says to each of its recipients, beside what their template takes from elsewhere.
CREATE TABLE recipient_value (
  occurrence_id integer NOT NULL REFERENCES occurrence,
  person_id     bigint NOT NULL,
  variables     jsonb NOT NULL,
  PRIMARY KEY (occurrence_id, person_id)
);

-- What was done about a duty, by whom and why; what a person wrote is personal data.
CREATE TABLE duty_entry (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  duty_id       bigint NOT NULL REFERENCES duty,
  at            timestamptz NOT NULL,
  -- An operator by name, `person 12` on their own page, or `muster`.
  by            text NOT NULL,
  action        text NOT NULL CHECK (action IN ('submitted', 'returned', 'accepted', 'excused', 'extended', 'locked', 'unlocked', 'moved')),
  reason_cipher bytea,
  detail        jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX duty_entry_duty ON duty_entry (duty_id);
CREATE TRIGGER duty_entry_frozen BEFORE UPDATE OR DELETE ON duty_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What is handed in, every version of it; the draft is the one that may still change.
CREATE TABLE submission (
  duty_id       bigint NOT NULL REFERENCES duty,
  version       smallint NOT NULL,
  -- Values by field as JSON, sealed.
  values_cipher bytea NOT NULL,
  written_by    text NOT NULL,
  written_at    timestamptz NOT NULL,
  -- Null: a draft.
  submitted_at  timestamptz,
  PRIMARY KEY (duty_id, version)
);
CREATE UNIQUE INDEX submission_draft ON submission (duty_id) WHERE submitted_at IS NULL;
-- What was handed in stays as it was: an amendment is another version.
CREATE TRIGGER submission_frozen BEFORE UPDATE OR DELETE ON submission FOR EACH ROW
  WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- Its numbers in clear, for sums and leagues.
CREATE TABLE submission_figure (
  duty_id bigint NOT NULL,
  version smallint NOT NULL,
  field   text NOT NULL,
  value   numeric NOT NULL,
  PRIMARY KEY (duty_id, version, field),
  FOREIGN KEY (duty_id, version) REFERENCES submission ON DELETE CASCADE
);

-- A file in a slot of a version; its bytes lie under their hash, once.
CREATE TABLE attachment (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  duty_id      bigint NOT NULL,
  version      smallint NOT NULL,
  slot         text NOT NULL,
  -- SHA-256 of the bytes as they came.
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  name_cipher  bytea NOT NULL,
  -- As its bytes say, not its name.
  media_type   text NOT NULL,
  bytes        bigint NOT NULL,
  added_by     text NOT NULL,
  added_at     timestamptz NOT NULL,
  FOREIGN KEY (duty_id, version) REFERENCES submission ON DELETE CASCADE,
  UNIQUE (duty_id, version, slot, content_hash)
);
CREATE INDEX attachment_content ON attachment (content_hash);

CREATE FUNCTION guard_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed attachment := CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
BEGIN
  IF EXISTS (SELECT FROM submission s WHERE s.duty_id = changed.duty_id AND s.version = changed.version AND s.submitted_at IS NOT NULL)
  THEN RAISE EXCEPTION 'files of a version that was handed in are never changed' USING ERRCODE = 'MU002';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER attachment_frozen BEFORE INSERT OR UPDATE OR DELETE ON attachment
  FOR EACH ROW EXECUTE FUNCTION guard_attachment();

-- The short code by which somebody reaches the page of their committees from a text.
CREATE TABLE page_code (
  code       text PRIMARY KEY,
  person_id  bigint NOT NULL REFERENCES person ON DELETE CASCADE,
  -- Of the phone it was sent to.
  phone_hash bytea NOT NULL CHECK (length(phone_hash) = 16),
  made_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX page_code_person ON page_code (person_id);

-- The office's own say about what comes with Muster; what it does not name stays as shipped.
CREATE TABLE obligation_setting (
  code       text PRIMARY KEY,
  -- False: the office does not ask for it.
  wanted     boolean NOT NULL DEFAULT true,
  -- A date rule as `domain/calendar/written-rule.ts` reads it; null: as shipped.
  due        text,
  grace_workdays smallint CHECK (grace_workdays >= 0),
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
