-- What somebody else must agree to, what the month may cost, and what is sent to try it out.

DROP TRIGGER run_move ON run;
CREATE TRIGGER run_move BEFORE UPDATE OF state ON run FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'starting' THEN NEW.state IN ('proposed', 'running', 'cancelled')
  WHEN 'proposed' THEN NEW.state IN ('running', 'cancelled')
  WHEN 'running'  THEN NEW.state IN ('paused', 'closed', 'cancelled')
  WHEN 'paused'   THEN NEW.state IN ('running', 'cancelled')
  ELSE false END)
EXECUTE FUNCTION refuse_move();

-- A run that needs somebody else's agreement. What is agreed to is the run's own frozen plan; a run without a row here
-- needs none.
CREATE TABLE approval (
  run_id     bigint PRIMARY KEY REFERENCES run,
  plan_hash  text NOT NULL,
  asked_by   text NOT NULL,
  asked_at   timestamptz NOT NULL,
  -- Undecided by then, it has lapsed.
  until      timestamptz NOT NULL,
  decision   text CHECK (decision IN ('approved', 'refused', 'withdrawn', 'lapsed')),
  decided_by text,
  decided_at timestamptz,
  reason     text,
  CHECK (num_nulls(decision, decided_by, decided_at) IN (0, 3)),
  CONSTRAINT approved_by_another CHECK (decision <> 'approved' OR decided_by <> asked_by)
);
CREATE INDEX approval_decided ON approval (decided_at);
CREATE TRIGGER approval_frozen BEFORE UPDATE OF run_id, plan_hash, asked_by, asked_at, until ON approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approval_decided_once BEFORE UPDATE OR DELETE ON approval FOR EACH ROW
  WHEN (OLD.decision IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- What the office may spend on texts in a month, in 分; a month without a row has no limit.
CREATE TABLE budget (
  month  text PRIMARY KEY CHECK (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  fen    bigint NOT NULL CHECK (fen >= 0),
  set_by text NOT NULL,
  set_at timestamptz NOT NULL
);

-- What a run takes out of its month: what it was expected to cost, until what it did cost is known.
CREATE TABLE spending (
  run_id       bigint PRIMARY KEY REFERENCES run,
  month        text NOT NULL,
  reserved_fen bigint NOT NULL CHECK (reserved_fen >= 0),
  -- As they were at launch: price of a part in 分, and length of the signature with its brackets, in UTF-16 units.
  part_fen     double precision NOT NULL,
  sign_units   integer NOT NULL,
  parts        bigint,
  actual_fen   bigint,
  settled_at   timestamptz,
  CHECK (num_nulls(parts, actual_fen, settled_at) IN (0, 3))
);
CREATE INDEX spending_month ON spending (month);
CREATE INDEX spending_open ON spending (run_id) WHERE settled_at IS NULL;

-- Sent to a few named people to try its texts out: neither approved, nor capped, nor counted.
ALTER TABLE run ADD COLUMN test boolean NOT NULL DEFAULT false;
CREATE TRIGGER run_test_frozen BEFORE UPDATE OF test ON run FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE occurrence ADD COLUMN test boolean NOT NULL DEFAULT false;
