-- What is added to a run while it goes on, meetings, and the ten of each month (月评十佳).

-- Of a duty that was added to a run after its launch, what its run's plan says of the others.
ALTER TABLE duty ADD COLUMN planned jsonb;

-- Texts of meetings; the constraint was named by the database.
ALTER TABLE template
  DROP CONSTRAINT template_kind_check,
  ADD CHECK (kind IN ('notice', 'call-out', 'question', 'deadline', 'theme', 'meeting', 'training', 'recruitment', 'office'));

-- A month and how far it has come: picked, published, rewarded.
CREATE TABLE honour_month (
  month        text PRIMARY KEY CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  published_at timestamptz,
  published_by text,
  rewarded_at  timestamptz,
  rewarded_by  text,
  CHECK ((published_at IS NULL) = (published_by IS NULL)),
  CHECK ((rewarded_at IS NULL) = (rewarded_by IS NULL)),
  CHECK (rewarded_at >= published_at)
);

-- A nomination that was picked. Those without an end are the month's.
CREATE TABLE honour_pick (
  id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  month     text NOT NULL REFERENCES honour_month,
  duty_id   bigint NOT NULL REFERENCES duty,
  picked_by text NOT NULL,
  picked_at timestamptz NOT NULL,
  -- The day on which its public notice (公示) began, and how many workdays that lasts at least.
  notice_from     date,
  notice_workdays smallint CHECK (notice_workdays >= 5),
  -- The version of the nomination that was published; null: it was not.
  version   smallint,
  ended_at  timestamptz,
  -- `unpicked` before its notice; `objection` during it.
  ended_why text CHECK (ended_why IN ('unpicked', 'objection')),
  CHECK ((notice_from IS NULL) = (notice_workdays IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  CHECK (version IS NULL OR (ended_at IS NULL AND notice_from IS NOT NULL)),
  FOREIGN KEY (duty_id, version) REFERENCES submission
);
CREATE UNIQUE INDEX honour_pick_in_force ON honour_pick (duty_id) WHERE ended_at IS NULL;
CREATE INDEX honour_pick_month ON honour_pick (month);

CREATE FUNCTION guard_honour_pick() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was published of a month is never changed' USING ERRCODE = 'MU002';
END $$;
CREATE TRIGGER honour_pick_published BEFORE UPDATE OR DELETE ON honour_pick FOR EACH ROW
  WHEN (OLD.version IS NOT NULL) EXECUTE FUNCTION guard_honour_pick();

-- What somebody has said against a pick while it was under public notice; whoever it was is not asked for.
CREATE TABLE honour_objection (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pick_id       integer NOT NULL REFERENCES honour_pick,
  -- Names and accusations are personal data.
  reason_cipher bytea NOT NULL,
  -- It held, and has taken the pick out.
  upheld        boolean NOT NULL,
  entered_by    text NOT NULL,
  entered_at    timestamptz NOT NULL
);
CREATE INDEX honour_objection_pick ON honour_objection (pick_id);
CREATE TRIGGER honour_objection_frozen BEFORE UPDATE OR DELETE ON honour_objection
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Of a meeting that is called off nothing is owed any more, whatever was answered and accepted.
CREATE OR REPLACE FUNCTION guard_duty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
    ('owed', 'submitted'), ('owed', 'excused'), ('owed', 'locked'),
    ('submitted', 'returned'), ('submitted', 'accepted'), ('submitted', 'excused'),
    ('returned', 'submitted'), ('returned', 'excused'), ('returned', 'locked'),
    ('accepted', 'returned'), ('accepted', 'excused'), ('excused', 'owed'),
    ('locked', 'owed'), ('locked', 'returned'), ('locked', 'excused'))
  THEN RAISE EXCEPTION 'duty % cannot go from % to %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
