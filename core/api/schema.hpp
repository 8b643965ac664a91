// What a model looks like as JSON: one table of fields a model, which drives decoding and encoding alike.
//
//   // project.hpp
//   template <> struct Schema<Project> { static const schema::Table table; };
//   // project.cpp
//   constexpr schema::Field fields[] = {field<&Project::id>("id"), field<&Project::name>("name").length(1, 200)};
//   constexpr schema::Table Schema<Project>::table{fields};
//
// Members may be bool, int, std::int64_t, double, std::string, Id, WallTime (ISO 8601), OpenEnum, other models,
// std::vector, Dictionary, std::optional and Patch of these. A table is constant data, and one decoder and one encoder
// serve all of them: a model costs the bytes of its table, not a parser of its own.
// A member that is an std::optional or a Patch may be absent or null; any other must be there, and not null, unless its
// field says or_default().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/api/dictionary.hpp"
#include "core/api/id.hpp"
#include "core/api/open_enum.hpp"
#include "core/api/patch.hpp"
#include "core/api/text_format.hpp"
#include "core/base/time.hpp"

namespace quern {

template <class Model>
struct Schema;

namespace schema {

enum class Kind : std::uint8_t {
  boolean,
  int32,
  int64,
  real,
  text,
  id,
  time,
  open_enum,
  object,
  list,
  dictionary,
  optional,
  patch,
};

// How to reach into a container whose type is forgotten.
struct Access {
  void* (*add)(void* holder, std::string_view key);  // a new last item; nullptr where a dictionary has the key
  void (*set_null)(void* holder);                    // Patch alone
  std::size_t (*size)(const void* holder);           // optional and Patch: 0 or 1
  const void* (*item)(const void* holder, std::size_t index);
  std::string_view (*key)(const void* holder, std::size_t index);  // Dictionary alone
};

struct Table;

struct Type {
  Kind kind;
  const Table* table = nullptr;                  // object
  const Type* element = nullptr;                 // list, dictionary, optional, patch
  const Access* access = nullptr;                // the same
  std::span<const std::string_view> names = {};  // open_enum
};

struct Field {
  std::string_view name;
  const Type* type = nullptr;
  void* (*member)(void* model) = nullptr;
  std::int64_t min =
      std::numeric_limits<std::int64_t>::min();  // of a number, of a text's code points, of a list's items
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  const TextFormat* text_format = nullptr;
  bool is_required = true;
  bool takes_null = false;
  bool writes_null = false;
  bool only_known = false;

  // Code points of a text, items of a list.
  consteval Field length(std::int64_t at_least, std::int64_t at_most) const { return range(at_least, at_most); }
  // A number's bounds, both included.
  consteval Field range(std::int64_t at_least, std::int64_t at_most) const {
    Field field = *this;
    field.min = at_least;
    field.max = at_most;
    return field;
  }
  consteval Field format(const TextFormat& wanted) const {
    Field field = *this;
    field.text_format = &wanted;
    return field;
  }
  // Absent or null, it keeps what the model begins with.
  consteval Field or_default() const {
    Field field = *this;
    field.is_required = false;
    field.takes_null = true;
    return field;
  }
  // An optional that may be absent but not null: a PATCH of what cannot be cleared.
  consteval Field not_null() const {
    Field field = *this;
    field.takes_null = false;
    return field;
  }
  // An empty optional is written as null; without this it is left out.
  consteval Field nullable() const {
    Field field = *this;
    field.writes_null = true;
    return field;
  }
  // An OpenEnum's unknown word is refused: for what a client sends.
  consteval Field known() const {
    Field field = *this;
    field.only_known = true;
    return field;
  }
};

struct Table {
  std::span<const Field> fields;
  std::uint64_t required = 0;  // a bit a field, in order

