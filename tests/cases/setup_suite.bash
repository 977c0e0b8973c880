# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# For `bats tests/cases/FILE.bats` by hand: tests/run starts one server for all files instead.
setup_suite() {
    # shellcheck source=tests/lib/server.bash
    source "$(dirname "${BASH_SOURCE[0]}")/../lib/server.bash"
    [[ -n ${ASSAY_TEST_SERVER:-} ]] || {
        server_start
        export ASSAY_TEST_OWN=1
    }
}

teardown_suite() {
    [[ -z ${ASSAY_TEST_OWN:-} ]] || server_stop
}
