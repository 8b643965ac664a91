// A model with a member of every kind, for the tests of the tables themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/api/schema.hpp"

namespace quern::test {

enum class Mood : std::uint8_t { unknown, calm, wild };

struct Leaf {
  std::string name;
  std::optional<double> weight;
  bool operator==(const Leaf&) const = default;
};

struct Sample {
  bool flag = false;
  std::int32_t small = 0;
  std::int64_t big = 0;
  double ratio = 0;
  std::string text;
  ProjectId id;
  WallTime time{};
  OpenEnum<Mood> mood;
  std::vector<Leaf> items;
  Dictionary<std::vector<std::int64_t>> groups;
  std::optional<Leaf> maybe;
  Patch<std::string> patch;
  std::string note = "none";
  bool operator==(const Sample&) const = default;
};

// As a server takes it: bounds on everything.
struct Bounded {
  std::string name;
  std::int64_t count = 0;
  std::vector<std::string> tags;
  std::optional<std::string> nickname;
  OpenEnum<Mood> mood;
  std::optional<std::string> client_id;
};

struct Tree {
  std::vector<Tree> children;
};

// {"flag":true,…} with every member.
inline constexpr const char* full_sample =
    R"({"flag":true,"small":-7,"big":9007199254740993,"ratio":0.1,"text":"Привет","id":"p1",)"
    R"("time":"2026-03-15T10:20:30.125Z","mood":"wild","items":[{"name":"a","weight":2.5},{"name":"b"}],)"
    R"("groups":{"x":[1,2],"y":[]},"maybe":{"name":"c"},"patch":"set","note":"here"})";

}  // namespace quern::test

namespace quern {

template <> struct EnumNames<test::Mood> {
  static constexpr std::string_view names[] = {"", "calm", "wild"};
};

template <> struct Schema<test::Leaf> {
  static constexpr schema::Field fields[] = {field<&test::Leaf::name>("name"), field<&test::Leaf::weight>("weight")};
  static constexpr schema::Table table{fields};
};

template <> struct Schema<test::Sample> {
  using S = test::Sample;
  static constexpr schema::Field fields[] = {field<&S::flag>("flag"),
                                             field<&S::small>("small"),
                                             field<&S::big>("big"),
                                             field<&S::ratio>("ratio"),
                                             field<&S::text>("text"),
                                             field<&S::id>("id"),
                                             field<&S::time>("time"),
                                             field<&S::mood>("mood"),
                                             field<&S::items>("items"),
                                             field<&S::groups>("groups"),
                                             field<&S::maybe>("maybe"),
                                             field<&S::patch>("patch"),
                                             field<&S::note>("note").or_default()};
  static constexpr schema::Table table{fields};
};

template <> struct Schema<test::Bounded> {
  using B = test::Bounded;
  static constexpr schema::Field fields[] = {
      field<&B::name>("name").length(2, 4), field<&B::count>("count").range(1, 100),
      field<&B::tags>("tags").length(1, 2), field<&B::nickname>("nickname").length(1, 5).not_null(),
      field<&B::mood>("mood").known(),      field<&B::client_id>("client_id").format(uuid_format)};
  static constexpr schema::Table table{fields};
};

// A model within itself: the table is declared before its fields name it.
template <> struct Schema<test::Tree> {
  static const schema::Table table;
};
namespace test {
inline constexpr schema::Field tree_fields[] = {field<&Tree::children>("children").or_default()};
}
inline const schema::Table Schema<test::Tree>::table{test::tree_fields};

}  // namespace quern
