// Who speaks, as texts write it before a colon.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace quern::serve {

struct LabelledLine {
  std::optional<std::string> speaker;
  std::optional<std::int64_t> start_ms;
  std::string_view words;
};

class SpeakerLabels {
 public:
  // Every line of the text is shown first: a name that is none of the usual ones is one when it comes twice.
  void see(std::string_view line);
  LabelledLine split(std::string_view line) const;

 private:
  std::map<std::string, int, std::less<>> seen_;
};

}  // namespace quern::serve
