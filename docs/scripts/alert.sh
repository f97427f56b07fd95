#!/bin/sh
# Sends an alert by SMS, waits for its delivery, and returns the outcome as its exit code.
#
#   alert.sh EVENT TEXT NUMBER...
#
# EVENT identifies what happened, such as "db3/disk/2026-01-05T10:00". Each event is sent once, however
# often this script is called: if the event was sent before, the script only checks its delivery.
#
# Exit codes:
#   0  delivered to every phone
#   1  delivered to no phone: not sent (run it again to retry), or delivery failed
#   2  wrong usage, or no credentials; nothing was sent
#   3  unknown: sent but not delivered in time, or unknown whether it was sent
#   4  delivered to some phones, failed for the others
#
# Credentials are read from the environment or ovh.conf, as for ovh-sms. Other environment variables:
#   ALERT_SENDER   one of the account's validated senders; by default, OVHcloud chooses
#   ALERT_TIMEOUT  how long to wait for delivery, such as 90s (default: 5m)
#   ALERT_STATE    the folder that records sent events (default: $HOME/.local/state/ovh-sms-alerts)
#   OVH_SMS        the path of the program (default: ovh-sms in the PATH)
set -u
umask 077

refuse() {
    echo "alert.sh: $1 Nothing was sent. Usage: alert.sh EVENT TEXT NUMBER..." >&2
    exit 2
}

[ $# -ge 3 ] || refuse "EVENT, TEXT and at least one NUMBER are required."
event=$1 text=$2
shift 2
given=$#
[ -n "$event" ] || refuse "EVENT is empty."
[ ${#event} -le 100 ] || refuse "EVENT is longer than 100 characters."

program=${OVH_SMS:-ovh-sms}
command -v "$program" >/dev/null || refuse "Program $program not found."
timeout=${ALERT_TIMEOUT:-5m}

# One folder per event. mkdir is atomic: only one of several concurrent callers succeeds.
state=${ALERT_STATE:-${HOME:?}/.local/state/ovh-sms-alerts}
mkdir -p "$state" || refuse "Can't write to the state folder $state."
mark=$state/$(printf %s "$event" | od -An -v -tx1 | tr -d ' \n')
tag=alert$(printf %s "$event" | cksum | tr -dc 0-9 | cut -c1-15)

# Writes a value atomically: another caller may read it at any time.
note() {
    echo "$2" >"$mark/$1.new" && mv "$mark/$1.new" "$mark/$1"
}

# Prints a value that an earlier step wrote, or a default.
noted() {
    if [ -f "$mark/$1" ]; then cat "$mark/$1"; else echo "$2"; fi
}

# Counts the numbers in a list of the report, by their plus signs.
count() {
    printf %s "$report" | sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" | tr -dc + | wc -c
}

# Tracks the sent messages, by ids or else by tag, and exits with the code of that.
follow() {
    set -- $(noted ids "")
    [ $# -gt 0 ] || set -- --tag "$tag"
    receipts=$("$program" track --json --quiet --timeout "$timeout" "$@")
    code=$?
    found=$(printf '%s\n' "$receipts" | sed -n 's/.*"id":\([0-9]*\).*/\1/p' | sort -u | wc -l)
    expected=$(($(noted receivers "$given") - $(noted refused 0)))
    case $code in
    0 | 1 | 4) [ "$found" -ge "$expected" ] || exit 3 ;;
    *) exit 3 ;;
    esac
    # Refused numbers do not receive it, even if it was delivered to all others.
    if [ $code -eq 0 ] && [ "$expected" -lt "$(noted receivers "$given")" ]; then exit 4; fi
    exit $code
}

if ! mkdir "$mark" 2>/dev/null; then
    [ -d "$mark" ] || refuse "Can't write to the state folder $state."
    echo "alert.sh: This event was already handled, and is not sent again." >&2
    follow
fi
if ! note receivers "$given" 2>/dev/null; then
    rm -r "$mark"
    refuse "Can't write to the state folder $state."
fi

left=$#
while [ "$left" -gt 0 ]; do
    set -- "$@" --to "$1"
    shift
    left=$((left - 1))
done
[ -z "${ALERT_SENDER:-}" ] || set -- "$@" --sender "$ALERT_SENDER"

# --transactional: an alert is not advertising, which would be deferred until the morning.
# --literal: its text may contain anything.
report=$("$program" send --json --quiet --transactional --literal --tag "$tag" "$@" -- "$text")
code=$?
case $code in
0 | 3 | 4) ;;
1 | 2)
    # Nothing was sent: the next call may retry.
    rm -r "$mark"
    exit $code
    ;;
*)
    echo "alert.sh: $program exited with $code; the alert may have been sent." >&2
    exit 3
    ;;
esac
note refused $(($(count invalidReceivers) + $(count notSentReceivers)))
# If some outcomes are unknown, their ids are missing: the tag finds all messages that were sent.
if [ $code -ne 3 ]; then
    printf '%s\n' "$report" | sed -n 's/.*"ids":\[\([0-9,]*\)\].*/\1/p' | tr , ' ' >"$mark/ids"
fi
follow
