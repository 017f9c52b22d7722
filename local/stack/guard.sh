#!/bin/sh
# Stands by while the supervisor lives. Each line on stdin lists the process groups that run now. When stdin ends
# (the supervisor died, even by kill -9), the groups of the last line are asked to end, and after five seconds
# killed. An empty last line means: all was stopped properly.
groups=
while read -r line; do groups=$line; done
tell() {
  for group in $groups; do kill -s "$1" -- "-$group" 2>/dev/null; done
}
any_left() {
  for group in $groups; do kill -s 0 -- "-$group" 2>/dev/null && return 0; done
  return 1
}
[ -z "$groups" ] && exit 0
tell TERM
tenths=0
while [ "$tenths" -lt 50 ] && any_left; do
  sleep 0.1
  tenths=$((tenths + 1))
done
tell KILL
