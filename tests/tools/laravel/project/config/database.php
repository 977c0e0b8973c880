<?php
// SPDX-License-Identifier: MIT
$url = getenv('DATABASE_URL');
$file = str_starts_with($url, 'sqlite:') ? substr($url, strlen('sqlite:')) : null;

return [
    'default' => 'found',
    'migrations' => 'migrations',
    'connections' => ['found' => $file === null
        ? [
            'driver' => 'pgsql', 'url' => $url ?: null, 'charset' => 'utf8', 'schema' => 'public',
            'host' => getenv('DB_HOST'), 'port' => getenv('DB_PORT'), 'database' => getenv('DB_DATABASE'),
            'username' => getenv('DB_USERNAME'), 'password' => getenv('DB_PASSWORD'),
        ]
        : ['driver' => 'sqlite', 'database' => $file]],
];
