# SPDX-License-Identifier: MIT
class Dogs < ActiveRecord::Migration[6.1]
  def change
    create_table :dogs do |t|
      t.string :name, limit: 40, index: true
      t.references :cat, foreign_key: true
    end
  end
end