  template <std::size_t Count>
  consteval explicit Table(const Field (&list)[Count]) : fields(list) {
    static_assert(Count <= 64);
    for (std::size_t i = 0; i < Count; ++i) {
      if (list[i].is_required) required |= std::uint64_t{1} << i;
    }
  }
};

// From here on: which Type a C++ type is.
template <class Model>
struct TypeOf {
  static constexpr Type value{.kind = Kind::object, .table = &Schema<Model>::table};
};

template <class T>
inline constexpr const Type& type_of = TypeOf<T>::value;

template <Kind kind_>
struct Plain {
  static constexpr Type value{.kind = kind_};
};
template <> struct TypeOf<bool> : Plain<Kind::boolean> {};
template <> struct TypeOf<std::int32_t> : Plain<Kind::int32> {};
template <> struct TypeOf<std::int64_t> : Plain<Kind::int64> {};
template <> struct TypeOf<double> : Plain<Kind::real> {};
template <> struct TypeOf<std::string> : Plain<Kind::text> {};
template <> struct TypeOf<WallTime> : Plain<Kind::time> {};
template <class Tag>
struct TypeOf<Id<Tag>> : Plain<Kind::id> {};
template <class E>
struct TypeOf<OpenEnum<E>> {
  static constexpr Type value{.kind = Kind::open_enum, .names = EnumNames<E>::names};
};

template <class T>
struct TypeOf<std::vector<T>> {
  using List = std::vector<T>;
  static constexpr Access access{
      .add = [](void* list, std::string_view) -> void* { return &static_cast<List*>(list)->emplace_back(); },
      .set_null = nullptr,
      .size = [](const void* list) { return static_cast<const List*>(list)->size(); },
      .item = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const List*>(list))[i]; },
      .key = nullptr};
  static constexpr Type value{.kind = Kind::list, .element = &TypeOf<T>::value, .access = &access};
};

template <class T>
struct TypeOf<Dictionary<T>> {
  using Entries = Dictionary<T>;
  static constexpr Access access{
      .add = [](void* holder, std::string_view key) -> void* {
        auto& dictionary = *static_cast<Entries*>(holder);
        if (dictionary.find(key)) return nullptr;
        return &dictionary.entries.emplace_back(std::string(key), T{}).second;
      },
      .set_null = nullptr,
      .size = [](const void* holder) { return static_cast<const Entries*>(holder)->entries.size(); },
      .item = [](const void* holder, std::size_t i) -> const void* {
        return &static_cast<const Entries*>(holder)->entries[i].second;
      },
      .key = [](const void* holder, std::size_t i) -> std::string_view {
        return static_cast<const Entries*>(holder)->entries[i].first;
      }};
  static constexpr Type value{.kind = Kind::dictionary, .element = &TypeOf<T>::value, .access = &access};
};

template <class T>
struct TypeOf<std::optional<T>> {
  using Holder = std::optional<T>;
  static constexpr Access access{
      .add = [](void* holder, std::string_view) -> void* { return &static_cast<Holder*>(holder)->emplace(); },
      .set_null = nullptr,
      .size = [](const void* holder) -> std::size_t { return static_cast<const Holder*>(holder)->has_value() ? 1 : 0; },
      .item = [](const void* holder, std::size_t) -> const void* { return &**static_cast<const Holder*>(holder); },
      .key = nullptr};
  static constexpr Type value{.kind = Kind::optional, .element = &TypeOf<T>::value, .access = &access};
};

template <class T>
struct TypeOf<Patch<T>> {
  static constexpr Access access{
      .add = [](void* holder, std::string_view) -> void* { return &static_cast<Patch<T>*>(holder)->emplace(); },
      .set_null = [](void* holder) { *static_cast<Patch<T>*>(holder) = Patch<T>::null(); },
      .size = [](const void* holder) -> std::size_t {
        return static_cast<const Patch<T>*>(holder)->is_absent() ? 0 : 1;
      },
      .item = [](const void* holder, std::size_t) -> const void* {
        const auto& patch = *static_cast<const Patch<T>*>(holder);
        return patch.is_null() ? nullptr : &patch.value();
      },
      .key = nullptr};
  static constexpr Type value{.kind = Kind::patch, .element = &TypeOf<T>::value, .access = &access};
};

template <class>
struct MemberPointer;
template <class Model, class Member>
struct MemberPointer<Member Model::*> {
  using model = Model;
  using member = Member;
};

}  // namespace schema

// One row of a table: the member, and its name on the wire.
template <auto member>
consteval schema::Field field(std::string_view name) {
  using Model = typename schema::MemberPointer<decltype(member)>::model;
  using Member = typename schema::MemberPointer<decltype(member)>::member;
  const auto& type = schema::type_of<Member>;
  const bool may_lack = type.kind == schema::Kind::optional || type.kind == schema::Kind::patch;
  schema::Field row;
  row.name = name;
  row.type = &type;
  row.member = [](void* model) -> void* { return std::addressof(static_cast<Model*>(model)->*member); };
  row.is_required = !may_lack;
  row.takes_null = may_lack;
  return row;
}

}  // namespace quern
