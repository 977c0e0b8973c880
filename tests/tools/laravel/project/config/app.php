<?php
// SPDX-License-Identifier: MIT
return [
    'env' => 'local',
    'debug' => true,
    'providers' => [
        Illuminate\Cache\CacheServiceProvider::class,
        Illuminate\Queue\QueueServiceProvider::class,
        Illuminate\Filesystem\FilesystemServiceProvider::class,
        Illuminate\Database\DatabaseServiceProvider::class,
        Illuminate\Foundation\Providers\ConsoleSupportServiceProvider::class,
    ],
];
