#include "core/api/decoder.hpp"

#include <algorithm>

#include "core/api/json_number.hpp"
#include "core/api/utf8.hpp"
#include "core/base/real_text.hpp"

namespace quern::schema {
namespace {

constexpr std::size_t max_reported = 64;  // a hostile body is not answered with more

const char* expected_words(Kind kind) {
  switch (kind) {
    case Kind::boolean: return "must be true or false";
    case Kind::int32:
    case Kind::int64: return "must be a whole number";
    case Kind::real: return "must be a number";
    case Kind::id: return "must be an id";
    case Kind::time: return "must be a time (ISO 8601)";
    case Kind::object:
    case Kind::dictionary: return "must be an object";
    case Kind::list: return "must be a list";
    default: return "must be text";
  }
}

const Field* find_field(Frame& frame, std::string_view name) {
  const auto fields = frame.type->table->fields;
  // Writers keep the table's order, so the field looked for is nearly always the next one.
  for (std::size_t tried = 0; tried < fields.size(); ++tried) {
    const auto place = frame.cursor < fields.size() ? frame.cursor : 0;
    frame.cursor = place + 1;
    if (fields[place].name == name) return &fields[place];
  }
  return nullptr;
}

}  // namespace

bool Decoder::on_key(std::string_view name) {
  if (skipping_ > 0) return true;
  Frame& frame = top();
  if (frame.type->kind == Kind::dictionary) {
    frame.value = frame.type->access->add(frame.target, name);
    return frame.value || complain_at(path(name), "duplicate", "comes twice");
  }
  const auto cursor = frame.cursor;
  frame.field = find_field(frame, name);
  if (!frame.field) {
    frame.cursor = cursor;
    return true;
  }
  const auto bit = std::uint64_t{1} << (frame.field - frame.type->table->fields.data());
  if ((frame.seen & bit) != 0) {
    const bool goes_on = complain("duplicate", "comes twice");
    frame.field = nullptr;
    return goes_on;
  }
  frame.seen |= bit;
  return true;
}

// The place of the value that begins now, as the table says it.
Slot Decoder::raw_slot() {
  if (depth_ == 0) return root_;
  Frame& frame = top();
  switch (frame.type->kind) {
    case Kind::object:
      if (!frame.field) return {};
      return {frame.field->type, frame.field->member(frame.target), frame.field};
    case Kind::list: return {frame.type->element, frame.type->access->add(frame.target, {}), nullptr};
    default:
      if (!frame.value) return {};
      return {frame.type->element, frame.value, nullptr};
  }
}

// The same for a value that is there: optionals and patches are opened.
Slot Decoder::open_slot() {
  Slot slot = raw_slot();
  while (slot.type && (slot.type->kind == Kind::optional || slot.type->kind == Kind::patch)) {
    slot.target = slot.type->access->add(slot.target, {});
    slot.type = slot.type->element;
  }
  return slot;
}

bool Decoder::on_null() {
  if (skipping_ > 0) return true;
  const Slot slot = raw_slot();
  if (!slot.type) return true;
  const bool is_empty_holder = slot.type->kind == Kind::optional || slot.type->kind == Kind::patch;
  const bool is_fine = slot.field ? slot.field->takes_null : is_empty_holder;
  if (!is_fine) return complain("null", "must not be null");
  if (slot.type->kind == Kind::patch) slot.type->access->set_null(slot.target);
  return true;
}

bool Decoder::on_boolean(bool value) {
  if (skipping_ > 0) return true;
  const Slot slot = open_slot();
  if (!slot.type) return true;
  if (slot.type->kind != Kind::boolean) return mismatch(slot);
  *static_cast<bool*>(slot.target) = value;
  return true;
}

bool Decoder::on_number(std::string_view digits) {
  if (skipping_ > 0) return true;
  const Slot slot = open_slot();
  if (!slot.type) return true;
  switch (slot.type->kind) {
    case Kind::id:
      if (digits.find_first_of(".eE") != std::string_view::npos) return mismatch(slot);
      return assign_text(slot, digits);
    case Kind::real: {
      const auto value = parse_real(digits);
      if (!value) return mismatch(slot);
      *static_cast<double*>(slot.target) = *value;
      return check_range(slot, static_cast<std::int64_t>(std::clamp(*value, -9e18, 9e18)));
    }
    case Kind::int32: {
      const auto value = parse_integer(digits);
      if (!value || *value != static_cast<std::int32_t>(*value)) return mismatch(slot);
      *static_cast<std::int32_t*>(slot.target) = static_cast<std::int32_t>(*value);
      return check_range(slot, *value);
    }
    case Kind::int64: {
      const auto value = parse_integer(digits);
      if (!value) return mismatch(slot);
      *static_cast<std::int64_t*>(slot.target) = *value;
      return check_range(slot, *value);
    }
    default: return mismatch(slot);
  }
}

bool Decoder::on_text(std::string_view text) {
  if (skipping_ > 0) return true;
  const Slot slot = open_slot();
  if (!slot.type) return true;
  switch (slot.type->kind) {
    case Kind::text:
    case Kind::id: return assign_text(slot, text);
    case Kind::time: {
      const auto time = parse_iso8601(text);
      if (!time) return mismatch(slot);
      *static_cast<WallTime*>(slot.target) = *time;
      return true;
    }
    case Kind::open_enum: {
      auto& word = *static_cast<OpenEnumBase*>(slot.target);
      word.assign(text, slot.type->names);
      if (word.is_known() || !slot.field || !slot.field->only_known) return true;
      return complain("unknown_value", "is not one of the words known here");
    }
    default: return mismatch(slot);
  }
}

// An Id is a struct of one std::string: the two have one address.
bool Decoder::assign_text(const Slot& slot, std::string_view text) {
  static_cast<std::string*>(slot.target)->assign(text);
  if (!slot.field) return true;
  const bool has_bounds = slot.field->min > 0 || slot.field->max != std::numeric_limits<std::int64_t>::max();
  if (has_bounds && !check_count(slot.field, count_code_points(text), true)) return false;
  const auto* format = slot.field->text_format;
  if (format && !format->matches(text)) return complain("format", format->message);
  return true;
}

bool Decoder::check_count(const Field* rules, std::size_t count, bool is_text) {
  if (!rules) return true;
  const auto length = static_cast<std::int64_t>(count);
  const char* unit = is_text ? " characters" : " items";
  if (length < rules->min && rules->min == 1) return complain("too_short", "must not be empty");
  if (length < rules->min) return complain("too_short", "must have at least " + format_number(rules->min) + unit);
  if (length > rules->max) return complain("too_long", "must have at most " + format_number(rules->max) + unit);
  return true;
}

bool Decoder::check_range(const Slot& slot, std::int64_t value) {
  if (!slot.field) return true;
  if (value < slot.field->min) return complain("too_small", "must be at least " + format_number(slot.field->min));
  if (value > slot.field->max) return complain("too_big", "must be at most " + format_number(slot.field->max));
  return true;
}

bool Decoder::begin(Kind kind) {
  if (skipping_ > 0) return ++skipping_ > 0;
  const Slot slot = open_slot();
  const bool fits =
      slot.type && (slot.type->kind == kind || (slot.type->kind == Kind::dictionary && kind == Kind::object));
  if (!fits) {
    skipping_ = 1;
    return !slot.type || mismatch(slot);
  }
  frames_[depth_++] = Frame{.type = slot.type, .target = slot.target, .rules = slot.field};
  return true;
}

bool Decoder::end_object() {
  if (skipping_ > 0) return --skipping_ >= 0;
  Frame& frame = top();
  frame.field = nullptr;
  frame.value = nullptr;
  if (frame.type->kind == Kind::object) {
    const auto lacking = frame.type->table->required & ~frame.seen;
    const auto fields = frame.type->table->fields;
    for (std::size_t i = 0; lacking != 0 && i < fields.size(); ++i) {
      const bool is_missing = ((lacking >> i) & 1U) != 0;
      if (is_missing && !complain_at(path(fields[i].name), "missing", "is required")) return false;
    }
  }
  --depth_;
  return true;
}

bool Decoder::end_array() {
  if (skipping_ > 0) return --skipping_ >= 0;
  const auto* rules = top().rules;
  const auto count = top().type->access->size(top().target);
  --depth_;
  return check_count(rules, count, false);
}

// Built only when something is wrong, from the frames that are open.
std::string Decoder::path(std::string_view leaf) const {
  std::string dotted;
  const auto append = [&dotted](std::string_view segment) {
    if (!dotted.empty()) dotted += '.';
    dotted += segment;
  };
  for (std::size_t i = 0; i < depth_; ++i) {
    const Frame& frame = frames_[i];
    const auto* access = frame.type->access;
    if (frame.type->kind == Kind::list) {
      append(format_number(static_cast<std::int64_t>(access->size(frame.target)) - 1));
    } else if (frame.type->kind == Kind::dictionary) {
      if (frame.value) append(access->key(frame.target, access->size(frame.target) - 1));
    } else if (frame.field) {
      append(frame.field->name);
    }
  }
  if (!leaf.empty()) append(leaf);
  return dotted;
}

bool Decoder::mismatch(const Slot& slot) { return complain("type", expected_words(slot.type->kind)); }

bool Decoder::complain_at(std::string where, const char* type, std::string message) {
  errors_.push_back({.path = std::move(where), .message = std::move(message), .type = type});
  return report_ == Report::all && errors_.size() < max_reported;
}

}  // namespace quern::schema
