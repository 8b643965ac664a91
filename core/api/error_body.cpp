#include "core/api/error_body.hpp"

#include <charconv>

#include "core/api/decode.hpp"
#include "core/api/encode.hpp"

namespace quern {
namespace {

using Place = Id<struct PlaceTag>;  // a name, or a number in a list: an id, so that ints are taken too

struct Complaint {
  std::string type;
  std::vector<Place> loc;
  std::string msg;
};

// `detail` is one of two things; each has its model, and the second is tried when the first does not fit.
struct PlainErrorBody {
  std::optional<std::string> detail, error, error_code, error_type;
};
struct FieldsErrorBody {
  std::vector<Complaint> detail;
  std::optional<std::string> error_code, error_type;
};

constexpr std::string_view type_names[] = {
    "authentication_error", "authorization_error", "validation_error", "not_found", "conflict",
    "rate_limited",         "server_error"};

}  // namespace

template <> struct Schema<Complaint> {
  static constexpr schema::Field fields[] = {field<&Complaint::type>("type").or_default(),
                                             field<&Complaint::loc>("loc"), field<&Complaint::msg>("msg")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<PlainErrorBody> {
  static constexpr schema::Field fields[] = {
      field<&PlainErrorBody::detail>("detail"), field<&PlainErrorBody::error>("error"),
      field<&PlainErrorBody::error_code>("error_code"), field<&PlainErrorBody::error_type>("error_type")};
  static constexpr schema::Table table{fields};
};
template <> struct Schema<FieldsErrorBody> {
  static constexpr schema::Field fields[] = {field<&FieldsErrorBody::detail>("detail"),
                                             field<&FieldsErrorBody::error_code>("error_code"),
                                             field<&FieldsErrorBody::error_type>("error_type")};
  static constexpr schema::Table table{fields};
};

namespace {

FieldError field_error(Complaint complaint) {
  FieldError error{.path = "", .message = std::move(complaint.msg), .type = std::move(complaint.type)};
  for (std::size_t i = 0; i < complaint.loc.size(); ++i) {
    if (i == 0 && complaint.loc[i].text == "body") continue;
    if (!error.path.empty()) error.path += '.';
    error.path += complaint.loc[i].text;
  }
  return error;
}

// A path's numbers stay text here: {"loc": ["items", "3"]}; the reader takes both.
std::vector<Place> split_path(std::string_view path) {
  std::vector<Place> loc;
  while (!path.empty()) {
    const auto dot = path.find('.');
    loc.emplace_back(std::string(path.substr(0, dot)));
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  return loc;
}

void read_type(const std::optional<std::string>& type, Error& error) {
  for (std::size_t i = 0; type && i < std::size(type_names); ++i) {
    if (type_names[i] == *type) error.kind = static_cast<ErrorKind>(i);
  }
}

// "name: is required", a line a field: what a toast shows where no form does.
std::string join_messages(const std::vector<FieldError>& fields) {
  std::string joined;
  for (const auto& field : fields) {
    if (!joined.empty()) joined += '\n';
    if (!field.path.empty()) joined += field.path + ": ";
    joined += field.message;
  }
  return joined;
}

}  // namespace

void read_error_body(std::string_view body, Error& error) {
  if (auto plain = decode<PlainErrorBody>(body)) {
    auto& message = plain->detail ? plain->detail : plain->error;
    if (message && !message->empty()) error.message = std::move(*message);
    if (plain->error_code) error.code = std::move(*plain->error_code);
    return read_type(plain->error_type, error);
  }
  auto by_field = decode<FieldsErrorBody>(body);
  if (!by_field) return;
  for (auto& complaint : by_field->detail) error.fields.push_back(field_error(std::move(complaint)));
  if (!error.fields.empty()) error.message = join_messages(error.fields);
  if (by_field->error_code) error.code = std::move(*by_field->error_code);
  read_type(by_field->error_type, error);
}

std::string format_error_body(const Error& error) {
  const auto optional_text = [](std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(std::string(text));
  };
  const auto place = static_cast<std::size_t>(error.kind);
  const auto type = optional_text(place < std::size(type_names) ? type_names[place] : type_names[6]);
  if (error.status != 422 || error.fields.empty()) {
    return encode(PlainErrorBody{
        .detail = error.message, .error = {}, .error_code = optional_text(error.code), .error_type = type});
  }
  FieldsErrorBody body{.detail = {}, .error_code = optional_text(error.code), .error_type = type};
  for (const auto& field : error.fields) {
    body.detail.push_back({.type = field.type, .loc = split_path(field.path), .msg = field.message});
  }
  return encode(body);
}

}  // namespace quern
