# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
# Debian's Laravel, without an application around it.
ids=(2024_01_01_000001_cats 2024_01_01_000002_dogs 2024_01_01_000003_chips 2024_01_01_000004_birds)
documented=Laravel
tables=(migrations) verifies='Yes +\| 2024_01_01_000004_birds'

prepare() {
    "$here/../lib/packages" php && mkdir -p bootstrap/cache
}

# It runs all that is there, so that a step shows it no more than it should run; a file it does not make.
up() { # number
    local shown
    [[ $DATABASE_URL != sqlite:* ]] || touch "${DATABASE_URL#sqlite:}"
    shown=$(mktemp -d)
    printf 'database/migrations/%s.php\n' "${ids[@]:0:$1}" | xargs cp -t "$shown"
    php artisan migrate --path "$shown" --realpath
}

url_for_tool() { # URL
    echo "${1/#sqlite:\/\/\//sqlite:}"
}
