#include "native/pair_kerning.hpp"

#include FT_TRUETYPE_TABLES_H

#include <algorithm>
#include <bit>
#include <set>

namespace quern::native {
namespace {

constexpr std::uint32_t tag(const char (&name)[5]) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(name[i]);
  return value;
}

constexpr unsigned pair_lookup = 2, extension_lookup = 9;
constexpr unsigned x_advance = 4;  // bit of a value format; below it are x and y placement

// Where in a value record the advance is, in bytes; -1: it has none.
int advance_at(unsigned format) {
  if ((format & x_advance) == 0) return -1;
  return 2 * std::popcount(format & (x_advance - 1));
}

std::size_t size_of(unsigned format) { return 2 * static_cast<std::size_t>(std::popcount(format & 0xffu)); }

}  // namespace

PairKerning::PairKerning(FT_Face face) : face_(face) {
  FT_ULong size = 0;
  if (FT_Load_Sfnt_Table(face, tag("GPOS"), 0, nullptr, &size) != 0) return;
  table_.resize(size);
  if (FT_Load_Sfnt_Table(face, tag("GPOS"), 0, table_.data(), &size) != 0) table_.clear();
  if (!table_.empty()) find_lookups();
}

// A font may lie about its lengths: what lies outside reads as 0.
std::uint16_t PairKerning::word(std::size_t at) const {
  if (at + 2 > table_.size()) return 0;
  return static_cast<std::uint16_t>(table_[at] << 8 | table_[at + 1]);
}

std::size_t PairKerning::offset(std::size_t at) const {
  return static_cast<std::size_t>(word(at)) << 16 | word(at + 2);
}

// Script "DFLT" (else the first), its default language's features, those named "kern", their lookups.
void PairKerning::find_lookups() {
  const std::size_t scripts = word(4), features = word(6), lookups = word(8);
  std::size_t script = scripts + word(scripts + 6);
  for (std::size_t i = 0; i < word(scripts); ++i) {
    const auto record = scripts + 2 + i * 6;
    if (offset(record) == tag("DFLT")) script = scripts + word(record + 4);
  }
  const auto language = script + word(script);
  std::set<unsigned> wanted;
  for (std::size_t i = 0; i < word(language + 4); ++i) {
    const auto record = features + 2 + word(language + 6 + i * 2) * std::size_t{6};
    if (offset(record) != tag("kern")) continue;
    const auto feature = features + word(record + 4);
    for (std::size_t k = 0; k < word(feature + 2); ++k) wanted.insert(word(feature + 4 + k * 2));
  }
  for (const auto index : wanted) {
    if (index < word(lookups)) add_lookup(lookups + word(lookups + 2 + index * std::size_t{2}));
  }
}

void PairKerning::add_lookup(std::size_t lookup) {
  std::vector<std::size_t> tables;
  for (std::size_t i = 0; i < word(lookup + 4); ++i) {
    auto table = lookup + word(lookup + 6 + i * 2);
    unsigned kind = word(lookup);
    if (kind == extension_lookup) {
      kind = word(table + 2);
      table += offset(table + 4);
    }
    if (kind == pair_lookup) tables.push_back(table);
  }
  if (!tables.empty()) lookups_.push_back(std::move(tables));
}

int PairKerning::covered(std::size_t coverage, unsigned glyph) const {
  const bool is_ranges = word(coverage) == 2;
  const std::size_t step = is_ranges ? 6 : 2;
  std::size_t low = 0, high = word(coverage + 2);
  while (low < high) {
    const auto middle = (low + high) / 2;
    const auto record = coverage + 4 + middle * step;
    const unsigned first = word(record), last = is_ranges ? word(record + 2) : first;
    if (glyph < first) {
      high = middle;
    } else if (glyph > last) {
      low = middle + 1;
    } else {
      return is_ranges ? static_cast<int>(word(record + 4) + glyph - first) : static_cast<int>(middle);
    }
  }
  return -1;
}

unsigned PairKerning::class_of(std::size_t classes, unsigned glyph) const {
  if (word(classes) == 1) {
    const unsigned first = word(classes + 2);
    if (glyph < first || glyph - first >= word(classes + 4)) return 0;
    return word(classes + 6 + (glyph - first) * std::size_t{2});
  }
  std::size_t low = 0, high = word(classes + 2);
  while (low < high) {
    const auto middle = (low + high) / 2;
    const auto record = classes + 4 + middle * 6;
    if (glyph < word(record)) {
      high = middle;
    } else if (glyph > word(record + 2)) {
      low = middle + 1;
    } else {
      return word(record + 4);
    }
  }
  return 0;
}

bool PairKerning::pair_by_glyph(std::size_t table, int place, unsigned right, int& value) const {
  const unsigned first_format = word(table + 4), second_format = word(table + 6);
  const auto step = 2 + size_of(first_format) + size_of(second_format);
  const auto pairs = table + word(table + 10 + static_cast<std::size_t>(place) * 2);
  std::size_t low = 0, high = word(pairs);
  while (low < high) {
    const auto middle = (low + high) / 2;
    const auto record = pairs + 2 + middle * step;
    if (right < word(record)) {
      high = middle;
    } else if (right > word(record)) {
      low = middle + 1;
    } else {
      const int at = advance_at(first_format);
      value = at < 0 ? 0 : number(record + 2 + static_cast<std::size_t>(at));
      return true;
    }
  }
  return false;
}

bool PairKerning::pair_by_class(std::size_t table, unsigned left, unsigned right, int& value) const {
  const unsigned first_format = word(table + 4), second_format = word(table + 6);
  const auto step = size_of(first_format) + size_of(second_format);
  const std::size_t left_class = class_of(table + word(table + 8), left);
  const std::size_t right_class = class_of(table + word(table + 10), right);
  if (left_class >= word(table + 12) || right_class >= word(table + 14)) return false;
  const int at = advance_at(first_format);
  const auto record = table + 16 + (left_class * word(table + 14) + right_class) * step;
  value = at < 0 ? 0 : number(record + static_cast<std::size_t>(at));
  return true;
}

bool PairKerning::pair_in(std::size_t table, unsigned left, unsigned right, int& value) const {
  const int place = covered(table + word(table + 2), left);
  if (place < 0) return false;
  if (word(table) == 1) return pair_by_glyph(table, place, right, value);
  return word(table) == 2 && pair_by_class(table, left, right, value);
}

int PairKerning::between(unsigned left, unsigned right) const {
  int sum = 0;
  for (const auto& tables : lookups_) {
    for (const auto table : tables) {
      int value = 0;
      if (!pair_in(table, left, right, value)) continue;
      sum += value;
      break;
    }
  }
  if (!lookups_.empty() || !FT_HAS_KERNING(face_)) return sum;
  FT_Vector old{};
  FT_Get_Kerning(face_, left, right, FT_KERNING_UNSCALED, &old);
  return static_cast<int>(old.x);
}

}  // namespace quern::native
