#!/bin/sh
# Makes the namespace with 30 days of history and its search attributes, or keeps what is there.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE are read by the temporal command itself.
set -eu

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 720h

# The names in workflows/contract.ts; a test compares them.
for name in Kind CampaignRun; do
  temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" | grep -qw "$name" ||
    temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type Keyword
done
