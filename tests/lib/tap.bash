# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Test points in TAP, for scripts whose cases are data.

points=0
point() { # sentence [what is wrong, one line each]
    points=$((points + 1))
    if [[ -z ${2:-} ]]; then
        echo "ok $points - $1"
    else
        echo "not ok $points - $1"
        printf '%s\n' "$2" | sed 's/^/#   /'
    fi
}

point_skipped() { # sentence reason
    points=$((points + 1))
    echo "ok $points - $1 # SKIP $2"
}

points_end() {
    echo "1..$points"
}
