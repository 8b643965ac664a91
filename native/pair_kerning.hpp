// What a font says of pairs of letters: its GPOS table's feature "kern", or the old table "kern" where that is all it has.
// FreeType reads the old one alone, and Inter has only the new one. No contexts, no scripts' own tables but the default.
// Owned by the Font whose face it reads; the face outlives it.
// Units   font units, glyph indices.
// Source  OpenType 1.9, "GPOS" and "Common Table Formats".
#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H

#include <cstdint>
#include <vector>

namespace quern::native {

class PairKerning {
 public:
  explicit PairKerning(FT_Face face);
  int between(unsigned left, unsigned right) const;  // added to the advance of `left`

 private:
  std::uint16_t word(std::size_t at) const;
  std::int16_t number(std::size_t at) const { return static_cast<std::int16_t>(word(at)); }
  std::size_t offset(std::size_t at) const;  // 32 bits
  void find_lookups();
  void add_lookup(std::size_t lookup);
  int covered(std::size_t coverage, unsigned glyph) const;  // its place in the coverage; -1: not in it
  unsigned class_of(std::size_t classes, unsigned glyph) const;
  bool pair_in(std::size_t table, unsigned left, unsigned right, int& value) const;
  bool pair_by_glyph(std::size_t table, int place, unsigned right, int& value) const;
  bool pair_by_class(std::size_t table, unsigned left, unsigned right, int& value) const;

  FT_Face face_;
  std::vector<std::uint8_t> table_;  // GPOS
  std::vector<std::vector<std::size_t>>
      lookups_;  // where the pair tables of each begin; the first that knows a pair ends it
};

}  // namespace quern::native
