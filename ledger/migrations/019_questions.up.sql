-- Questions up and down the tree, and their answers.

CREATE TABLE question (
  run_id            bigint PRIMARY KEY REFERENCES run,
  from_committee_id integer NOT NULL REFERENCES committee,
  to_committee_id   integer NOT NULL REFERENCES committee,
  -- The question it goes on from, and the first of them all (itself, where it is the first).
  follows           bigint REFERENCES question,
  thread            bigint NOT NULL REFERENCES question,
  due_at            timestamptz NOT NULL,
  -- How it ended; null: an answer is waited for.
  outcome           text CHECK (outcome IN ('answered', 'withdrawn', 'unanswered')),
  ended_at          timestamptz,
  -- Its run is over: nobody listens any more.
  closed_at         timestamptz,
  CHECK (from_committee_id <> to_committee_id),
  CHECK ((follows IS NULL) = (thread = run_id)),
  CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CHECK (closed_at IS NULL OR outcome IS NOT NULL)
);
CREATE INDEX question_thread ON question (thread);
CREATE INDEX question_open ON question (to_committee_id) WHERE outcome IS NULL;

-- An outcome is final.
CREATE TRIGGER question_ended BEFORE UPDATE OF outcome ON question FOR EACH ROW
WHEN (OLD.outcome IS NOT NULL AND OLD.outcome IS DISTINCT FROM NEW.outcome) EXECUTE FUNCTION refuse_change();

-- However its run ends, the question ends with it.
CREATE FUNCTION end_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE question SET closed_at = NEW.changed_at, ended_at = coalesce(ended_at, NEW.changed_at),
    outcome = coalesce(outcome, CASE NEW.state WHEN 'closed' THEN 'unanswered' ELSE 'withdrawn' END)
  WHERE run_id = NEW.id AND closed_at IS NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER run_ends_question AFTER UPDATE OF state ON run FOR EACH ROW
WHEN (NEW.kind = 'question' AND NEW.state IN ('closed', 'cancelled')) EXECUTE FUNCTION end_question();

-- What was asked and what was answered, once each. What a person wrote is personal data.
CREATE TABLE question_entry (
  run_id      bigint NOT NULL REFERENCES question,
  kind        text NOT NULL CHECK (kind IN ('question', 'answer')),
  text_cipher bytea NOT NULL,
  -- An operator by name, or `person 12` on their own page.
  written_by  text NOT NULL,
  written_at  timestamptz NOT NULL,
  PRIMARY KEY (run_id, kind)
);
CREATE TRIGGER question_entry_frozen BEFORE UPDATE OR DELETE ON question_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Templates may be meant for questions.
ALTER TABLE template
  DROP CONSTRAINT template_kind_check,
  ADD CHECK (kind IN ('notice', 'call-out', 'question', 'deadline', 'theme', 'training', 'recruitment', 'office'));
