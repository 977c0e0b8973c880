# SPDX-License-Identifier: MIT
class Chips < ActiveRecord::Migration[6.1]
  def change
    add_column :cats, :chip, :string, limit: 15
  end
end
