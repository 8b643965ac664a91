// The browser's address bar and small settings, kept in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/preferences.hpp"
#include "core/app/router.hpp"

namespace quern::test {

class FakeAddressBar final : public app::AddressBar {
 public:
  explicit FakeAddressBar(std::string path = "/") : history_{std::move(path)} {}

  std::string location() const override { return history_[at_]; }
  void push_location(std::string_view path) override {
    history_.resize(++at_);
    history_.emplace_back(path);
  }
  void replace_location(std::string_view path) override { history_[at_] = path; }

  void back() { --at_; }
  void forward() { ++at_; }
  std::size_t entries() const { return history_.size(); }

 private:
  std::vector<std::string> history_;
  std::size_t at_ = 0;
};

class FakeSettings final : public app::Settings {
 public:
  std::optional<std::string> setting(std::string_view name) const override {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional{found->second};
  }
  void set_setting(std::string_view name, std::string_view value) override { values[std::string{name}] = value; }

  std::map<std::string, std::string, std::less<>> values;
};

}  // namespace quern::test
