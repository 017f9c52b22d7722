-- Themes of the year: what the office says of those that come with Muster, and its own; what was announced, what is to be
-- reached, and times of special care.

CREATE TABLE theme_setting (
  code       text PRIMARY KEY,
  -- False: the office does not hold it; rules of others may still name it.
  wanted     boolean NOT NULL DEFAULT true,
  -- Of a shipped theme what is otherwise, of one of its own everything, as `campaigns/theme/theme-file.ts` reads it.
  written    jsonb NOT NULL DEFAULT '{}',
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- What was announced for a year, and the day the office itself holds it on.
CREATE TABLE theme_year (
  code         text NOT NULL,
  year         smallint NOT NULL,
  day          date,
  last_day     date,
  held         date,
  -- 年度主题
  wording      text,
  -- The notice it was announced by; null: nobody has said.
  source       text,
  announced_by text NOT NULL,
  announced_at timestamptz NOT NULL,
  PRIMARY KEY (code, year),
  CHECK (last_day >= day),
  CHECK (last_day IS NULL OR day IS NOT NULL),
  CHECK (num_nonnulls(day, held, wording) > 0)
);

-- What a theme is to reach in a year: 进百村 is 100 villages.
CREATE TABLE theme_goal (
  code       text NOT NULL,
  year       smallint NOT NULL,
  key        text NOT NULL,
  name       text NOT NULL,
  target     numeric NOT NULL CHECK (target > 0),
  -- sessions, participants, consultations, leaflets; or a number that its counts ask for, as villages.
  counts     text NOT NULL,
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  PRIMARY KEY (code, year, key)
);

-- 重要时段: days between which is reported more often. They may overlap.
CREATE TABLE safeguard_period (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL,
  from_date  date NOT NULL,
  to_date    date NOT NULL,
  rhythm     text NOT NULL CHECK (rhythm IN ('day', 'workdays', 'week')),
  -- Every so many, of workdays.
  workdays   smallint CHECK (workdays BETWEEN 1 AND 20),
  entered_by text NOT NULL,
  entered_at timestamptz NOT NULL,
  -- Its last day where it was ended before its time; before its first: it was called off.
  ended_on   date,
  ended_by   text,
  ended_at   timestamptz,
  CHECK (to_date >= from_date),
  CHECK ((rhythm = 'workdays') = (workdays IS NOT NULL)),
  CHECK (num_nulls(ended_on, ended_by, ended_at) IN (0, 3)),
  UNIQUE (name, from_date)
);

-- Workdays a year's notice gave beyond the law, as for 2015-09-03.
ALTER TABLE holiday_table ADD COLUMN extra_days smallint NOT NULL DEFAULT 0 CHECK (extra_days >= 0);

-- Which reports of a theme stand for its activities.
CREATE INDEX run_theme ON run ((definition ->> 'theme'), (definition ->> 'year')) WHERE kind = 'theme';
