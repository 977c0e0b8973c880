# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
# The npm package brings the program itself, and PostgreSQL's driver.
engines=postgresql
npm=(liquibase)
ids=(changelog.xml::cats::ann changelog.xml::dogs::ann changelog.xml::chips::ann changelog.xml::birds::ann)
documented=Liquibase
tables=(databasechangelog databasechangeloglock)
verifies='is up to date'

# Its command takes the address from this file.
settings() {
    cat >liquibase.properties <<PROPERTIES
changeLogFile: changelog.xml
classpath: $installed/node_modules/liquibase/dist/drivers/postgresql-42.4.2.jar
url: jdbc:postgresql://${DATABASE_URL#*@}
username: assay
password: kitten
PROPERTIES
}

prepare() {
    "$here/../lib/packages" java
    local program=$installed/node_modules/liquibase/dist/liquibase/liquibase
    chmod +x "$program" && ln -sf "$program" "$installed/bin/liquibase"
}

up() { # number
    settings && liquibase update-count --count=1
}

as_printed() { # shell command
    settings && sh -ec "$1"
}

# The middle's id as nobody has it.
unknown() {
    sed 's/^dogs\t/wolves\t/'
}
