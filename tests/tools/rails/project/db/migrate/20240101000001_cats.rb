# SPDX-License-Identifier: MIT
class Cats < ActiveRecord::Migration[6.1]
  def change
    create_table :cats do |t|
      t.string :name, limit: 40, null: false
    end
  end
end
