<?php
// SPDX-License-Identifier: MIT
use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration {
    public function up()
    {
        Schema::create('dogs', function (Blueprint $table) {
            $table->integer('id')->primary();
            $table->string('name', 40)->nullable()->index();
            $table->integer('cat_id')->nullable();
            $table->foreign('cat_id')->references('id')->on('cats');
        });
    }
};
