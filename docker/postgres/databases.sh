#!/bin/sh
# Run once, when the volume is made: one role and database each for Muster and for Temporal, which never share
# tables or transactions.
set -eu

psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 \
  --set muster_password="$MUSTER_DATABASE_PASSWORD" \
  --set temporal_password="$TEMPORAL_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE muster LOGIN PASSWORD :'muster_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE muster OWNER muster;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE muster, temporal, temporal_visibility FROM PUBLIC;
SQL
