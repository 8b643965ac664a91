// The reading side of the field tables: a parser's events, put where a table says.
// Only decode.cpp uses it. Lives for one text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/decode.hpp"
#include "core/api/json_reader.hpp"

namespace quern::schema {

// Where the next value goes, and the field whose rules it must keep. Without a type: nowhere.
struct Slot {
  const Type* type = nullptr;
  void* target = nullptr;
  const Field* field = nullptr;
};

// An object, list or dictionary that has begun and not ended.
struct Frame {
  const Type* type = nullptr;
  void* target = nullptr;
  const Field* rules = nullptr;  // of the list itself
  const Field* field = nullptr;  // object: the member being read; nullptr for one to skip
  void* value = nullptr;         // dictionary: the value being read
  std::uint64_t seen = 0;        // object: a bit a field
  std::size_t cursor = 0;        // object: the field expected next
};

class Decoder final : public JsonEvents {
 public:
  Decoder(const Type& type, void* target, Report report) : root_{&type, target, nullptr}, report_(report) {}

  bool on_null() override;
  bool on_boolean(bool value) override;
  bool on_number(std::string_view digits) override;
  bool on_text(std::string_view text) override;
  bool on_key(std::string_view name) override;
  bool on_object(bool begins) override { return begins ? begin(Kind::object) : end_object(); }
  bool on_array(bool begins) override { return begins ? begin(Kind::list) : end_array(); }

  std::vector<FieldError>& errors() { return errors_; }

 private:
  Frame& top() { return frames_[depth_ - 1]; }
  Slot raw_slot();
  Slot open_slot();
  bool begin(Kind kind);
  bool end_object();
  bool end_array();

  bool assign_text(const Slot& slot, std::string_view text);
  bool check_count(const Field* rules, std::size_t count, bool is_text);
  bool check_range(const Slot& slot, std::int64_t value);

  std::string path(std::string_view leaf = {}) const;
  // Each answers whether to go on.
  bool mismatch(const Slot& slot);
  bool complain(const char* type, std::string message) { return complain_at(path(), type, std::move(message)); }
  bool complain_at(std::string where, const char* type, std::string message);

  Slot root_;
  Report report_;
  std::array<Frame, max_json_depth> frames_{};
  std::size_t depth_ = 0;
  int skipping_ = 0;  // depth inside a value that nobody wants
  std::vector<FieldError> errors_;
};

}  // namespace quern::schema
