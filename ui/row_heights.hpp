// Heights of very many rows, known or guessed, and where each row begins. Rows are put in and taken out anywhere; a question
// walks some hundreds of blocks (about a microsecond at 100,000 rows), so nothing costs a pass over all rows.
// Units   whole CSS pixels, so that sums are exact at any length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quern::ui {

class RowHeights {
 public:
  std::size_t count() const { return count_; }
  std::size_t known() const { return count_ - unknown_; }
  std::int64_t total() const { return known_ + static_cast<std::int64_t>(unknown_) * guess_; }
  std::int64_t top_of(std::size_t row) const;  // row == count(): the end of the last
  std::size_t row_at(
      std::int64_t y) const;  // the row that covers y; the first or last beyond the ends. Never asked of none
  int height_of(std::size_t row) const;

  void insert(std::size_t at, std::size_t rows);  // of unknown height
  void erase(std::size_t at, std::size_t rows);
  void set(std::size_t row, int height);
  void clear() { *this = RowHeights{}; }

  // Rows never measured count as the mean of those that were, as of the last call.
  void guess_anew();

 private:
  static constexpr std::int32_t unknown = -1;
  static constexpr std::size_t most = 256;  // rows of a block

  struct Block {
    std::vector<std::int32_t> rows;
    std::int64_t known = 0;
    std::uint32_t unknown = 0;

    void count_up();
  };
  struct Place {
    std::size_t block = 0, row = 0;
  };

  std::int64_t length(const Block& block) const { return block.known + std::int64_t{block.unknown} * guess_; }
  int length(std::int32_t row) const { return row == unknown ? guess_ : row; }
  Place place(std::size_t row) const;
  void recount(Block& block);
  void join_with_next(std::size_t block);

  std::vector<Block> blocks_;
  std::size_t count_ = 0;
  std::int64_t known_ = 0;
  std::size_t unknown_ = 0;
  int guess_ = 60;
};

}  // namespace quern::ui
