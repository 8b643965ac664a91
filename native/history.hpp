// The address bar of a window that shows none: the places a person came by, and where among them they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quern::native {

class History {
 public:
  explicit History(std::string path) : entries_{std::move(path)} {}

  const std::string& location() const { return entries_[at_]; }
  void push(std::string_view path) {  // what lay ahead is forgotten
    entries_.resize(at_ + 1);
    entries_.emplace_back(path);
    ++at_;
  }
  void replace(std::string_view path) { entries_[at_] = path; }
  // False: there is nowhere to go.
  bool back() { return at_ > 0 && (--at_, true); }
  bool forward() { return at_ + 1 < entries_.size() && (++at_, true); }

 private:
  std::vector<std::string> entries_;
  std::size_t at_ = 0;
};

}  // namespace quern::native
