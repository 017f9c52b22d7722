-- Several providers per channel: who gets how much of the traffic just now, and who was called.

CREATE TABLE provider_share (
  -- As in the settings, e.g. 'aliyun', 'aliyun-2'.
  provider   text PRIMARY KEY,
  channel    channel NOT NULL,
  -- Points of 100 of the channel's batches: as set, and as they go just now.
  weight     smallint NOT NULL CHECK (weight BETWEEN 0 AND 100),
  share      smallint NOT NULL CHECK (share BETWEEN 0 AND 100),
  -- When the share moved last and why; what was measured before says nothing of it.
  changed_at timestamptz NOT NULL,
  reason     text NOT NULL,
  -- When somebody last looked at the traffic: several sweepers judge a channel once.
  judged_at  timestamptz NOT NULL
);

-- Who was called, for measuring; null: an older row.
ALTER TABLE attempt ADD COLUMN provider text;
-- Under whose nonces, as the provider tells them apart, its call went; null: it has none, or an older row.
ALTER TABLE attempt ADD COLUMN nonce_scope text;
-- The tries of the last minutes. They are written in the order of their intent: this costs next to nothing to keep.
CREATE INDEX attempt_recent ON attempt USING brin (intent_at) WITH (pages_per_range = 16, autosummarize = on);

-- What is queued in it may be with the provider it was claimed for, who cannot be asked: nobody else may send it.
ALTER TABLE batch ADD COLUMN bound boolean NOT NULL DEFAULT false;
UPDATE batch SET bound = true WHERE state = 'queued' AND unknown_since IS NOT NULL;

-- The operator who stopped it, until it is started again; null: it refused the account, and is tried again.
ALTER TABLE provider_stop ADD COLUMN stopped_by text;

-- Back in the queue after a try that a late receipt proves to have arrived: `queued` may become `delivered`.
DROP TRIGGER message_move ON message;
CREATE TRIGGER message_move BEFORE UPDATE OF state ON message FOR EACH ROW
WHEN (OLD.state <> NEW.state AND NOT CASE OLD.state
  WHEN 'queued'  THEN NEW.state IN ('sending', 'delivered', 'suppressed', 'expired', 'cancelled', 'failed')
  WHEN 'sending' THEN NEW.state IN ('sent', 'failed', 'queued', 'unknown', 'delivered', 'undelivered')
  WHEN 'unknown' THEN NEW.state IN ('sent', 'delivered', 'undelivered', 'queued', 'failed', 'suppressed', 'expired', 'cancelled')
  WHEN 'sent'    THEN NEW.state IN ('delivered', 'undelivered')
  WHEN 'failed'  THEN NEW.state = 'queued'
  ELSE false END)
EXECUTE FUNCTION refuse_move();
