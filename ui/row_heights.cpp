#include "ui/row_heights.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace quern::ui {

void RowHeights::Block::count_up() {
  known = 0;
  unknown = 0;
  for (const std::int32_t row : rows) {
    if (row == RowHeights::unknown)
      ++unknown;
    else
      known += row;
  }
}

void RowHeights::recount(Block& block) {
  known_ -= block.known;
  unknown_ -= block.unknown;
  block.count_up();
  known_ += block.known;
  unknown_ += block.unknown;
}

// Of the row, or of the end: the last block's end.
RowHeights::Place RowHeights::place(std::size_t row) const {
  assert(row <= count_ && !blocks_.empty());
  std::size_t block = 0;
  while (block + 1 < blocks_.size() && row >= blocks_[block].rows.size()) row -= blocks_[block++].rows.size();
  return {block, row};
}

std::int64_t RowHeights::top_of(std::size_t row) const {
  if (blocks_.empty()) return 0;
  const Place at = place(row);
  std::int64_t top = 0;
  for (std::size_t i = 0; i < at.block; ++i) top += length(blocks_[i]);
  for (std::size_t i = 0; i < at.row; ++i) top += length(blocks_[at.block].rows[i]);
  return top;
}

std::size_t RowHeights::row_at(std::int64_t y) const {
  assert(count_ > 0);
  std::size_t row = 0;
  for (const Block& block : blocks_) {
    if (y >= length(block)) {
      y -= length(block);
      row += block.rows.size();
      continue;
    }
    for (const std::int32_t height : block.rows) {
      if (y < length(height)) return row;
      y -= length(height);
      ++row;
    }
  }
  return count_ - 1;
}

int RowHeights::height_of(std::size_t row) const {
  const Place at = place(row);
  return length(blocks_[at.block].rows[at.row]);
}

void RowHeights::set(std::size_t row, int height) {
  const Place at = place(row);
  Block& block = blocks_[at.block];
  std::int32_t& known = block.rows[at.row];
  if (known == height) return;
  if (known == unknown) {
    --block.unknown;
    --unknown_;
    known = 0;
  }
  block.known += height - known;
  known_ += height - known;
  known = height;
}

// Few rows join the block they fall into, or the one before; many get blocks of their own.
void RowHeights::insert(std::size_t at, std::size_t rows) {
  if (rows == 0) return;
  if (blocks_.empty()) blocks_.emplace_back();
  Place to = place(at);
  count_ += rows;
  Block& into = blocks_[to.block];
  const auto offset = static_cast<std::ptrdiff_t>(to.row);
  if (into.rows.size() + rows <= most) {
    into.rows.insert(into.rows.begin() + offset, rows, unknown);
    return recount(into);
  }
  std::vector<Block> added;
  if (to.row < into.rows.size() && to.row > 0) {  // what is after them
    added.emplace_back().rows.assign(into.rows.begin() + offset, into.rows.end());
    into.rows.resize(to.row);
    recount(into);
  }
  for (std::size_t left = rows; left > 0;) {
    const std::size_t part = std::min(left, most / 2);
    added.insert(added.begin(), Block{.rows = std::vector<std::int32_t>(part, unknown)});
    left -= part;
  }
  const std::size_t block = to.block + (to.row > 0 ? 1 : 0);
  for (Block& one : added) recount(one);
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(block), std::make_move_iterator(added.begin()),
                 std::make_move_iterator(added.end()));
}

void RowHeights::erase(std::size_t at, std::size_t rows) {
  rows = std::min(rows, count_ - at);
  if (rows == 0) return;
  const Place from = place(at);
  count_ -= rows;
  std::size_t first = from.row;
  for (std::size_t i = from.block; rows > 0; ++i) {
    Block& block = blocks_[i];
    const std::size_t part = std::min(rows, block.rows.size() - first);
    const auto begin = block.rows.begin() + static_cast<std::ptrdiff_t>(first);
    block.rows.erase(begin, begin + static_cast<std::ptrdiff_t>(part));
    recount(block);
    rows -= part;
    first = 0;
  }
  std::erase_if(blocks_, [](const Block& block) { return block.rows.empty(); });
  if (from.block < blocks_.size()) join_with_next(from.block);
  if (from.block > 0 && from.block <= blocks_.size()) join_with_next(from.block - 1);
}

void RowHeights::join_with_next(std::size_t block) {
  if (block + 1 >= blocks_.size()) return;
  Block& one = blocks_[block];
  Block& next = blocks_[block + 1];
  if (one.rows.size() + next.rows.size() > most / 2) return;
  one.rows.insert(one.rows.end(), next.rows.begin(), next.rows.end());
  one.known += next.known;
  one.unknown += next.unknown;
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(block) + 1);
}

void RowHeights::guess_anew() {
  const std::size_t measured = count_ - unknown_;
  if (measured > 0)
    guess_ = static_cast<int>((known_ + static_cast<std::int64_t>(measured) / 2) / static_cast<std::int64_t>(measured));
}

}  // namespace quern::ui
