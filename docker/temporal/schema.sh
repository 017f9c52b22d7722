#!/bin/sh
# Makes and upgrades Temporal's tables in the two databases that docker/postgres/databases.sh made. Each step is
# safe to repeat, so that a newer image upgrades an older volume.
set -eu

schema() {
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u temporal --db $1"
  $tool setup-schema -v 0.0
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

schema temporal temporal
schema temporal_visibility visibility
