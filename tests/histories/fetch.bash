# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Where a corpus comes from: Debian packages, installed (Alembic needs the programs its migrations
# import) or only unpacked, and npm packages.

# fetch: sets $source, the folder of the migrations; makes the configuration or the steps of it.
fetch() {
    unpacked=
    case $packages in
    npm:*) fetch_npm "${packages#npm:}" ;;
    deb:*) fetch_deb "${packages#deb:}" ;;
    *) fetch_installed ;;
    esac >"$work/fetch.log" 2>&1 || return 1
    case $kind in
    alembic) source=/usr/lib/python3/dist-packages/$where && configure_alembic ;;
    *) source=$unpacked/$where && "steps_of_$name" "$source" "$work/steps" ;;
    esac >>"$work/fetch.log" 2>&1
}

# A package that was unpacked once is not fetched again.
fetch_npm() { # package@version
    unpacked=$histories/packages/${1//\//_}
    [[ ! -e $unpacked/package ]] || return 0
    mkdir -p "$unpacked"
    (cd "$unpacked" && npm pack --silent "$1" && tar xzf ./*.tgz)
}

fetch_deb() { # package
    unpacked=$histories/packages/$1
    [[ ! -e $unpacked/$where ]] || return 0
    mkdir -p "$unpacked"
    (cd "$unpacked" && apt-get download "$1" && dpkg-deb --fsys-tarfile ./*.deb | tar xf - "./$where")
}

# Services come with some of them; nothing is to be started or asked. Only one at a time can install.
fetch_installed() (
    local package missing=() as_root=()
    exec 9>"$histories/installing"
    flock 9
    for package in $packages; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]})) || exit 0
    [[ $(id -u) == 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y \
            --no-install-recommends python3-alembic python3-psycopg2 "${missing[@]}"
)

# Their own env.py wants the application and its configuration; ours only a database.
configure_alembic() {
    local locations
    locations=$(find "$source" -name '*.py' ! -name '__init__.py' -printf '%h\n' | sort -u | tr '\n' ' ')
    cat >"$work/alembic.ini" <<INI
[alembic]
script_location = $PWD/$here/alembic
version_locations = $locations
sqlalchemy.url = postgresql+psycopg2://nobody@nowhere.invalid/none
preload = $(preload_of "$name")
leave_out = $(left_out_of "$name")
models = $(models_of "$name")
folders = $(folders_of "$name")
INI
}

preload_of() { # modules that register options which migrations use
    case $1 in
    neutron) echo neutron.conf.common ;;
    manila) echo sqlalchemy.orm manila.common.config ;;
    ironic) echo ironic.conf ;;
    mailman)
        find /usr/lib/python3/dist-packages/mailman/model -maxdepth 1 -name '[a-z]*.py' -printf 'mailman.model.%f\n' |
            sed 's/\.py$//' | paste -sd ' '
        ;;
    esac
}

left_out_of() { # statements that PostgreSQL does not understand
    case $1 in
    magnum) echo '^UPDATE .* JOIN ' ;;
    esac
}

models_of() { # where the first revision changes a schema that only the models know
    case $1 in
    mailman) echo mailman.database.model ;;
    esac
}

folders_of() { # settings that migrations ask for a folder
    case $1 in
    mailman) echo mailman.config:config:CACHE_DIR mailman.config:config:LIST_DATA_DIR ;;
    esac
}
