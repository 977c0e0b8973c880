# SPDX-License-Identifier: MIT
class Birds < ActiveRecord::Migration[6.1]
  def change
    create_table :birds do |t|
      t.string :name, limit: 40, index: { unique: true }
    end
  end
end
