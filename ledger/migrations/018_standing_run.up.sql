-- What the office says outside any campaign, and when its operators were told what.

-- The alert lane has no queue: the sweeper looks for its batches all the time.
CREATE INDEX batch_alert ON batch (not_before) WHERE lane = 'alert' AND state = 'queued';

ALTER TABLE alert
  -- When the operators were told that it is over; null: not yet, or there was nothing to take back.
  ADD COLUMN over_told_at timestamptz;
CREATE INDEX alert_over ON alert (cleared_at) WHERE told_at IS NOT NULL AND over_told_at IS NULL;
