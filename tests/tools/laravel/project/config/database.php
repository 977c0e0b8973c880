<?php
// SPDX-License-Identifier: MIT
$url = getenv('DATABASE_URL');
$file = str_starts_with($url, 'sqlite:') ? substr($url, strlen('sqlite:')) : null;

return [
    'default' => 'found',
    'migrations' => 'migrations',
    'connections' => ['found' => $file === null
        ? ['driver' => 'pgsql', 'url' => $url, 'charset' => 'utf8', 'schema' => 'public']
        : ['driver' => 'sqlite', 'database' => $file]],
];
