# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: MIT
ids=(shop.0001_cats shop.0002_dogs shop.0003_chips shop.0004_birds)
documented=Django
tables=(django_migrations) verifies='\[X\] 0004_birds'

up() { # number
    python manage.py migrate shop "${ids[$1 - 1]#shop.}"
}

# The application and the name are columns of their own.
unknown() {
    sed s/0002_dogs/0002_wolves/g
}
