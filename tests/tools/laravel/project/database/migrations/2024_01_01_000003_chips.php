<?php
// SPDX-License-Identifier: MIT
use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration {
    public function up()
    {
        Schema::table('cats', function (Blueprint $table) {
            $table->string('chip', 15)->nullable();
        });
    }
};
